"""Differences of pairs against none: the exact sign-flip test and the paired t interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_TIE: Final = 1e-9
"""Sums that differ by so little of their size are the same but for rounding."""


@dataclass(frozen=True, slots=True)
class PairedT:
    """A mean difference with its 95 % interval.

    Parameters
    ----------
    mean, low, high : float
        Points; the interval assumes differences that are about normal.
    t, p : float
        Student's t with n - 1 degrees of freedom, and its two-sided p.
    """

    mean: float
    low: float
    high: float
    t: float
    p: float


def sign_flip_p(differences: Sequence[float]) -> float:
    """Return the exact two-sided p of the sign-flip test on the mean.

    Under no effect each difference was as likely to come out with the other sign, for the coin
    that drew the order of its pair decided it: of all 2^n ways the signs could have fallen, the
    share whose mean is at least as far from 0. The sums of each half of the pairs are
    enumerated and looked up in one another, which takes 2^(n/2) steps.

    Parameters
    ----------
    differences : sequence of float, shape (n,)
        At least one.

    References
    ----------
    Fisher (1935), The Design of Experiments, section 21. R: all of `expand.grid(rep(list(c(-1,
    1)), n))`.
    """
    d = np.asarray(differences, dtype=float)
    slack = _TIE * float(np.abs(d).sum())
    reach = abs(float(d.sum())) - slack
    if reach <= 0:
        return 1.0
    half = len(d) // 2
    one, other = _signed_sums(d[:half]), np.sort(_signed_sums(d[half:]))
    n_above = len(other) - np.searchsorted(other, reach - one, side="left")
    n_below = np.searchsorted(other, -reach - one, side="right")
    return float(n_above.sum() + n_below.sum()) / 2.0 ** len(d)


def paired_t(differences: Sequence[float]) -> PairedT | None:
    """Return the mean with its paired t interval; null below two pairs.

    Parameters
    ----------
    differences : sequence of float, shape (n,)
        In points.

    References
    ----------
    R: `t.test(with, without, paired = TRUE)`.
    """
    d = np.asarray(differences, dtype=float)
    n = len(d)
    if n < 2:  # noqa: PLR2004 - no spread of one
        return None
    mean, error = float(d.mean()), float(d.std(ddof=1)) / math.sqrt(n)
    freedom = np.float64(n - 1)
    reach = float(stdtrit(freedom, np.float64(0.975))) * error
    t = mean / error if error > 0 else math.copysign(math.inf, mean) if mean else 0.0
    return PairedT(
        mean=mean,
        low=mean - reach,
        high=mean + reach,
        t=t,
        p=float(2 * stdtr(freedom, np.float64(-abs(t)))),
    )


def _signed_sums(d: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.zeros(1)
    for each in d.tolist():
        sums = np.concatenate([sums + each, sums - each])
    return sums
