"""The speed above which a stretch may be an effort."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BINS_N = 64


def effort_threshold(
    speed_m_s: NDArray[np.float64], best_100m_m_s: float | None, rules: Rules = RULES
) -> float | None:
    """Return the threshold; None where the speeds show no two kinds and no best 100 m is known.

    Otsu's split is taken over running alone: with walking in, it separates walking from running
    and says nothing of efforts. Speeds that are certainly efforts count as just fast, or else a
    few sprints would lift the threshold above the repeats of the same session.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        Speeds of the activity.
    best_100m_m_s : float or None
        The person's best 100 m.
    rules : Rules
        Parameters.

    Returns
    -------
    float or None
        Metres per second.
    """
    running = speed_m_s[speed_m_s >= rules.running_m_s]
    if best_100m_m_s is None:
        return otsu(running)
    split = otsu(np.minimum(running, rules.fast * best_100m_m_s))
    floor = rules.threshold_floor * best_100m_m_s
    if split is None:
        return floor
    low, high = rules.otsu_low * best_100m_m_s, rules.otsu_high * best_100m_m_s
    return max(floor, min(max(split, low), high))


def otsu(values: NDArray[np.float64]) -> float | None:
    """Return the value that splits values into two kinds with the least spread within each.

    Otsu, N. (1979). A threshold selection method from gray-level histograms. IEEE Trans. Syst.
    Man Cybern. 9, 62-66.

    Parameters
    ----------
    values : ndarray, shape (n,)
        No NaN.

    Returns
    -------
    float or None
        None where all values are (nearly) the same.
    """
    if values.size == 0 or float(np.ptp(values)) < 1e-6:  # noqa: PLR2004 - all the same
        return None
    count, edges = np.histogram(values, bins=_BINS_N)
    centre = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(count)[:-1]
    above = values.size - below
    sum_below = np.cumsum(count * centre)[:-1]
    sum_above = (count * centre).sum() - sum_below
    between = below * above * (sum_below / below - sum_above / above) ** 2
    # An empty stretch between two kinds gives a plateau: take its middle.
    best = np.flatnonzero(between >= between.max() * (1 - 1e-12))
    return float(edges[1:-1][best].mean())
