"""An activity as a GPX 1.1 track: positions, and what one common extension carries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from flarelag.model.parsed import ParsedActivity

_GPX = "http://www.topografix.com/GPX/1/1"
_TPX = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
# Any: the stubs know of no default namespace, whose prefix is None.
_PREFIXES: dict[Any, str] = {None: _GPX, "gpxtpx": _TPX}
_TYPES = {"run": "running", "ride": "cycling"}


def gpx_bytes(parsed: ParsedActivity, *, name: str) -> bytes:
    """Return a GPX file: a new segment after each pause; points without position are left out.

    Parameters
    ----------
    parsed : ParsedActivity
        What to write; its speed, distance and laps have no place in a GPX file.
    name : str
        The track's name.
    """
    activity = parsed.activity
    root = etree.Element(f"{{{_GPX}}}gpx", nsmap=_PREFIXES, version="1.1", creator="StravaGPX")
    child(child(root, _GPX, "metadata"), _GPX, "time", _time(parsed, 0.0))
    track = child(root, _GPX, "trk")
    child(track, _GPX, "name", name)
    child(track, _GPX, "type", _TYPES[activity.sport.value])
    starts = [pause.end_s for pause in activity.pauses]
    segment = child(track, _GPX, "trkseg")
    for row in parsed.records.iter_rows(named=True):
        if starts and row["t_s"] >= starts[0]:
            starts.pop(0)
            segment = child(track, _GPX, "trkseg")
        if row["lat_deg"] is not None and row["lon_deg"] is not None:
            _point(segment, parsed, row)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _point(segment: etree._Element, parsed: ParsedActivity, row: dict[str, Any]) -> None:
    point = child(segment, _GPX, "trkpt")
    point.set("lat", f"{row['lat_deg']:.7f}")
    point.set("lon", f"{row['lon_deg']:.7f}")
    if row["altitude_m"] is not None:
        child(point, _GPX, "ele", f"{row['altitude_m']:.1f}")
    child(point, _GPX, "time", _time(parsed, row["t_s"]))
    turns = row["cadence_rpm"] if row["cadence_spm"] is None else row["cadence_spm"] / 2
    values = {"hr": row["heart_rate_bpm"], "cad": turns}
    if all(value is None for value in values.values()):
        return
    extension = child(child(point, _GPX, "extensions"), _TPX, "TrackPointExtension")
    for tag, value in values.items():
        if value is not None:
            child(extension, _TPX, tag, str(round(value)))


def child(
    parent: etree._Element, namespace: str, tag: str, text: str | None = None
) -> etree._Element:
    """Add an element to another, and return it."""
    added = etree.SubElement(parent, f"{{{namespace}}}{tag}")
    added.text = text
    return added


def _time(parsed: ParsedActivity, t_s: float) -> str:
    moment = parsed.activity.start_utc + timedelta(seconds=t_s)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
