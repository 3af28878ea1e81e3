"""Time stamps of messages with a compressed header, which carry only the low five bits.

The stamp counts on from the last full one: `(bits - last) mod 32` seconds later. Source: FIT
protocol description, "Compressed Timestamp Header".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.sources.fit.columns import full_stamps, in_file_order
from flarelag.sources.fit.scan import IS_COMPRESSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.sources.fit.layout import Layout

_LOW_BITS = 5


def compressed_times(
    data: bytes, layouts: Sequence[Layout], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the times of messages without a time field, from their compressed headers.

    Parameters
    ----------
    data : bytes
        The whole file.
    layouts : sequence of Layout
        Every layout of the FIT file: any message may carry the last full time stamp.
    starts : ndarray of int64, shape (n,)
        Bytes at which the messages in question start.

    Returns
    -------
    ndarray of float64, shape (n,)
        Seconds since 1989-12-31 UTC; NaN for a message whose header is an ordinary one, or that
        stands before any full time stamp.
    """
    headers = np.frombuffer(data, dtype=np.uint8)
    if not (headers[starts] & IS_COMPRESSED).any():
        return np.full(len(starts), np.nan)
    places, full = _all_stamps(layouts)
    compressed = ((headers[places] & IS_COMPRESSED) != 0) & np.isnan(full)
    kept = compressed | ~np.isnan(full)
    places, full, compressed = places[kept], full[kept], compressed[kept]
    low = np.where(compressed, headers[places], np.nan)
    times = counted_on(low, full, bits=_LOW_BITS)
    times[~compressed] = np.nan
    return _looked_up(places, times, starts)


def counted_on(
    low: NDArray[np.float64], full: NDArray[np.float64], *, bits: int
) -> NDArray[np.float64]:
    """Return whole counts for counts of which only the low bits are known.

    Parameters
    ----------
    low : ndarray of float64, shape (n,)
        Numbers whose low bits count; NaN where the whole count is known.
    full : ndarray of float64, shape (n,)
        Whole counts; NaN elsewhere.
    bits : int
        How many low bits there are: the count may wrap once from one to the next.

    Returns
    -------
    ndarray of float64, shape (n,)
        Whole counts; NaN before the first known one.
    """
    partial, mask = np.isnan(full), (1 << bits) - 1
    known = np.where(partial, low, full).astype(np.int64) & mask
    steps = np.diff(known, prepend=known[:1]) & mask
    elapsed = np.cumsum(np.where(partial, steps, 0))
    base = np.maximum.accumulate(np.where(partial, -1, np.arange(len(full))))
    return np.where(base >= 0, full[base] + elapsed - elapsed[base], np.nan)


def _all_stamps(layouts: Sequence[Layout]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return all starts, and the full time stamp where there is one (NaN elsewhere)."""
    starts, placed = in_file_order(layouts)
    full = np.full(len(starts), np.nan)
    for layout, rows in placed:
        if (stamps := full_stamps(layout)) is not None:
            full[rows] = stamps
    return starts, full


def _looked_up(
    places: NDArray[np.int64], times: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    found = np.searchsorted(places, starts)
    found = np.minimum(found, len(places) - 1)
    return np.where(places[found] == starts, times[found], np.nan)
