"""Monitoring files: what a watch records all day, put together by the hour.

A message's type of activity holds "for duration since last monitoring message", and its cycles
count up from midnight for each type. Most messages carry only the low 16 bits of their time.
Source: FIT profile, messages 55 and 103.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from flarelag.model.movement import MINUTES, HourOfMovement
from flarelag.sources.fit.activity import FIT_EPOCH
from flarelag.sources.fit.columns import Table, table
from flarelag.sources.fit.salvage import FIRST_CLOCK_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.sources.fit.layout import Layout

    Numbers = NDArray[np.float64]
    Minutes = NDArray[np.int64]

_FIELDS: Final = (
    "timestamp",
    "timestamp_16",
    "activity_type",
    "current_activity_type_intensity",
    "cycles",
    "heart_rate",
)
_INFO_FIELDS: Final = ("timestamp", "local_timestamp")
_MOST_MESSAGES: Final = 50_000
_LOW_16: Final = 0xFFFF
_TYPE_BITS: Final = 0x1F
_DAY_S: Final = 86_400
_MINUTE_S: Final = 60
_STEPS_PER_CYCLE: Final = 2
_MOST_STEPS_A_DAY: Final = 200_000
# FIT's numbers for types of activity; generic (0) is neither moving nor sitting.
_RUNNING, _WALKING, _SEDENTARY = 1, 6, 8
_MOVING: Final = (1, 2, 3, 4, 5, 6)  # running, cycling, transition, fitness, swimming, walking

LONGEST_STRETCH_S: Final = 2 * 3600
"""A watch with nothing new to say for longer may lie on a table. Heuristic: two hours without one
movement of the wrist are rare, even asleep."""
HEART_RATE_REACH_MIN: Final = 10
"""A watch that reads heart rates was worn only near a reading. Heuristic: they come every minute,
at rest every few."""


def hours_of_movement(layouts: Sequence[Layout], source: str) -> list[HourOfMovement]:
    """Return what a monitoring file tells, by the hour and in order; empty where that is nothing.

    Parameters
    ----------
    layouts : sequence of Layout
        What the walk found.
    source : str
        The watch's name.
    """
    info = table(layouts, "monitoring_info", _INFO_FIELDS).first(_MOST_MESSAGES)
    messages = _timed(table(layouts, "monitoring", _FIELDS).first(_MOST_MESSAGES), info)
    kinds = messages["kind"]
    minutes, kind_of_minute = _minutes_of_kinds(messages)
    stepped, steps = _steps(messages, from_midnight=_begins_at_midnight(info))
    covered = _worn(np.unique(np.concatenate([minutes, stepped])), messages)
    moving = np.concatenate([minutes[np.isin(kind_of_minute, _MOVING)], stepped])
    sedentary = np.setdiff1d(minutes[kind_of_minute == _SEDENTARY], moving)
    counts = np.isin(kinds, (_RUNNING, _WALKING)) & ~np.isnan(messages["cycles"])
    return _by_hour(
        source,
        covered=_masks(covered),
        active=_masks(np.intersect1d(moving, covered)),
        sedentary=_masks(np.intersect1d(sedentary, covered)),
        steps=_sums(stepped, steps) if counts.any() else None,
    )


def _timed(messages: Table, info: Table) -> Table:
    """Return the messages in file order with full times, those of `monitoring_info` among them.

    Columns: `time`, `kind` (type of activity), `told` (whether the message tells the type since
    the one before it, or begins a new count), `cycles`, `heart_rate`.
    """
    blank = np.full(len(info), np.nan)
    packed = messages["current_activity_type_intensity"]
    kind_told = np.where(np.isnan(packed), np.nan, np.nan_to_num(packed).astype(int) & _TYPE_BITS)
    kind = np.where(np.isnan(kind_told), messages["activity_type"], kind_told)
    columns = {
        "full": (messages["timestamp"], info["timestamp"]),
        "low": (messages["timestamp_16"], blank),
        "kind": (kind, blank),
        "told": (~np.isnan(kind_told), np.ones(len(info))),
        "cycles": (messages["cycles"], blank),
        "heart_rate": (messages["heart_rate"], blank),
    }
    starts = np.concatenate([messages.starts, info.starts])
    order = np.argsort(starts, kind="stable")
    joined = {k: np.concatenate(v).astype(np.float64)[order] for k, v in columns.items()}
    joined["time"] = _times(joined.pop("full"), joined.pop("low"))
    together = Table(starts[order], joined)
    return together.where(together["time"] >= FIRST_CLOCK_TIME)


def _times(full: Numbers, low: Numbers) -> Numbers:
    """Return full times; one of 16 bits counts on from the time before it."""
    times = np.full(len(full), np.nan)
    stamped = ~np.isnan(full) | ~np.isnan(low)
    full, low = full[stamped], low[stamped]
    short = np.isnan(full)
    bits = np.where(short, np.nan_to_num(low), np.nan_to_num(full)).astype(np.int64) & _LOW_16
    elapsed = np.cumsum(np.where(short, np.diff(bits, prepend=bits[:1]) & _LOW_16, 0))
    base = np.maximum.accumulate(np.where(short, -1, np.arange(len(full))))
    times[stamped] = np.where(base >= 0, full[base] + elapsed - elapsed[base], np.nan)
    return times


def _minutes_of_kinds(messages: Table) -> tuple[Minutes, Numbers]:
    """Return every minute whose type of activity was told, and that type.

    A minute belongs to the stretch that holds its middle.
    """
    told = messages.where(messages["told"] > 0)
    if not len(told):
        return np.empty(0, dtype=np.int64), np.empty(0)
    begin, end, kind = told["time"][:-1], told["time"][1:], told["kind"][1:]
    known = (end > begin) & (end - begin <= LONGEST_STRETCH_S) & ~np.isnan(kind)
    middle = _MINUTE_S / 2
    first = np.floor((begin[known] - middle) / _MINUTE_S).astype(np.int64) + 1
    last = np.floor((end[known] - middle) / _MINUTE_S).astype(np.int64)
    lengths = last - first + 1
    place = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(first, lengths) + place, np.repeat(kind[known], lengths)


def _begins_at_midnight(info: Table) -> bool:
    return len(info) > 0 and bool(info["local_timestamp"][0] % _DAY_S == 0)


def _steps(messages: Table, *, from_midnight: bool) -> tuple[Minutes, Minutes]:
    """Return the minutes at whose end steps were counted, and how many were new.

    A count that falls has begun anew, as it does at midnight. What a file counts first it may
    only repeat from the file before it, unless it begins at midnight.
    """
    minutes, found = [], []
    for kind in (_RUNNING, _WALKING):
        count = messages["cycles"] * _STEPS_PER_CYCLE
        mine = (messages["kind"] == kind) & (count <= _MOST_STEPS_A_DAY)
        count, time = count[mine], messages["time"][mine]
        new = np.diff(count, prepend=0.0 if from_midnight else count[:1])
        new = np.where(new < 0, count, new)
        minutes.append(((time[new > 0] - 1) // _MINUTE_S).astype(np.int64))
        found.append(new[new > 0].astype(np.int64))
    return np.concatenate(minutes), np.concatenate(found)


def _worn(minutes: Minutes, messages: Table) -> Minutes:
    """Return the minutes near a heart rate, where the watch reads heart rates at all."""
    beats = np.unique(messages["time"][messages["heart_rate"] > 0] // _MINUTE_S)
    if not len(beats):
        return minutes
    after = np.searchsorted(beats, minutes)
    to_next = beats[np.minimum(after, len(beats) - 1)] - minutes
    to_last = minutes - beats[np.maximum(after - 1, 0)]
    return minutes[np.minimum(np.abs(to_next), np.abs(to_last)) <= HEART_RATE_REACH_MIN]


def _masks(minutes: Minutes) -> dict[int, int]:
    """Return, for each hour since 1989-12-31, its minutes as bits."""
    masks: defaultdict[int, int] = defaultdict(int)
    for minute in minutes.tolist():
        masks[minute // MINUTES] |= 1 << minute % MINUTES
    return masks


def _sums(minutes: Minutes, values: Minutes) -> dict[int, int]:
    sums: defaultdict[int, int] = defaultdict(int)
    for minute, value in zip(minutes.tolist(), values.tolist(), strict=True):
        sums[minute // MINUTES] += value
    return sums


def _by_hour(
    source: str,
    *,
    covered: dict[int, int],
    active: dict[int, int],
    sedentary: dict[int, int],
    steps: dict[int, int] | None,
) -> list[HourOfMovement]:
    return [
        HourOfMovement(
            hour_utc=FIT_EPOCH + timedelta(hours=hour),
            source=source,
            covered=mask,
            active=active.get(hour, 0),
            sedentary=sedentary.get(hour, 0),
            steps=None if steps is None else steps.get(hour, 0),
        )
        for hour, mask in sorted(covered.items())
    ]
