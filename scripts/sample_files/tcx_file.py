"""An activity as a TCX file, with the watch's own speed in the usual extension."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from lxml import etree

from flarelag.model.activity import LapTrigger
from flarelag.model.sport import Sport
from flarelag.simulation.gpx_file import child

if TYPE_CHECKING:
    from flarelag.model.activity import Lap
    from flarelag.model.parsed import ParsedActivity

_TCX = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
_EXT = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
# Any: the stubs know of no default namespace, whose prefix is None.
_PREFIXES: dict[Any, str] = {None: _TCX, "ns3": _EXT}
_SPORTS = {Sport.RUN: "Running", Sport.RIDE: "Biking"}
_TRIGGERS = {LapTrigger.DISTANCE: "Distance", LapTrigger.TIME: "Time"}


def tcx_bytes(parsed: ParsedActivity, *, leading_spaces: int = 0) -> bytes:
    """Return a TCX file: a new track after each pause.

    Parameters
    ----------
    parsed : ParsedActivity
        What to write; it has at least one lap.
    leading_spaces : int
        Strava's exports begin with about ten, which is not XML.
    """
    activity = parsed.activity
    root = etree.Element(f"{{{_TCX}}}TrainingCenterDatabase", nsmap=_PREFIXES)
    node = child(child(root, _TCX, "Activities"), _TCX, "Activity")
    node.set("Sport", _SPORTS[activity.sport])
    child(node, _TCX, "Id", _time(parsed, 0.0))
    for index, lap in enumerate(activity.laps):
        _lap(node, parsed, lap, last=index == len(activity.laps) - 1)
    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return b" " * leading_spaces + text


def _lap(node: etree._Element, parsed: ParsedActivity, lap: Lap, *, last: bool) -> None:
    start_s, end_s = lap.interval.start_s, lap.interval.end_s
    element = child(node, _TCX, "Lap")
    element.set("StartTime", _time(parsed, start_s))
    timer_s = lap.interval.duration_s if lap.timer_s is None else lap.timer_s
    child(element, _TCX, "TotalTimeSeconds", f"{timer_s:.1f}")
    child(element, _TCX, "DistanceMeters", f"{lap.distance_m or 0.0:.2f}")
    child(element, _TCX, "Calories", "0")
    child(element, _TCX, "Intensity", "Active")
    trigger = _TRIGGERS.get(lap.trigger, "Manual") if lap.trigger else "Manual"
    child(element, _TCX, "TriggerMethod", trigger)
    t_s = pl.col("t_s")
    inside = (t_s >= start_s) & ((t_s <= end_s) if last else (t_s < end_s))
    starts = [p.end_s for p in parsed.activity.pauses if start_s < p.end_s < end_s]
    track = child(element, _TCX, "Track")
    for row in parsed.records.filter(inside).iter_rows(named=True):
        if starts and row["t_s"] >= starts[0]:
            starts.pop(0)
            track = child(element, _TCX, "Track")
        _point(track, parsed, row)


def _point(track: etree._Element, parsed: ParsedActivity, row: dict[str, Any]) -> None:
    point = child(track, _TCX, "Trackpoint")
    child(point, _TCX, "Time", _time(parsed, row["t_s"]))
    if row["lat_deg"] is not None and row["lon_deg"] is not None:
        position = child(point, _TCX, "Position")
        child(position, _TCX, "LatitudeDegrees", f"{row['lat_deg']:.7f}")
        child(position, _TCX, "LongitudeDegrees", f"{row['lon_deg']:.7f}")
    _number(point, _TCX, "AltitudeMeters", row["altitude_m"], ".1f")
    _number(point, _TCX, "DistanceMeters", row["distance_m"], ".2f")
    if row["heart_rate_bpm"] is not None:
        rate = child(point, _TCX, "HeartRateBpm")
        child(rate, _TCX, "Value", f"{row['heart_rate_bpm']:.0f}")
    _number(point, _TCX, "Cadence", row["cadence_rpm"], ".0f")
    if row["speed_m_s"] is not None or row["cadence_spm"] is not None:
        extension = child(child(point, _TCX, "Extensions"), _EXT, "TPX")
        _number(extension, _EXT, "Speed", row["speed_m_s"], ".3f")
        strides = None if row["cadence_spm"] is None else row["cadence_spm"] / 2
        _number(extension, _EXT, "RunCadence", strides, ".0f")


def _number(
    parent: etree._Element, namespace: str, tag: str, value: float | None, form: str
) -> None:
    if value is not None:
        child(parent, namespace, tag, format(value, form))


def _time(parsed: ParsedActivity, t_s: float) -> str:
    moment = parsed.activity.start_utc + timedelta(seconds=t_s)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
