"""When an effort began and ended, to a fraction of a sample."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.interval import Interval
from flarelag.signal.grid import STEP_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.classify.contrast import Run
    from flarelag.classify.speed import CleanSpeed

_LEVEL_N = 10
"""Points that give the speed of an effort, or of what lies beside it, at one of its edges."""
_SEARCHED_N = 60
"""A flank lies so near a run's edge, with room for the speed beside it and the greatest lag."""
_EDGE_N = 3
"""Points next to an edge that belong to the flank."""


def refine(clean: CleanSpeed, run: Run, rules: Rules = RULES) -> Interval:
    """Return a run's interval in the runner's time, by tangents at its flanks.

    A straight line through 20 and 70 % of the rise meets the speed before it: the start. One
    through 80 and 30 % of the fall meets the effort's own speed: the end. What the source lags
    behind is taken off. Where a flank is not there (the recording begins or ends) the edge stays.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    run : Run
        The stretch that segments found.
    rules : Rules
        Parameters.
    """
    low, high = clean.grid.piece_bounds(run[0])
    low, high = max(low, run[0] - _SEARCHED_N), min(high, run[1] + _SEARCHED_N)
    # As Python's numbers: only a few are looked at, and calls of numpy cost more than that.
    changed_s = change_times(clean, slice(low, high), rules)
    t_s, speed = changed_s.tolist(), clean.speed_m_s[low:high].tolist()
    first, stop = run[0] - low, run[1] - low
    start_s = _start(t_s, speed, first, stop, rules)
    # The end is the start of the reversed recording, but for the heights.
    reversed_s = (-changed_s[::-1]).tolist()
    end_s = _end(reversed_s, speed[::-1], high - low - stop, high - low - first, rules)
    # She cannot have begun before the recording did; where it stops at speed, so does she.
    start_s = t_s[0] if start_s is None else max(start_s - clean.lag_s, t_s[0])
    end_s = t_s[-1] if end_s is None else -end_s - clean.lag_s
    return Interval(start_s, max(end_s, start_s))


def change_times(clean: CleanSpeed, window: slice, rules: Rules = RULES) -> NDArray[np.float64]:
    """Return when the speed of each grid point was reached, where samples are far apart too.

    Straight lines across a gap make a change of speed begin when the gap does. But smart
    recording writes a sample as soon as something has changed: the change lies in the gap's last
    second.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    window : slice
        Which grid points.
    rules : Rules
        Parameters.

    Returns
    -------
    ndarray, shape (m,)
        Times, never decreasing within a piece.
    """
    t_s, gap_s = clean.grid.t_s[window], clean.grid.gap_s[window]
    gapped = gap_s > rules.held_gap_s
    if not gapped.any():
        return t_s
    next_s = clean.grid.next_s[window]
    to_go_s = next_s - t_s
    bridged = gapped & (to_go_s > 0)
    part = np.divide(to_go_s, gap_s, out=np.zeros_like(to_go_s), where=bridged)
    return np.where(bridged, next_s - part * STEP_S, t_s)


def _start(
    t_s: Sequence[float], speed: Sequence[float], first: int, stop: int, rules: Rules
) -> float | None:
    """Return when the speed began to rise; None where an effort lies at the recording's edge."""
    flank = _flank(t_s, speed, first, stop, (rules.start_low, rules.start_high), rules)
    if flank is None:
        return t_s[first] if first >= _EDGE_N else None
    low_s, high_s = flank
    slope_s = (high_s - low_s) / (rules.start_high - rules.start_low)
    return low_s - rules.start_low * slope_s


def _end(
    t_s: Sequence[float], speed: Sequence[float], first: int, stop: int, rules: Rules
) -> float | None:
    """Return when the speed, reversed in time, had risen to the effort's own; None as above."""
    flank = _flank(t_s, speed, first, stop, (rules.end_low, rules.end_high), rules)
    if flank is None:
        slowing = speed[0] < rules.end_high * median(speed[first:stop])
        return t_s[first] if first >= _EDGE_N or slowing else None
    low_s, high_s = flank
    slope_s = (high_s - low_s) / (rules.end_high - rules.end_low)
    return high_s + (1 - rules.end_high) * slope_s


def _flank(
    t_s: Sequence[float],
    speed: Sequence[float],
    first: int,
    stop: int,
    heights: tuple[float, float],
    rules: Rules,
) -> tuple[float, float] | None:
    """Return when a rise near `first` passes both heights; None where there is no such rise."""
    reach = int(rules.flank_s)
    before = speed[max(first - _LEVEL_N - _EDGE_N, 0) : max(first - _EDGE_N, 0)]
    inside = speed[min(first + _EDGE_N, stop - 1) : min(first + _EDGE_N + _LEVEL_N, stop)]
    if len(before) < _EDGE_N:
        return None
    base = median(before)
    rise = median(inside) - base
    if rise <= 0:
        return None
    low, high = base + heights[0] * rise, base + heights[1] * rise
    top = _risen(speed, range(max(first - reach, 0), min(first + reach, stop)), low, high)
    if top is None:
        return None
    climb = range(top - 1, max(top - 2 * reach, 0) - 1, -1)
    bottom = next((n for n in climb if speed[n] < low), None)
    if bottom is None:
        return None
    return _crossing(t_s, speed, bottom, low), _crossing(t_s, speed, top - 1, high)


def _risen(speed: Sequence[float], search: range, low: float, high: float) -> int | None:
    """Return the first point at the upper height after the last one below the lower height.

    What rose and fell back before an effort is not its flank.
    """
    top = None
    for n in reversed(search):
        if speed[n] >= high:
            top = n
        elif top is not None and speed[n] < low:
            break
    return top


def _crossing(t_s: Sequence[float], speed: Sequence[float], before: int, height: float) -> float:
    """Return when a straight line from point `before` to the next passes a height."""
    if before < 0:
        return t_s[0]
    step = speed[before + 1] - speed[before]
    part = (height - speed[before]) / step if step > 0 else 0.0
    return t_s[before] + min(max(part, 0.0), 1.0) * (t_s[before + 1] - t_s[before])
