"""A share or a mean over simulated people, with its Monte Carlo error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Measured = dict[str, float | int | None]


def mean_of(values: Sequence[float]) -> Measured:
    """Return the mean of one value a person, its error, and how many there are."""
    n = len(values)
    if not n:
        return {"value": None, "error": None, "n": 0}
    error = float(np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else None
    return {"value": float(np.mean(values)), "error": error, "n": n}


def ratio_of(above: Sequence[float], below: Sequence[float]) -> Measured:
    """Return the ratio of two sums over people, with the error of a ratio (the delta method)."""
    over, under = np.array(above), np.array(below)
    n, ratio = len(over), float(over.sum() / under.sum())
    left = over - ratio * under
    error = float(np.sqrt((left**2).sum() * n / max(n - 1, 1)) / under.sum())
    return {"value": ratio, "error": error, "n": n}
