"""Stretches of even, high speed: change points, then a threshold and a contrast."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.change_points import change_points
from flarelag.classify.contrast import Run, clears_both, faster_than_the_rest, stands_out
from flarelag.classify.rules import RULES, Rules
from flarelag.signal.grid import STEP_S
from flarelag.signal.quantile import mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from flarelag.classify.speed import CleanSpeed
    from flarelag.classify.threshold import Threshold

_WINDOW_N = 150
"""Change points are searched in windows of about this many points: PELT is quadratic where
nothing changes, and an effort's edges do not depend on what happened minutes before."""
_SLACK_N = 30
"""A window ends where speed changes least within so many points of its nominal end."""


def find_segments(
    clean: CleanSpeed, threshold: Threshold, sure_m_s: float | None, rules: Rules = RULES
) -> list[Run]:
    """Return the stretches above the threshold that stand out from what surrounds them.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    threshold : Threshold
        Mean speed that a segment needs.
    sure_m_s : float or None
        From here on a stretch is an effort even where nothing surrounds it to compare with.
    rules : Rules
        Parameters.
    """
    least_m_s = threshold.speed_m_s
    level = segment_levels(clean, least_m_s, rules)
    seeds = runs_of(level >= least_m_s, clean.grid.piece)
    grown = [grow(clean, level, seed, rules) for seed in seeds]
    # A seed that is only the best part of a longer, even and slower stretch is no effort.
    solid = [run for run in grown if mean(level[run[0] : run[1]]) >= least_m_s]
    runs = merge(solid, clean, rules.merge_s)
    long_enough = [run for run in runs if (run[1] - run[0]) * STEP_S >= rules.effort_min_s]
    clear = [
        run
        for run in long_enough
        if stands_out(clean, run, sure_m_s, rules)
        and (threshold.clear or clears_both(clean, run, least_m_s, rules))
    ]
    return faster_than_the_rest(clean, clear, sure_m_s, rules)


def grow(clean: CleanSpeed, level: NDArray[np.float64], run: Run, rules: Rules = RULES) -> Run:
    """Return a run with the neighbouring segments of nearly its speed.

    A repetition that starts just below the threshold is not cut in two by it.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    level : ndarray, shape (n,)
        Mean speed of the segment each point lies in.
    run : Run
        The stretch.
    rules : Rules
        Parameters.
    """
    low, high = clean.grid.piece_bounds(run[0])
    slower = level < rules.grow_level * mean(clean.steady_m_s[run[0] : run[1]])
    before, after = slower[low : run[0]][::-1], slower[run[1] : high]
    return run[0] - _leading_n(before), run[1] + _leading_n(after)


def _leading_n(mask: NDArray[np.bool_]) -> int:
    """Return how many values come before the first that is true."""
    return int(mask.argmax()) if mask.any() else mask.size


def segment_levels(
    clean: CleanSpeed, threshold_m_s: float, rules: Rules = RULES
) -> NDArray[np.float64]:
    """Return at every grid point the mean speed of the segment it lies in.

    Segments minimise squared error plus a penalty per change point (Killick et al. 2012, PELT;
    ruptures' C kernel). A window that lies wholly on one side of the threshold is not searched:
    however it were cut, all its segments would lie on that side too.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    threshold_m_s : float
        The threshold that levels will be compared with.
    rules : Rules
        Parameters.
    """
    speed = clean.steady_m_s
    level = speed.copy()
    if not speed.size:
        return level
    pieces = zip(clean.grid.starts.tolist(), clean.grid.ends.tolist(), strict=True)
    edges = [low for start, end in pieces for low in _windows(speed, start, end)]
    slowest, fastest = (of.reduceat(speed, edges) for of in (np.minimum, np.maximum))
    edges.append(speed.size)
    for n in np.flatnonzero((slowest < threshold_m_s) & (threshold_m_s <= fastest)).tolist():
        window = slice(edges[n], edges[n + 1])
        level[window] = _levels(speed[window], rules)
    return level


def _windows(speed: NDArray[np.float64], start: int, end: int) -> Iterator[int]:
    """Cut a piece into windows, at quiet moments: yield where each begins."""
    change = np.abs(speed[start + 1 : end] - speed[start : end - 1])
    low = start
    yield low
    while end - low > _WINDOW_N + 2 * _SLACK_N:
        first = low + _WINDOW_N - _SLACK_N
        low = first + 1 + int(change[first - start : first - start + 2 * _SLACK_N].argmin())
        yield low


def _levels(window: NDArray[np.float64], rules: Rules) -> NDArray[np.float64]:
    if window.size < 2 * rules.change_min_n:
        return np.full(window.shape, window.mean())
    ends = change_points(window, penalty=rules.change_penalty, least_n=rules.change_min_n)
    edges = np.array([0, *ends])
    lengths = edges[1:] - edges[:-1]
    means: NDArray[np.float64] = np.add.reduceat(window, edges[:-1]) / lengths
    return means.repeat(lengths)


def runs_of(mask: NDArray[np.bool_], piece: NDArray[np.intp]) -> list[Run]:
    """Return the runs of True; a run ends where its piece does.

    Parameters
    ----------
    mask : ndarray of bool, shape (n,)
        Which points.
    piece : ndarray of int, shape (n,)
        The piece of each point.
    """
    if not mask.size:
        return []
    edge = np.flatnonzero((mask[1:] != mask[:-1]) | (piece[1:] != piece[:-1])) + 1
    return [(a, b) for a, b in pairwise([0, *edge.tolist(), mask.size]) if mask[a]]


def merge(runs: list[Run], clean: CleanSpeed, longest_s: float) -> list[Run]:
    """Join runs of one piece that at most `longest_s` separates.

    Parameters
    ----------
    runs : list of Run
        In order.
    clean : CleanSpeed
        The grid they lie on.
    longest_s : float
        Longest gap that is closed.
    """
    joined: list[Run] = []
    for low, high in runs:
        if joined:
            before = joined[-1]
            same = clean.grid.piece[before[0]] == clean.grid.piece[low]
            if same and (low - before[1]) * STEP_S <= longest_s:
                joined[-1] = (before[0], max(high, before[1]))
                continue
        joined.append((low, high))
    return joined
