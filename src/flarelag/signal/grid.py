"""Samples on an even time grid, in pieces that neither gaps nor pauses cross."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.model.interval import Interval

STEP_S = 1.0
"""Spacing of the grid: what a watch records."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Speed at every second of every piece; pieces lie one after the other.

    Parameters
    ----------
    t_s : ndarray, shape (n,)
        Strictly increasing; `STEP_S` apart within a piece.
    raw_m_s : ndarray, shape (n,)
        Speed, interpolated where it was bridged. No NaN.
    piece : ndarray of int, shape (n,)
        Number of the piece that each point belongs to.
    gap_s : ndarray, shape (n,)
        Distance in time between the two samples a point was interpolated from; 0 on a sample.
    next_s : ndarray, shape (n,)
        Time of the sample at or after a point.
    measured : ndarray of bool, shape (n,)
        Whether a sample lies within half a step of the point.
    lost_s : ndarray, shape (n,)
        Time without samples before the point's piece; infinite where the timer was stopped or
        nothing was recorded before it.
    """

    t_s: NDArray[np.float64]
    raw_m_s: NDArray[np.float64]
    piece: NDArray[np.intp]
    gap_s: NDArray[np.float64]
    next_s: NDArray[np.float64]
    measured: NDArray[np.bool_]
    lost_s: NDArray[np.float64]

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Index of the first point of every piece."""
        cut = np.flatnonzero(self.piece[1:] != self.piece[:-1]) + 1
        return np.append(0, cut)[: self.piece.size]

    @cached_property
    def ends(self) -> NDArray[np.intp]:
        """Index after the last point of every piece."""
        return np.append(self.starts[1:], self.t_s.size) if self.t_s.size else self.starts

    def piece_bounds(self, index: int) -> tuple[int, int]:
        """Return the half-open range of indices of the piece that a point belongs to."""
        number = int(self.starts.searchsorted(index, "right")) - 1
        return int(self.starts[number]), int(self.ends[number])


def resample(
    t_s: NDArray[np.float64],
    speed_m_s: NDArray[np.float64],
    pauses: Sequence[Interval],
    *,
    bridge_s: float,
) -> Grid:
    """Return the samples on a grid.

    Gaps up to `bridge_s` are bridged by straight lines (smart recording leaves out samples that
    lie near one); longer ones and pauses separate pieces. Samples inside a pause are dropped.
    The grid is never longer than `bridge_s + 1` times the samples, however long the file claims
    to be.

    Parameters
    ----------
    t_s, speed_m_s : ndarray, shape (m,)
        Samples, times strictly increasing, no NaN.
    pauses : sequence of Interval
        Timer stopped.
    bridge_s : float
        Longest gap that is bridged.
    """
    if pauses:
        running = _outside(t_s, pauses)
        t_s, speed_m_s = t_s[running], speed_m_s[running]
    if not t_s.size:
        none = np.empty(0)
        return Grid(none, none, none.astype(np.intp), none, none, none.astype(bool), none)
    paused = _pause_between(t_s, pauses)
    step_s = t_s[1:] - t_s[:-1]
    cut = (step_s > bridge_s) | paused
    cuts = np.flatnonzero(cut)
    lost_s = np.append(np.inf, np.where(paused[cuts], np.inf, step_s[cuts]))
    first, last = np.append(0, cuts + 1), np.append(cuts, t_s.size - 1)
    count = np.floor((t_s[last] - t_s[first]) / STEP_S + 1e-9).astype(np.intp) + 1
    piece, lost_s = np.repeat(np.arange(first.size), count), np.repeat(lost_s, count)
    if (cut | (step_s == STEP_S)).all():  # a sample every second: nothing to interpolate
        sampled = np.ones(t_s.shape, dtype=bool)
        return Grid(t_s, speed_m_s, piece, np.zeros(t_s.shape), t_s, sampled, lost_s)
    within = np.arange(piece.size) - np.repeat(np.cumsum(count) - count, count)
    at_s = np.repeat(t_s[first], count) + within * STEP_S
    before = np.searchsorted(t_s, at_s + 1e-9, "right") - 1
    after = np.minimum(np.searchsorted(t_s, at_s - 1e-9, "left"), t_s.size - 1)
    nearest_s = np.minimum(at_s - t_s[before], t_s[after] - at_s)
    raw = np.interp(at_s, t_s, speed_m_s)
    gap_s = t_s[after] - t_s[before]
    measured = nearest_s <= STEP_S / 2
    return Grid(at_s, raw, piece, gap_s, t_s[after], measured, lost_s)


def _outside(t_s: NDArray[np.float64], pauses: Sequence[Interval]) -> NDArray[np.bool_]:
    """Return which samples lie outside every pause; its first instant still belongs to running."""
    outside = np.ones(t_s.shape, dtype=bool)
    for pause in pauses:
        low = np.searchsorted(t_s, pause.start_s, "right")
        outside[low : np.searchsorted(t_s, pause.end_s, "left")] = False
    return outside


def _pause_between(t_s: NDArray[np.float64], pauses: Sequence[Interval]) -> NDArray[np.bool_]:
    """Return which steps between successive samples hold a pause."""
    between = np.zeros(max(t_s.size - 1, 0), dtype=bool)
    for pause in pauses:
        if pause.duration_s > 0:
            step = int(np.searchsorted(t_s, pause.start_s, "right")) - 1
            if 0 <= step < between.size:
                between[step] = True
    return between
