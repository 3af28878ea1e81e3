"""The slope under the runner, from an altitude that can be trusted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.signal.grid import STEP_S
from flarelag.signal.quantile import percentile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.classify.speed import CleanSpeed

_SCATTER_WINDOW_N = 5
_FEWEST_N = 30
_SEEN = 0.5


def slope(clean: CleanSpeed, rules: Rules = RULES) -> NDArray[np.float64] | None:
    """Return rise over run at every grid point; None without barometric altitude.

    Altitude is averaged over 30 m of way and the slope taken over 30 m: shorter differences are
    the altimeter's noise. Where a piece of the recording is shorter than that, the slope is NaN.

    Parameters
    ----------
    clean : CleanSpeed
        Speed and altitude.
    rules : Rules
        Parameters.
    """
    seen = clean.grid.measured
    # Smart recording leaves out what would show the altitude's scatter, and so its sensor.
    seen_n = np.count_nonzero(seen)
    if not seen_n or seen_n < _SEEN * seen.size or not barometric(clean.altitude_m, rules):
        return None
    altitude = _without_jumps(clean.altitude_m, rules)
    way = np.cumsum(np.maximum(clean.speed_m_s, 1e-3)) * STEP_S
    low, high = _around(way, clean, rules.slope_over_m / 2)
    total = np.append(0.0, np.cumsum(altitude))
    mean = (total[high] - total[low]) / (high - low)
    last = high - 1
    run_m = way[last] - way[low]
    run_m[run_m < rules.slope_over_m / 2] = np.nan
    sloped = (mean[last] - mean[low]) / run_m
    bounded: NDArray[np.float64] = np.clip(sloped, -rules.slope_most, rules.slope_most)
    return bounded


def barometric(altitude_m: NDArray[np.float64], rules: Rules = RULES) -> bool:
    """Return whether an altitude is as steady as a barometer's.

    No format says which sensor an altitude comes from, so its scatter has to.

    Parameters
    ----------
    altitude_m : ndarray, shape (n,)
        One value a second; NaN where unknown.
    rules : Rules
        Parameters.
    """
    from scipy.ndimage import uniform_filter1d  # noqa: PLC0415 - 0.3 s that a report need not wait

    if altitude_m.size < _FEWEST_N or not np.isfinite(altitude_m).all():
        return False
    if (altitude_m == altitude_m[0]).all():
        return False  # a channel that never moves says nothing
    scatter = np.abs(altitude_m - uniform_filter1d(altitude_m, _SCATTER_WINDOW_N, mode="nearest"))
    return percentile(scatter, 95) <= rules.altitude_scatter_m


def _without_jumps(altitude_m: NDArray[np.float64], rules: Rules) -> NDArray[np.float64]:
    """Return altitude without the jumps by which a device corrects itself."""
    climb = altitude_m[1:] - altitude_m[:-1]
    jumps = np.abs(climb) > rules.altitude_jump_m
    rise_m: NDArray[np.float64] = altitude_m - altitude_m[0]
    if jumps.any():
        climb[jumps] = 0
        rise_m[1:] = np.cumsum(climb)
    return rise_m


def _around(
    way_m: NDArray[np.float64], clean: CleanSpeed, half_m: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the half-open range of points within so many metres, in the same piece."""
    # `interp` goes on from where it was, so it takes a third of the time of `searchsorted`.
    at = np.arange(way_m.size)
    low = np.ceil(np.interp(way_m - half_m, way_m, at)).astype(np.intp)
    high = np.interp(way_m + half_m, way_m, at).astype(np.intp) + 1
    if clean.grid.starts.size > 1:
        low = np.maximum(low, clean.grid.starts[clean.grid.piece])
        high = np.minimum(high, clean.grid.ends[clean.grid.piece])
    return low, high
