"""What Strava's API says of one activity, as JSON: kept as it came, and read like any other file.

The two answers an activity needs (its details and its streams) are kept in one object behind a
mark, `{"strava_api": 1, "activity": {...}, "streams": {...}}`. Values are read one by one from what
is there: an odd one is left out and said, it spoils nothing else.
"""

from __future__ import annotations

import json
import math
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from flarelag.errors import UnreadableFileError
from flarelag.model.activity import Activity, Lap
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport, sport_named
from flarelag.sources.instants import EPOCH, MICROSECOND, instant
from flarelag.sources.points import CADENCE, MEASURED, Samples, records_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

MARK: Final = b'{"strava_api":'
_VERSION: Final = 1
STREAMS: Final = (
    *("time", "distance", "latlng", "altitude", "velocity_smooth", "heartrate", "cadence"),
    *("watts", "temp", "moving", "grade_smooth"),
)
"""Every stream there is."""
SMOOTHED: Final = "its speed is smoothed by Strava: braking is under-read"
_COLUMNS: Final = {
    "altitude": "altitude_m",
    "distance": "distance_m",
    "velocity_smooth": "speed_m_s",
    "heartrate": "heart_rate_bpm",
    "cadence": CADENCE,
    "watts": "power_w",
    "temp": "temperature_c",
}
_ZONE: Final = re.compile(r"\(GMT[+-]\d\d:\d\d\) ([\w/+-]+)")
_MOST_EXERTION: Final = 10
_LONGEST_S: Final = 30 * 86_400
_MOST_OFFSET_S: Final = 18 * 3600
_DEGREES: Final = 2
_GREATEST: Final = 1e15
"""No amount of anything comes near; NaN is no smaller than this, either."""


def to_bytes(activity: Mapping[str, object], streams: Mapping[str, object] | None) -> bytes:
    """Return both answers as one object to keep; null streams were never asked for."""
    return joined(to_text(activity), None if streams is None else to_text(streams))


def to_text(answer: Mapping[str, object]) -> str:
    """Return one answer as compact JSON, in ASCII."""
    return json.dumps(answer, separators=(",", ":"))


def joined(activity: str, streams: str | None) -> bytes:
    """Return two answers, as `to_text` has them, as `to_bytes` puts them together."""
    content = f'"activity":{activity},"streams":{"null" if streams is None else streams}'
    return MARK + f"{_VERSION},{content}}}".encode()


def streams_in(data: bytes) -> dict[str, object] | None:
    """Return the streams of a kept object; null where they were never asked for."""
    streams = _loaded(data).get("streams")
    return streams if isinstance(streams, dict) else None


def parse_strava_json(data: bytes) -> list[ParsedActivity]:
    """Read what `to_bytes` made.

    Parameters
    ----------
    data : bytes
        The object.

    Raises
    ------
    UnreadableFileError
        It is no such object, or says not even when the activity began.
    """
    content = _loaded(data)
    detail, streams = content.get("activity"), content.get("streams")
    if not isinstance(detail, dict):
        raise UnreadableFileError("this is no activity as Strava's API has them")
    odd: list[str] = []
    start = start_of(detail)
    samples = _samples(streams if isinstance(streams, dict) else {}, start, odd)
    sport = sport_named(_text(detail, "sport_type") or _text(detail, "type"))
    records = records_of(samples, on_foot=sport.on_foot)
    n_records = records.height
    if n_records:
        start += timedelta(microseconds=samples.start_us - _to_us(start))
    told = (f"left out, as they make no sense: {', '.join(odd)}",) if odd else ()
    smoothed = (SMOOTHED,) if n_records and records["speed_m_s"].null_count() < n_records else ()
    activity = Activity(
        sport=sport,
        sub_sport=_sub_sport(detail, sport),
        start_utc=start,
        duration_s=_amount(detail, "elapsed_time", _LONGEST_S),
        distance_m=_amount(detail, "distance"),
        zone=_zone(detail),
        utc_offset_s=_offset_s(detail),
        name=_text(detail, "name"),
        description=_text(detail, "description"),
        private_note=_text(detail, "private_note"),
        gear=_text(_object(detail, "gear"), "name"),
        device=_text(detail, "device_name"),
        perceived_exertion=_amount(detail, "perceived_exertion", _MOST_EXERTION),
        strava_id=strava_id_of(detail),
        laps=tuple(_laps(detail, start)),
        n_records=n_records,
        manual=detail.get("manual") is True,
        remarks=(*smoothed, *told),
    )
    return [ParsedActivity(activity, records)]


def strava_id_of(entry: Mapping[str, object]) -> int | None:
    """Return Strava's number for an activity; null where it has none."""
    number = entry.get("id")
    return number if type(number) is int and 0 < number < 2**63 else None


