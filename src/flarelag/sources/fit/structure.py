"""Laps, pauses, workout steps and splits: what the device says besides its records.

Times stay in seconds since 1989-12-31 UTC until an activity's start is known; `origin_s` is that
start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.activity import Intensity, Lap, LapTrigger, Split, WorkoutStep
from flarelag.model.interval import Interval
from flarelag.sources.fit.profile import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from flarelag.sources.fit.columns import Table
    from flarelag.sources.fit.messages import Row

LAP_FIELDS = (
    "start_time",
    "timestamp",
    "total_elapsed_time",
    "total_timer_time",
    "total_distance",
    "lap_trigger",
    "intensity",
    "wkt_step_index",
    "sport",
)
EVENT_FIELDS = ("timestamp", "event", "event_type")
STEP_FIELDS = ("message_index", "duration_type", "duration_value", "intensity")
SPLIT_FIELDS = ("start_time", "end_time", "total_elapsed_time", "split_type", "total_distance")

_TRIGGERS = {
    "manual": LapTrigger.MANUAL,
    "time": LapTrigger.TIME,
    "distance": LapTrigger.DISTANCE,
    "position_start": LapTrigger.POSITION,
    "position_lap": LapTrigger.POSITION,
    "position_waypoint": LapTrigger.POSITION,
    "position_marked": LapTrigger.POSITION,
    "session_end": LapTrigger.SESSION_END,
}
_TIMER = 0
_START = 0
_STOPS = frozenset({1, 4, 8, 9})  # stop, stop_all, stop_disable, stop_disable_all
# The upper bits of a message index are flags ("selected").
_INDEX_BITS = 0x0FFF


def stretch(row: Row) -> tuple[float, float] | None:
    """Return when a lap, session or split began and how long it was; None where nobody can tell.

    Parameters
    ----------
    row : dict of str to (float or None)
        With `start_time`, `total_elapsed_time` and the end as `timestamp` or `end_time`.
    """
    start, elapsed = row["start_time"], row["total_elapsed_time"]
    end = row["end_time"] if "end_time" in row else row["timestamp"]
    if start is None:
        return None if end is None or elapsed is None else (end - elapsed, elapsed)
    if elapsed is None:
        elapsed = 0.0 if end is None else max(end - start, 0.0)
    return start, elapsed


def _interval(row: Row, origin_s: float) -> Interval | None:
    """Return a row's stretch from `origin_s`; the origin goes first, as FIT seconds are large."""
    if (times := stretch(row)) is None:
        return None
    start_s = times[0] - origin_s
    return Interval(start_s, start_s + max(times[1], 0.0))


def laps(rows: Iterable[Row], origin_s: float) -> tuple[Lap, ...]:
    """Return the laps in order of time, in seconds from `origin_s`."""
    found = []
    for row in rows:
        if (interval := _interval(row, origin_s)) is None:
            continue
        step = row["wkt_step_index"]
        found.append(
            Lap(
                interval=interval,
                timer_s=row["total_timer_time"],
                distance_m=row["total_distance"],
                trigger=_trigger(row["lap_trigger"]),
                intensity=_intensity(row["intensity"]),
                workout_step_index=None if step is None else int(step) & _INDEX_BITS,
            )
        )
    return tuple(sorted(found, key=lambda lap: lap.interval))


def _trigger(code: float | None) -> LapTrigger | None:
    named = word("lap_trigger", code)
    return None if named is None else _TRIGGERS.get(named, LapTrigger.OTHER)


def _intensity(code: float | None) -> Intensity | None:
    named = word("intensity", code)
    if named is None:
        return None
    return Intensity(named) if named in set(Intensity) else Intensity.OTHER


def are_of_timer(events: Table) -> NDArray[np.bool_]:
    """Return which events start or stop the timer."""
    of_timer: NDArray[np.bool_] = events["event"] == _TIMER
    return of_timer


def pauses(rows: Iterable[Row], origin_s: float) -> tuple[Interval, ...]:
    """Return when the timer stood still, from a stop to the next start; disjoint, in order.

    A last stop without a start is the end of the activity, not a pause.
    """
    found: list[Interval] = []
    stopped_at: float | None = None
    for time, kind in sorted(_timer_events(rows)):
        if kind in _STOPS and stopped_at is None:
            stopped_at = time
        elif kind == _START and stopped_at is not None:
            begin, end = max(stopped_at - origin_s, 0.0), time - origin_s
            if end > begin:
                found.append(Interval(begin, end))
            stopped_at = None
    return tuple(found)


def _timer_events(rows: Iterable[Row]) -> list[tuple[float, int]]:
    """Return (time, kind); at one instant stops sort after starts."""
    return [
        (row["timestamp"], int(row["event_type"]))
        for row in rows
        if row["timestamp"] is not None and row["event_type"] is not None
    ]


def workout_steps(rows: Iterable[Row], names: Iterable[str | None]) -> tuple[WorkoutStep, ...]:
    """Return the steps of the structured workout, by their index."""
    found = []
    for order, (row, name) in enumerate(zip(rows, names, strict=True)):
        index = row["message_index"]
        kind = word("wkt_step_duration", row["duration_type"])
        found.append(
            WorkoutStep(
                index=order if index is None else int(index) & _INDEX_BITS,
                intensity=_intensity(row["intensity"]),
                duration_type=kind,
                duration_value=_duration(kind, row["duration_value"]),
                name=name,
            )
        )
    return tuple(sorted(found, key=lambda step: step.index))


def _duration(kind: str | None, value: float | None) -> float | None:
    """Return metres or seconds; other kinds keep the number FIT gives them."""
    if value is None or kind == "open":
        return None
    scales = {"distance": 100.0, "time": 1000.0, "repetition_time": 1000.0}
    return value / scales.get(kind or "", 1.0)


def splits(rows: Iterable[Row], origin_s: float) -> tuple[Split, ...]:
    """Return the stretches that the device named, in order of time."""
    found = []
    for row in rows:
        kind = word("split_type", row["split_type"])
        interval = _interval(row, origin_s)
        if kind is None or interval is None:
            continue
        found.append(Split(interval=interval, kind=kind, distance_m=row["total_distance"]))
    return tuple(sorted(found, key=lambda split: split.interval))
