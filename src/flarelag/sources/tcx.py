"""TCX: activities with laps, and the courses and plans that are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.activity import Activity, Intensity, Lap, LapTrigger
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import sport_named, unsaid
from flarelag.sources.instants import EPOCH, MICROSECOND, from_microseconds, instant
from flarelag.sources.limits import refuse_many
from flarelag.sources.point_texts import PointTexts
from flarelag.sources.points import CADENCE, TIME, Samples, pauses_of, records_of
from flarelag.sources.xml import XmlDocument, read_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element
    from numpy.typing import NDArray

_POINT = "Trackpoint"
_COLUMNS = {
    "Time": TIME,
    "LatitudeDegrees": "lat_deg",
    "LongitudeDegrees": "lon_deg",
    "AltitudeMeters": "altitude_m",
    "DistanceMeters": "distance_m",
    "Value": "heart_rate_bpm",  # only HeartRateBpm has one inside a Trackpoint
    "Cadence": CADENCE,
    # Garmin's ActivityExtension v2 (TPX):
    "Speed": "speed_m_s",
    "RunCadence": CADENCE,
    "Watts": "power_w",
}
_TRIGGERS = {
    "manual": LapTrigger.MANUAL,
    "distance": LapTrigger.DISTANCE,
    "location": LapTrigger.POSITION,
    "time": LapTrigger.TIME,
    "heartrate": LapTrigger.OTHER,
}
_INTENSITIES = {"active": Intensity.ACTIVE, "resting": Intensity.REST}
_LONGEST_LEAD_US = 3_600 * 1_000_000
_LONGEST_LAP_S = 30 * 86_400.0
"""A lap that claims to start longer than this before its first point has a wrong start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RawLap:
    """A lap with instants in microseconds since 1970; null where the file says nothing."""

    start_us: int | None
    end_us: int | None
    timer_s: float | None
    distance_m: float | None
    trigger: LapTrigger | None
    intensity: Intensity | None


def parse_tcx(data: bytes) -> list[ParsedActivity]:
    """Read the activities of a TCX file; each leg of a multisport session is one of its own.

    Several `Track` elements in a lap are stretches with the timer stopped in between: pauses.
    An activity whose laps hold no points is kept with its laps and no records.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    list of ParsedActivity
        At least one, in the order of the file.

    Raises
    ------
    NotAnActivityError
        For courses, workout plans, and activities without any time.
    UnreadableFileError, UnsafeInputError
        As `flarelag.sources.xml.read_xml`.
    """
    document = read_xml(data, _POINT)
    elements = list(document.root.iter("{*}Activity"))
    laps = [list(element.iter("{*}Lap")) for element in elements]
    refuse_many(len(elements), sum(map(len, laps)))
    found = [
        _activity(element, of_it, document) for element, of_it in zip(elements, laps, strict=True)
    ]
    if parsed := [activity for activity in found if activity is not None]:
        return parsed
    raise document.why_empty(_why_none(document.root, seen=bool(found)))


def _why_none(root: _Element, *, seen: bool) -> str:
    if seen:
        return "this is an activity without any timed lap or point: it has no place in time"
    if next(root.iter("{*}Course"), None) is not None:
        return "this is a course to follow, not an activity"
    if next(root.iter("{*}Workout"), None) is not None:
        return "this is a workout plan, not an activity"
    return "this is a TCX file without any activity"


def _activity(
    element: _Element, lap_elements: list[_Element], document: XmlDocument
) -> ParsedActivity | None:
    """Return one activity, null where neither a lap nor a point of it has a time."""
    texts = PointTexts(_POINT, _COLUMNS)
    first_segments = []
    for lap in lap_elements:
        first_segments.append(len(texts.first_rows))
        tracks = list(lap.iter("{*}Track"))
        refuse_many(0, len(texts.first_rows) + len(tracks))
        for track in tracks:
            texts.add_segment(track)
    samples = texts.samples()
    # Where each lap's samples begin; one lap's end is the next one's beginning.
    bounds = [*np.searchsorted(samples.segment, first_segments).tolist(), samples.segment.size]
    laps = [
        _raw_lap(lap, samples.instant_us[first:end])
        for lap, (first, end) in zip(lap_elements, pairwise(bounds), strict=True)
    ]
    start_us = _start_us(samples, laps)
    if start_us is None:
        return None
    samples = _without_lap_breaks(samples, bounds[1:-1], laps)
    return _assembled(element, samples, laps, start_us, document)


def _without_lap_breaks(
    samples: Samples, lap_ends: Sequence[int], laps: Sequence[_RawLap]
) -> Samples:
    """Join the tracks of two laps where the timer kept running from one to the next.

    Every lap starts a `Track`, so at a lap's end only its times can tell: where the timer accounts
    for more than half of the gap to the next lap's first point, it was running.
    """
    if not samples.instant_us.size:
        return samples
    latest_us = np.maximum.accumulate(samples.instant_us)
    earliest_us = np.minimum.accumulate(samples.instant_us[::-1])[::-1]
    breaks = np.diff(samples.segment, prepend=samples.segment[0]) != 0
    for row, (lap, next_lap) in zip(lap_ends, pairwise(laps), strict=True):
        if 0 < row < breaks.size:
            gap_us = int(earliest_us[row] - latest_us[row - 1])
            breaks[row] &= not _timer_ran_on(gap_us, lap, next_lap)
    return replace(samples, segment=np.cumsum(breaks))


