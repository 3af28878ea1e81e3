"""Stretches that only the hill makes fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.signal.quantile import mean, median

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.classify.measure import Candidate
    from flarelag.classify.speed import CleanSpeed

_COST_J_KG_M = np.array([155.4, -30.4, -43.3, 46.3, 19.5, 3.6])
"""Of running, over rise per run; its last is that of level ground. Minetti, A. E. et al. (2002).
Energy cost of walking and running at extreme uphill and downhill slopes. J. Appl. Physiol. 93,
1039-1046."""
_LEVEL_J_KG_M = 3.6
_FEWEST_N = 30


def without_rolling_down(
    candidates: Sequence[Candidate],
    clean: CleanSpeed,
    slope: NDArray[np.float64] | None,
    best_100m_m_s: float | None,
    rules: Rules = RULES,
) -> list[Candidate]:
    """Return the candidates without those that go down a hill and take no more out of her.

    A trail is walked up and run down. What is faster than its surroundings because it falls, and
    by the cost of running on slopes no harder than they are, is the trail's doing. What is fast by
    her own best is an effort on any slope: its impacts are real.

    Parameters
    ----------
    candidates : sequence of Candidate
        Detected efforts.
    clean : CleanSpeed
        Speed.
    slope : ndarray, shape (n,), or None
        Rise over run; None where it is not known.
    best_100m_m_s : float or None
        The person's best 100 m.
    rules : Rules
        Parameters.
    """
    if slope is None or not candidates:
        return list(candidates)
    fast_m_s = rules.fast * best_100m_m_s if best_100m_m_s is not None else np.inf
    return [
        candidate
        for candidate in candidates
        if not _rolls_down(clean.within(candidate.interval), clean, slope, fast_m_s, rules)
    ]


def _rolls_down(
    inside: slice,
    clean: CleanSpeed,
    slope: NDArray[np.float64],
    fast_m_s: float,
    rules: Rules,
) -> bool:
    fall = slope[inside]
    fall = fall[np.isfinite(fall)]
    if not fall.size or mean(fall) > -rules.downhill_least:
        return False
    if median(clean.speed_m_s[inside]) >= fast_m_s:
        return False
    side = int(rules.contrast_side_s)
    low = max(inside.start - side, 0)
    around = slice(low, inside.stop + side)
    level_m_s = clean.speed_m_s[around] * np.polyval(_COST_J_KG_M, slope[around]) / _LEVEL_J_KG_M
    own = level_m_s[inside.start - low : inside.stop - low]
    beside = np.concatenate([level_m_s[: inside.start - low], level_m_s[inside.stop - low :]])
    beside = beside[np.isfinite(beside)]
    if beside.size < _FEWEST_N:
        return False
    return float(np.nanmedian(own)) <= rules.downhill_contrast * median(beside)
