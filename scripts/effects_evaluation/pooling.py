"""What several people's estimates say together, and rates whose cases come in clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.result import Estimate

_Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Pooled:
    """A mean over people.

    Parameters
    ----------
    mean, se : float
        Of the people's means, each with its own error beside what differs between people.
    between_sd : float
        How far people differ.
    people : int
        How many.
    """

    mean: float
    se: float
    between_sd: float
    people: int


def pooled(estimates: Sequence[Estimate]) -> Pooled | None:
    """Return the random-effects mean by the method of moments; null where there is none.

    The error of each is taken from its 95 % interval.

    References
    ----------
    DerSimonian, Laird (1986), Controlled Clinical Trials 7, 177.
    """
    if not estimates:
        return None
    mean = np.array([each.mean for each in estimates])
    variance = np.array([((each.high - each.low) / (2 * _Z_95)) ** 2 for each in estimates])
    weight = 1 / variance
    fixed = np.average(mean, weights=weight)
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    excess = (weight * (mean - fixed) ** 2).sum() - (len(mean) - 1)
    between = max(excess / spread, 0.0) if spread > 0 else 0.0
    weight = 1 / (variance + between)
    return Pooled(
        mean=float(np.average(mean, weights=weight)),
        se=float(weight.sum() ** -0.5),
        between_sd=float(np.sqrt(between)),
        people=len(mean),
    )


def clustered_rate(holds: Sequence[bool], cluster: Sequence[str]) -> tuple[float, float | None]:
    """Return how often something holds, and its error where cases of a cluster are alike.

    Parameters
    ----------
    holds : sequence of bool
        At least one.
    cluster : sequence of str
        Which cluster each belongs to.

    Returns
    -------
    tuple of float and float or None
        The error of a ratio of totals over clusters; null for fewer than two.
    """
    _, number = np.unique(cluster, return_inverse=True)
    size = np.bincount(number)
    hits = np.bincount(number, weights=np.array(holds, dtype=float))
    rate = float(hits.sum() / size.sum())
    if len(size) < 2:  # noqa: PLR2004 - one cluster says nothing of how clusters differ
        return rate, None
    off = hits - rate * size
    return rate, float(np.sqrt((off**2).sum() * len(size) / (len(size) - 1)) / size.sum())