def _timer_ran_on(gap_us: int, lap: _RawLap, next_lap: _RawLap) -> bool:
    if lap.start_us is None or next_lap.start_us is None or lap.timer_s is None:
        return False
    return next_lap.start_us - lap.start_us - lap.timer_s * 1e6 < gap_us / 2


def _raw_lap(lap: _Element, points_us: NDArray[np.int64]) -> _RawLap:
    """Return a lap, given the instants of its points."""
    timer_s = _number(lap, "TotalTimeSeconds")
    if timer_s is not None and timer_s > _LONGEST_LAP_S:
        timer_s = None
    start_us = _microseconds(lap.get("StartTime"))
    ends = []
    if points_us.size:
        first_us = int(points_us.min())
        if start_us is None or not first_us - _LONGEST_LEAD_US <= start_us <= first_us:
            start_us = first_us
        ends.append(int(points_us.max()))
    if start_us is not None and timer_s is not None:
        ends.append(start_us + round(timer_s * 1e6))
    return _RawLap(
        start_us=start_us,
        end_us=max(ends, default=None),
        timer_s=timer_s,
        distance_m=_number(lap, "DistanceMeters"),
        trigger=_TRIGGERS.get((_text(lap, "TriggerMethod") or "").lower()),
        intensity=_INTENSITIES.get((_text(lap, "Intensity") or "").lower()),
    )


def _start_us(samples: Samples, laps: Sequence[_RawLap]) -> int | None:
    if samples.instant_us.size:
        return samples.start_us
    return min((lap.start_us for lap in laps if lap.start_us is not None), default=None)


def _assembled(
    element: _Element,
    samples: Samples,
    raw_laps: Sequence[_RawLap],
    start_us: int,
    document: XmlDocument,
) -> ParsedActivity:
    sport = sport_named(element.get("Sport"))
    records = records_of(samples, on_foot=sport.on_foot)
    laps = _laps(raw_laps, start_us)
    ends_s = [lap.interval.end_s for lap in laps]
    if samples.instant_us.size:
        ends_s = [(samples.end_us - start_us) / 1e6]
    distance_m = _total([lap.distance_m for lap in raw_laps])
    distances = records.get_column("distance_m").drop_nulls()
    if distance_m is None and len(distances):
        distance_m = distances[-1]
    activity = Activity(
        sport=sport,
        start_utc=from_microseconds(start_us),
        duration_s=max(ends_s, default=None),
        timer_s=_total([lap.timer_s for lap in raw_laps]),
        distance_m=distance_m,
        description=_text(element, "Notes"),
        device=_text(element, "Creator/{*}Name"),
        laps=laps,
        pauses=pauses_of(samples),
        n_records=records.height,
        salvaged=document.salvaged,
        remarks=(*document.remarks, *samples.remarks(), *unsaid(element.get("Sport"))),
    )
    return ParsedActivity(activity, records)


def _laps(raw_laps: Sequence[_RawLap], start_us: int) -> tuple[Lap, ...]:
    """Return laps in seconds from the start, none reaching into the next."""
    placed = [(lap.start_us, lap.end_us, lap) for lap in raw_laps if lap.start_us is not None]
    placed.sort(key=lambda each: each[0])
    next_starts = [*(each[0] for each in placed[1:]), None]
    laps = []
    for (lap_start_us, lap_end_us, raw), next_us in zip(placed, next_starts, strict=False):
        end_us = lap_start_us if lap_end_us is None else lap_end_us
        if next_us is not None:
            end_us = min(end_us, next_us)
        start_s = max(0, lap_start_us - start_us) / 1e6
        laps.append(
            Lap(
                interval=Interval(start_s, max(start_s, (end_us - start_us) / 1e6)),
                timer_s=raw.timer_s,
                distance_m=raw.distance_m,
                trigger=raw.trigger,
                intensity=raw.intensity,
            )
        )
    return tuple(laps)


def _total(values: Sequence[float | None]) -> float | None:
    """Return the sum, null when any part of it is unknown."""
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _text(element: _Element, path: str) -> str | None:
    """Return a child's text, null where it says nothing."""
    child = element.find(f"{{*}}{path}")
    return (child.text or "").strip() or None if child is not None else None


def _number(element: _Element, name: str) -> float | None:
    """Return a child's number, null unless it is finite and not negative."""
    try:
        value = float(_text(element, name) or "nan")
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def _microseconds(text: str | None) -> int | None:
    moment, _ = instant(text)
    return (moment - EPOCH) // MICROSECOND if moment is not None else None
