"""Means, medians and percentiles of a few numbers: numpy's own at a tenth of its overhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_HALF = 0.5
_FEW = 40
"""So few are sorted faster as Python's own numbers."""


def median(values: NDArray[np.float64]) -> float:
    """Return the median.

    Parameters
    ----------
    values : ndarray, shape (n,), n > 0
        In any order; no NaN.
    """
    middle = values.size // 2
    ordered = _ordered(values, middle - 1, middle)
    if values.size % 2:
        return float(ordered[middle])
    return float((ordered[middle - 1] + ordered[middle]) / 2)


def mean(values: NDArray[np.float64]) -> float:
    """Return the mean.

    Parameters
    ----------
    values : ndarray, shape (n,), n > 0
        No NaN.
    """
    return float(np.add.reduce(values)) / values.size


def percentile(values: NDArray[np.float64], percent: float) -> float:
    """Return a percentile, by a straight line between the two nearest values.

    Parameters
    ----------
    values : ndarray, shape (n,), n > 0
        In any order; no NaN.
    percent : float
        0 to 100.
    """
    at = (values.size - 1) * (percent / 100)
    before = int(at)
    after = min(before + 1, values.size - 1)
    ordered = _ordered(values, before, after)
    low, high = ordered[before], ordered[after]
    part = at - before
    if part < _HALF:
        return float(low + (high - low) * part)
    return float(high - (high - low) * (1 - part))


def median_of_five(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    e: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the medians of five values each.

    Parameters
    ----------
    a, b, c, d, e : ndarray, shape (n,)
        No NaN.
    """
    # The median of five is that of the fifth and the two middle ones of the other four.
    lower = np.maximum(np.minimum(a, b), np.minimum(d, e))
    upper = np.minimum(np.maximum(a, b), np.maximum(d, e))
    middle: NDArray[np.float64] = np.maximum(
        np.minimum(lower, upper), np.minimum(np.maximum(lower, upper), c)
    )
    return middle


def _ordered(
    values: NDArray[np.float64], *needed: int
) -> Sequence[float] | NDArray[np.float64]:
    """Return the values in order of size; of many, only the needed ones in their places."""
    return sorted(values.tolist()) if values.size <= _FEW else np.partition(values, needed)
