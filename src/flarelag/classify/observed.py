"""What an activity itself shows of the runner: her best 100 m in it and her usual speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.classification import SpeedSource
from flarelag.signal.grid import STEP_S
from flarelag.signal.quantile import median

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.classify.speed import CleanSpeed

_ALTITUDE_WINDOW_N = 15
"""Barometers of watches scatter by a few decimetres; 15 s leaves about one."""


def observed_best(clean: CleanSpeed, rules: Rules = RULES) -> float | None:
    """Return the highest mean speed over any 100 m; None where there is no clean 100 m.

    A stretch counts with no pause, no spike, no gap above 2 s and less than 1 m of net descent.
    Speed from positions is discounted.

    Parameters
    ----------
    clean : CleanSpeed
        Smoothed speed.
    rules : Rules
        Parameters.

    Returns
    -------
    float or None
        Metres per second.
    """
    if clean.grid.t_s.size < 2:  # noqa: PLR2004 - a stretch has two ends
        return None
    distance = _travelled(clean)
    end = _crossing_index(distance, rules.best_distance_m)
    end = end[: end.searchsorted(distance.size)]  # what comes later is too near the finish
    overshoot = distance[end] - distance[: end.size] - rules.best_distance_m
    last_step = distance[end] - distance[end - 1]
    duration = (end - np.arange(end.size)) * STEP_S - overshoot / last_step * STEP_S
    duration = duration[_clean_stretch(clean, end, rules)]
    if not duration.size:
        return None
    best = float(rules.best_distance_m / duration.min())
    if clean.source is SpeedSource.POSITION:
        best *= 1 - rules.best_position_discount
    return best


def _travelled(clean: CleanSpeed) -> NDArray[np.float64]:
    """Return the running integral of speed (trapezoids); it goes on across pieces."""
    steps = (clean.speed_m_s[1:] + clean.speed_m_s[:-1]) / 2 * STEP_S
    return np.append(0.0, np.cumsum(steps))


def _crossing_index(distance: NDArray[np.float64], target_m: float) -> NDArray[np.intp]:
    """Return for every point the first one at least `target_m` further; n where there is none."""
    return np.searchsorted(distance, distance + target_m, "left")


def _clean_stretch(clean: CleanSpeed, end: NDArray[np.intp], rules: Rules) -> NDArray[np.bool_]:
    """Return which stretches count: the first begins at the first point, and so on."""
    from scipy.ndimage import uniform_filter1d  # noqa: PLC0415 - 0.3 s that a report need not wait

    grid, start = clean.grid, slice(end.size)
    altitude = uniform_filter1d(clean.altitude_m, _ALTITUDE_WINDOW_N, mode="nearest")
    # Where altitude is unknown nothing says that it was not level.
    usable: NDArray[np.bool_] = ~(altitude[start] - altitude[end] >= rules.best_descent_m)
    gapped = grid.gap_s > rules.best_gap_s
    if gapped.any():
        gaps = np.append(0, np.cumsum(gapped))
        usable &= gaps[end + 1] == gaps[start]
    if grid.starts.size > 1:
        usable &= grid.piece[start] == grid.piece[end]
    if clean.spike_t_s.size:
        before = clean.spike_t_s.searchsorted(grid.t_s[start] - STEP_S)
        usable &= before == clean.spike_t_s.searchsorted(grid.t_s[end] + STEP_S, "right")
    return usable


def running_median_speed(clean: CleanSpeed, rules: Rules = RULES) -> float | None:
    """Return the median of the smoothed speed while running; None where there was no running.

    Parameters
    ----------
    clean : CleanSpeed
        Smoothed speed.
    rules : Rules
        Parameters.
    """
    running = clean.speed_m_s[clean.speed_m_s >= rules.running_m_s]
    return median(running) if running.size else None
