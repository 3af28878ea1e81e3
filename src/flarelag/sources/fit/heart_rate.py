"""Heart rate that a chest strap kept to itself and handed over later: `hr` messages.

Under water no radio reaches the watch. The strap counts time in 1/1024 s on its own clock; a
message with a time stamp ties that clock to ours, and those that follow carry eight beats each
with the low twelve bits of their time. Source: FIT profile, message 132.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from flarelag.errors import UnsafeInputError
from flarelag.sources.fit.clock import counted_on
from flarelag.sources.fit.columns import in_file_order, of_message, scaled
from flarelag.sources.fit.profile import field_spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from flarelag.sources.fit.layout import FieldPlace, Layout

    Column = NDArray[np.float64]

LONGEST_HOLD_S: Final = 5.0
"""A beat tells the heart rate for so long; longer, the strap had lost contact. Heuristic."""
# A whole day swum has some 13,000.
_MOST_MESSAGES: Final = 200_000
_TICKS_PER_S: Final = 1024.0
_LOW_BITS: Final = 12
_BEATS_BYTES: Final = 12
_BEATS: Final = 8
_UINT32: Final = 4
_NO_BEAT: Final = (0, 0xFF)


@dataclass(frozen=True, slots=True)
class Beats:
    """What the strap told, in order of time.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n_beats,)
        Seconds since 1989-12-31 UTC.
    bpm : ndarray of float64, shape (n_beats,)
        Heart rate at these times.
    """

    time_s: Column
    bpm: Column

    def at(self, times: Column) -> Column:
        """Return the heart rate last told, no longer than `LONGEST_HOLD_S` before; else NaN.

        Parameters
        ----------
        times : ndarray of float64, shape (n,)
            Seconds since 1989-12-31 UTC; NaN where unknown.
        """
        if not len(self.time_s):
            return np.full(len(times), np.nan)
        last = np.searchsorted(self.time_s, times, side="right") - 1
        held = (last >= 0) & (times - self.time_s[last] <= LONGEST_HOLD_S)
        return np.where(held, self.bpm[last], np.nan)


NO_BEATS: Final = Beats(np.empty(0), np.empty(0))


def beats(parts: Iterable[Sequence[Layout]]) -> Beats:
    """Return what the strap told, anywhere in a chain: it may be a file of its own at the end.

    Parameters
    ----------
    parts : iterable of sequences of Layout
        The layouts of each FIT file in the chain.

    Raises
    ------
    UnsafeInputError
        There are more messages than any recording has.
    """
    found = [_beats(chosen) for layouts in parts if (chosen := of_message(layouts, "hr"))]
    if not found:
        return NO_BEATS
    time_s = np.concatenate([each.time_s for each in found])
    bpm = np.concatenate([each.bpm for each in found])
    order = np.argsort(time_s, kind="stable")
    return Beats(time_s[order], bpm[order])


def _beats(chosen: Sequence[Layout]) -> Beats:
    if sum(len(layout) for layout in chosen) > _MOST_MESSAGES:
        raise UnsafeInputError(f"more than {_MOST_MESSAGES:,} hr messages in one FIT file")
    starts, placed = in_file_order(chosen)
    shape = (len(starts), _BEATS)
    low, full, bpm = (np.full(shape, np.nan) for _ in range(3))
    clock_s = np.full(len(starts), np.nan)
    for layout, rows in placed:
        bpm[rows] = _rates(layout)
        low[rows] = _packed_ticks(layout)
        full[rows, 0] = _ticks(layout)
        clock_s[rows] = _time(layout)
    known = ~(np.isnan(low) & np.isnan(full))
    ticks = np.full(shape, np.nan)
    ticks[known] = counted_on(low[known], full[known], bits=_LOW_BITS)
    strap_started_s = _last_known(clock_s - full[:, 0] / _TICKS_PER_S)
    time_s = ticks / _TICKS_PER_S + strap_started_s[:, np.newaxis]
    told = ~np.isnan(time_s) & ~np.isnan(bpm)
    return Beats(time_s[told], bpm[told])


def _last_known(values: Column) -> Column:
    """Return each value, or the last one before it that is not NaN."""
    at = np.maximum.accumulate(np.where(np.isnan(values), 0, np.arange(len(values))))
    return values[at]


def _place(layout: Layout, field: str) -> FieldPlace | None:
    return layout.fields.get(field_spec("hr", field).number)


def _bytes(layout: Layout, offset: int) -> Column:
    found: Column = layout.values(offset, "u1").astype(np.float64)
    return found


def _rates(layout: Layout) -> Column:
    rates = np.full((len(layout), _BEATS), np.nan)
    if (place := _place(layout, "filtered_bpm")) is not None:
        for number in range(min(place.size, _BEATS)):
            rates[:, number] = _bytes(layout, place.offset + number)
    rates[np.isin(rates, _NO_BEAT)] = np.nan
    return rates


def _packed_ticks(layout: Layout) -> Column:
    """Return the low bits of eight times, two in three bytes each."""
    ticks = np.full((len(layout), _BEATS), np.nan)
    place = _place(layout, "event_timestamp_12")
    if place is None or place.size != _BEATS_BYTES:
        return ticks
    for pair in range(_BEATS // 2):
        first, middle, last = (
            _bytes(layout, place.offset + 3 * pair + i).astype(np.int64) for i in range(3)
        )
        ticks[:, 2 * pair] = first | (middle & 0x0F) << 8
        ticks[:, 2 * pair + 1] = middle >> 4 | last << 4
    return ticks


def _ticks(layout: Layout) -> Column:
    """Return the whole time on the strap's clock, where a message has it."""
    place = _place(layout, "event_timestamp")
    if place is None or place.size < _UINT32:
        return np.full(len(layout), np.nan)
    spec = field_spec("hr", "event_timestamp")
    return scaled(layout, place, spec) * _TICKS_PER_S


def _time(layout: Layout) -> Column:
    """Return the time on our clock, where a message has it."""
    place, fraction = _place(layout, "timestamp"), _place(layout, "fractional_timestamp")
    if place is None:
        return np.full(len(layout), np.nan)
    whole = scaled(layout, place, field_spec("hr", "timestamp"))
    if fraction is None:
        return whole
    spec = field_spec("hr", "fractional_timestamp")
    return whole + np.nan_to_num(scaled(layout, fraction, spec))