def start_of(entry: Mapping[str, object]) -> datetime:
    """Return when an activity began; `start_date_local` carries a Z that is not meant.

    Raises
    ------
    UnreadableFileError
        It does not say, or not since 1970.
    """
    start, _ = instant(_text(entry, "start_date"))
    if start is None or start < EPOCH:
        raise UnreadableFileError("Strava does not say when it began")
    return start


def _loaded(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("this JSON from Strava's API is damaged") from error
    return content if isinstance(content, dict) else {}


def _samples(streams: Mapping[str, Any], start: datetime, odd: list[str]) -> Samples:
    """Return the streams that are as long as `time`; note the others as odd."""
    time_s = _numbers(_data(streams, "time"))
    if time_s is None or not (time_s.size and np.isfinite(time_s).all()):
        time_s = np.empty(0)
    if np.abs(time_s).max(initial=0) > _LONGEST_S:
        odd.append("time")
        time_s = np.empty(0)
    n = time_s.size
    columns = {name: np.full(n, np.nan) for name in MEASURED}
    for stream, column in _COLUMNS.items():
        values = _numbers(_data(streams, stream))
        if values is not None and values.size == n:
            columns[column] = values
        elif stream in streams and n:
            odd.append(stream)
    if n and "latlng" in streams:
        places = _places(_data(streams, "latlng"))
        if places is not None and len(places) == n:
            columns["lat_deg"], columns["lon_deg"] = places[:, 0].copy(), places[:, 1].copy()
        else:
            odd.append("latlng")
    return Samples(
        instant_us=_to_us(start) + np.rint(time_s * 1e6).astype(np.int64),
        segment=np.zeros(n, dtype=np.int64),
        columns=columns,
    )


def _data(streams: Mapping[str, Any], name: str) -> object:
    stream = streams.get(name)
    return stream.get("data") if isinstance(stream, dict) else None


def _numbers(values: object) -> NDArray[np.float64] | None:
    """Return a list of numbers, NaN where one is null or infinite; null for anything else."""
    if not isinstance(values, list):
        return None
    if any(type(each) not in {int, float, type(None)} for each in values):
        return None
    try:
        found = pl.Series(values, dtype=pl.Float64, strict=False).to_numpy()
    except (pl.exceptions.PolarsError, TypeError, OverflowError):
        return None
    return np.where(np.isfinite(found), found, np.nan)


def _places(values: object) -> NDArray[np.float64] | None:
    """Return pairs of latitude and longitude, shape (n, 2), NaN where there is none."""
    if not isinstance(values, list):
        return None
    pairs = [
        each if isinstance(each, list) and len(each) == _DEGREES else [None, None]
        for each in values
    ]
    flat = _numbers([degree for pair in pairs for degree in pair])
    return None if flat is None else flat.reshape(-1, _DEGREES)


def _laps(detail: Mapping[str, Any], start: datetime) -> list[Lap]:
    """Return the laps that have a place in time, in its order; one alone is the whole."""
    listed = detail.get("laps")
    laps = []
    for each in listed if isinstance(listed, list) else ():
        entry = each if isinstance(each, dict) else {}
        length_s = _amount(entry, "elapsed_time", _LONGEST_S)
        try:
            from_s = (start_of(entry) - start).total_seconds()
        except UnreadableFileError:
            continue
        if length_s is None or from_s < 0:
            continue
        interval = Interval(from_s, from_s + length_s)
        laps.append(Lap(interval=interval, distance_m=_amount(entry, "distance")))
    return sorted(laps, key=lambda lap: lap.interval.start_s) if len(laps) > 1 else []


def _sub_sport(detail: Mapping[str, Any], sport: Sport) -> str | None:
    if sport is Sport.RUN and detail.get("trainer") is True:
        return "treadmill"
    return _text(detail, "sport_type")


def _zone(detail: Mapping[str, Any]) -> str | None:
    found = _ZONE.fullmatch(_text(detail, "timezone") or "")
    return found[1] if found else None


def _offset_s(detail: Mapping[str, Any]) -> int | None:
    value = _number(detail, "utc_offset")
    return round(value) if value is not None and abs(value) <= _MOST_OFFSET_S else None


def _object(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    """Return a text, whole; null for none. Half a surrogate pair, which no database takes, goes."""
    value = entry.get(name)
    if not isinstance(value, str):
        return None
    return value.encode(errors="replace").decode() or None


def _number(entry: Mapping[str, Any], name: str) -> float | None:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= _GREATEST else None


def _amount(entry: Mapping[str, Any], name: str, most: float = math.inf) -> float | None:
    value = _number(entry, name)
    return value if value is not None and 0 <= value <= most else None


def _to_us(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND
