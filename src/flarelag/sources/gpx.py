"""GPX 1.0 and 1.1: tracks with times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from flarelag.model.activity import Activity
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport, sport_named, unsaid
from flarelag.signal.kinematics import great_circle_m
from flarelag.sources.gpx_names import read_track_name, told_in_utc
from flarelag.sources.instants import from_microseconds
from flarelag.sources.limits import refuse_many
from flarelag.sources.point_texts import PointTexts
from flarelag.sources.points import CADENCE, TIME, Samples, joined, pauses_of, records_of
from flarelag.sources.xml import XmlDocument, read_xml

if TYPE_CHECKING:
    import dataframely as dy
    from lxml.etree import _Element

    from flarelag.model.frames import Records

_POINT = "trkpt"
_COLUMNS = {
    # The schema's own elements, then those of Garmin's TrackPointExtension v1 and v2, Garmin's
    # PowerExtension, Cluetrust's GPXDATA, Apple Health and Strava, by local name: prefixes and
    # even namespaces differ between exporters of the same extension.
    "time": TIME,
    "ele": "altitude_m",
    "speed": "speed_m_s",
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "cad": CADENCE,
    "cadence": CADENCE,
    "power": "power_w",
    "watts": "power_w",
    "PowerInWatts": "power_w",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "distance": "distance_m",
}
_ATTRIBUTES = {"lat": "lat_deg", "lon": "lon_deg"}
_STRAVA_NUMBERS = {"1": Sport.RIDE, "4": Sport.HIKE, "9": Sport.RUN, "10": Sport.WALK}
"""What Strava's older exports write as a track's type."""
_LONGEST_BREAK_US = 3_600 * 1_000_000
_ALONG_POSITIONS: Final = "its file gives no distance: it was measured along the positions"
_SPORT_BY_NAME: Final = "its file gives no sport: it was taken from its name"
_LOCAL_START: Final = "its file calls local times UTC, as its name shows: they were read as local"
_FASTEST_M_S: Final = 40.0
"""Faster than any descent on a bicycle: such a step is a stray fix, not a distance covered."""


@dataclass(frozen=True, slots=True, eq=False)
class _Track:
    name: str | None
    type: str | None
    samples: Samples


def parse_gpx(data: bytes) -> list[ParsedActivity]:
    """Read the recorded tracks of a GPX file.

    The segments of a track are one activity: the schema starts a segment where the receiver lost
    its fix or was switched off, so the time between two of them is a pause. Several tracks are one
    activity, too, where each starts within an hour of the end of the one before and both have the
    same type: hand-held loggers start a track after every lost fix. Tracks that overlap in time
    are recordings of two devices, and tracks further apart are separate outings: activities of
    their own.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    list of ParsedActivity
        At least one, in order of time.

    Raises
    ------
    NotAnActivityError
        For routes, waypoints and tracks without times.
    UnreadableFileError, UnsafeInputError
        As `flarelag.sources.xml.read_xml`.
    """
    document = read_xml(data, _POINT)
    elements = list(document.root.iter("{*}trk"))
    segments = [list(element.iter("{*}trkseg")) for element in elements]
    refuse_many(len(elements), sum(map(len, segments)))
    tracks = list(map(_track, elements, segments))
    timed = sorted((t for t in tracks if t.samples.instant_us.size), key=_start_us)
    if not timed:
        raise document.why_empty(_why_none(document.root, tracks))
    remarks = list(document.remarks)
    if skipped := sum(t.samples.untimed > 0 for t in tracks) - sum(
        t.samples.untimed > 0 for t in timed
    ):
        remarks.append(f"tracks left out because they have no times: {skipped}")
    return [_activity(group, document, remarks) for group in _outings(timed)]


def _track(element: _Element, segments: list[_Element]) -> _Track:
    texts = PointTexts(_POINT, _COLUMNS, _ATTRIBUTES)
    for segment in segments:
        texts.add_segment(segment)
    return _Track(
        name=_text(element.find("{*}name")),
        type=_text(element.find("{*}type")),
        samples=texts.samples(),
    )


def _text(element: _Element | None) -> str | None:
    """Return an element's text, null where it says nothing."""
    return (element.text or "").strip() or None if element is not None else None


def _start_us(track: _Track) -> int:
    return track.samples.start_us


def _why_none(root: _Element, tracks: list[_Track]) -> str:
    if any(track.samples.unreadable for track in tracks):
        return "this is a track whose times are unreadable or before 1970: it has no place in time"
    if any(track.samples.untimed for track in tracks):
        return "this is a route without times, not an activity"
    if next(root.iter("{*}rtept"), None) is not None:
        return "this is a route to follow, not an activity"
    if next(root.iter("{*}wpt"), None) is not None:
        return "these are waypoints only, not an activity"
    return "this is a GPX file without any track point, not an activity"


def _outings(tracks: list[_Track]) -> list[list[_Track]]:
    """Group tracks, given in order of time, into activities."""
    groups: list[list[_Track]] = []
    for track in tracks:
        if groups and _continues(groups[-1][-1], track):
            groups[-1].append(track)
        else:
            groups.append([track])
    return groups


def _continues(before: _Track, track: _Track) -> bool:
    gap_us = track.samples.start_us - before.samples.end_us
    return before.type == track.type and 0 <= gap_us <= _LONGEST_BREAK_US


def _activity(group: list[_Track], document: XmlDocument, remarks: list[str]) -> ParsedActivity:
    samples = joined([track.samples for track in group])
    sport = _STRAVA_NUMBERS.get(group[0].type or "") or sport_named(group[0].type)
    told = read_track_name(group[0].name)
    start, by_name = from_microseconds(samples.start_us), list(unsaid(group[0].type))
    if told is not None and group[0].type is None and told.sport is not Sport.OTHER:
        sport, by_name = told.sport, [_SPORT_BY_NAME]
    records = records_of(samples, on_foot=sport.on_foot)
    creator = document.root.get("creator", "")
    if told is not None and (moment := told_in_utc(start, told, creator, records)):
        start, by_name = moment, [*by_name, _LOCAL_START]
    distance_m, how = _distance(samples, records)
    activity = Activity(
        sport=sport,
        sub_sport="virtual_activity" if "virtual" in (group[0].type or "").casefold() else None,
        start_utc=start,
        duration_s=(samples.end_us - samples.start_us) / 1e6,
        distance_m=distance_m,
        name=next((track.name for track in group if track.name), None),
        pauses=pauses_of(samples),
        n_records=records.height,
        salvaged=document.salvaged,
        remarks=(*remarks, *by_name, *samples.remarks(), *how),
    )
    return ParsedActivity(activity, records)


def _distance(samples: Samples, records: dy.DataFrame[Records]) -> tuple[float | None, list[str]]:
    """Return the distance that the file gives, else that along its positions, and a remark then.

    Between segments nothing was recorded: what lies there does not count, nor do stray fixes. A
    position that never changes, as indoors, tells no distance.
    """
    told = records.get_column("distance_m").drop_nulls()
    if len(told):
        return told[-1], []
    placed = records.get_column("lat_deg").is_not_null().to_numpy()
    if np.count_nonzero(placed) < 2:  # noqa: PLR2004 - two ends of a step
        return None, []
    lat, lon = (records.get_column(name).to_numpy()[placed] for name in ("lat_deg", "lon_deg"))
    steps_m = great_circle_m(lat, lon)
    elapsed_s = np.abs(np.diff(samples.instant_us[placed])) / 1e6
    covered = steps_m <= _FASTEST_M_S * np.maximum(elapsed_s, 1.0)
    within = np.diff(samples.segment[placed]) == 0
    along_m = float(steps_m[covered & within].sum())
    return (along_m, [_ALONG_POSITIONS]) if along_m else (None, [])
