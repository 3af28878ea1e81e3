"""Experiments whose pairs differ by drawn numbers: errors of the test, its power beside R's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments_evaluation.measured import mean_of
from flarelag.experiments.paired import paired_t, sign_flip_p
from flarelag.experiments.plan import LEVEL
from flarelag.experiments.power import t_power

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEEDS: Final = 20_264
PAIRS: Final = (6, 8, 10, 12, 16, 18, 20, 24)
EFFECTS: Final = (0.5, 1.0)
"""In standard deviations of the differences of pairs, as R's table has them."""


def false_positives(draws: int) -> dict[str, Any]:
    """Return how often a measure that does nothing is found to do something, by pairs.

    `normal`: normal differences. `skewed`: by a coin each, the differences of two skewed outcomes;
    what is added to one arm by the coin is nothing, so the exact test holds whatever the form.
    `looked_twice`: with two looks at a third and two thirds of the pairs, and the p that is paid
    for them; `looked_unpaid`: the same without paying, at any of the three.
    """
    return {str(n): _false(n, draws) for n in PAIRS}


def _false(n: int, draws: int) -> dict[str, Any]:
    rng = np.random.default_rng([SEEDS, n])
    normal = rng.normal(0.0, 1.0, (draws, n))
    skewed = rng.exponential(1.0, (draws, n, 2))
    fair = np.where(rng.random((draws, n)) < 0.5, 1.0, -1.0)  # noqa: PLR2004 - a coin
    by_coin = fair * (skewed[..., 0] - 2.0 * skewed[..., 1])
    p = _p(normal)
    parts = [_p(normal[:, : max(2, n * third // 3)]) for third in (1, 2)]
    anywhere = np.minimum(np.minimum(parts[0], parts[1]), p)
    return {
        "normal": mean_of((p <= LEVEL).astype(float).tolist()),
        "skewed": mean_of((_p(by_coin) <= LEVEL).astype(float).tolist()),
        "looked_twice": mean_of((np.minimum(1.0, 3 * p) <= LEVEL).astype(float).tolist()),
        "looked_unpaid": mean_of((anywhere <= LEVEL).astype(float).tolist()),
    }


def powers(draws: int) -> list[dict[str, Any]]:
    """Return the power for each number of pairs and each effect, beside R's `power.t.test`.

    `t` is how often the paired t test says p <= .05 with the right sign, which R gives exactly
    (`expected`); `exact` how often the sign-flip test does, which decides. `covered`: how often
    the t interval holds the truth.
    """
    return [_power(n, d, draws) for n in PAIRS for d in EFFECTS]


def _power(n: int, d: float, draws: int) -> dict[str, Any]:
    rng = np.random.default_rng([SEEDS, n, round(10 * d)])
    drawn = rng.normal(d, 1.0, (draws, n))
    found = [paired_t(row) for row in drawn.tolist()]
    t = np.array([each is not None and each.p <= LEVEL and each.mean > 0 for each in found])
    covered = np.array([each is not None and each.low <= d <= each.high for each in found])
    right = drawn.mean(axis=1) > 0
    return {
        "pairs": n,
        "d": d,
        "expected": t_power(n, d),
        "t": mean_of(t.astype(float).tolist()),
        "exact": mean_of(((_p(drawn) <= LEVEL) & right).astype(float).tolist()),
        "covered": mean_of(covered.astype(float).tolist()),
    }


def _p(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([sign_flip_p(row) for row in differences.tolist()])
