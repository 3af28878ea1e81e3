"""The speed above which a stretch may be an effort."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flarelag.classify.rules import RULES, Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_BINS_N = 64
_VALLEY_BINS = np.arange(0.0, 13.0, 0.1)
_VALLEY_MIDDLES = (_VALLEY_BINS[:-1] + _VALLEY_BINS[1:]) / 2
_VALLEY_SD_N = 1.0
"""Bins of 0.1 m/s, smoothed by as much: about what a watch's own noise does."""
_FLAT = 1e-3
"""Bins that differ by this part of the highest one are level."""


class Threshold(NamedTuple):
    """A speed above which a stretch may be an effort.

    Parameters
    ----------
    speed_m_s : float
        The speed.
    clear : bool
        Whether hardly any running is done near it; else how far above it a stretch lies counts.
    """

    speed_m_s: float
    clear: bool


def effort_threshold(
    speed_m_s: NDArray[np.float64], best_100m_m_s: float | None, rules: Rules = RULES
) -> Threshold | None:
    """Return the threshold; None where the speeds show no two kinds and no best 100 m is known.

    It is the lowest clear valley between two kinds of running. What lies around it does not
    depend on the best 100 m, so neither does the threshold, as long as the valley stays within
    reach. Without a clear valley it is half of the best 100 m at least, and without a best 100 m
    Otsu's split. Only running counts: with walking in, the split would be that of walking from
    running.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        Speeds of the activity, once a second.
    best_100m_m_s : float or None
        The person's best 100 m.
    rules : Rules
        Parameters.

    Returns
    -------
    Threshold or None
        None where nothing tells one.
    """
    running = np.sort(speed_m_s[speed_m_s >= rules.running_m_s])
    if best_100m_m_s is None:
        found = valley(running, (rules.contrast * rules.running_m_s, rules.fastest_m_s), rules)
        split = otsu(running) if found is None else found
        return None if split is None else Threshold(split, clear=found is not None)
    reach = rules.valley_low * best_100m_m_s, rules.valley_high * best_100m_m_s
    found = valley(running, reach, rules)
    if found is not None:
        return Threshold(found, clear=True)
    # Speeds that are certainly efforts count as just fast, or else a few sprints would lift the
    # split above the repeats of the same session.
    split = otsu(np.minimum(running, rules.fast * best_100m_m_s))
    return Threshold(max(rules.threshold_floor * best_100m_m_s, split or 0.0), clear=False)


def valley(
    running_m_s: NDArray[np.float64], reach: tuple[float, float], rules: Rules = RULES
) -> float | None:
    """Return the lowest speed at which hardly any running is done, between two at which much is.

    Parameters
    ----------
    running_m_s : ndarray, shape (n,)
        Speeds of running, once a second, in order of size.
    reach : tuple of float
        Lowest and highest speed that is considered.
    rules : Rules
        Parameters.

    Returns
    -------
    float or None
        Metres per second; None where no valley is clear.
    """
    from scipy.ndimage import gaussian_filter1d  # noqa: PLC0415 - 0.3 s that a report need not wait

    below = running_m_s.searchsorted(_VALLEY_BINS)  # as `numpy.histogram`, which would sort them
    density = gaussian_filter1d((below[1:] - below[:-1]).astype(np.float64), _VALLEY_SD_N)
    first = int(_VALLEY_MIDDLES.searchsorted(reach[0]))
    for low, high in _floors(density[first : _VALLEY_MIDDLES.searchsorted(reach[1], "right")]):
        at = first + (low + high) // 2
        middle = float(_VALLEY_MIDDLES[at])
        if _clear(running_m_s, density, at, middle, rules):
            return middle
    return None


def _floors(density: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield the first and last index of every stretch that is no higher than its neighbours."""
    step = (density[1:] - density[:-1]).tolist()
    level = _FLAT * density.max(initial=0.0)
    low = 0
    for at in range(density.size):
        if at + 1 < density.size and abs(step[at]) <= level:
            continue
        falls = low == 0 or step[low - 1] < 0
        rises = at + 1 == density.size or step[at] > 0
        if falls and rises:
            yield low, at
        low = at + 1


def _clear(
    running_m_s: NDArray[np.float64],
    density: NDArray[np.float64],
    at: int,
    speed_m_s: float,
    rules: Rules,
) -> bool:
    cut = int(running_m_s.searchsorted(speed_m_s, "right"))
    below, above = running_m_s[:cut], running_m_s[cut:]
    if below.size < rules.valley_below_s or above.size < rules.valley_above_s:
        return False
    peak = min(density[:at].max(initial=0.0), density[at + 1 :].max(initial=0.0))
    apart = _middle(above) >= rules.contrast * _middle(below)
    return apart and bool(density[at] <= rules.valley_depth * peak)


def _middle(ordered: NDArray[np.float64]) -> float:
    """Return the median of values in order of size."""
    half = ordered.size // 2
    return float(ordered[half] if ordered.size % 2 else (ordered[half - 1] + ordered[half]) / 2)


def otsu(values: NDArray[np.float64]) -> float | None:
    """Return the value that splits values into two kinds with the least spread within each.

    Otsu, N. (1979). A threshold selection method from gray-level histograms. IEEE Trans. Syst.
    Man Cybern. 9, 62-66.

    Parameters
    ----------
    values : ndarray, shape (n,)
        In order of size; no NaN.

    Returns
    -------
    float or None
        None where all values are (nearly) the same.
    """
    if values.size == 0 or float(values[-1] - values[0]) < 1e-6:  # noqa: PLR2004 - all the same
        return None
    edges = np.linspace(values[0], values[-1], _BINS_N + 1)
    # As `numpy.histogram` counts, at a tenth of its cost.
    count = np.diff(values.searchsorted(edges[:-1]), append=values.size)
    centre = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(count)[:-1]
    above = values.size - below
    sum_below = np.cumsum(count * centre)[:-1]
    sum_above = (count * centre).sum() - sum_below
    between = below * above * (sum_below / below - sum_above / above) ** 2
    # An empty stretch between two kinds gives a plateau: take its middle.
    best = np.flatnonzero(between >= between.max() * (1 - 1e-12))
    return float(edges[1:-1][best].mean())
