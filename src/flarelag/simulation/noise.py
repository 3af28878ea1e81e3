"""Noise that remembers: what bodies, satellites and moods have in common."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def ornstein_uhlenbeck(
    rng: np.random.Generator, n: int, *, step: float, tau: float, sd: float
) -> npt.NDArray[np.float64]:
    """Return a stationary Ornstein-Uhlenbeck path at even steps.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    n : int
        How many values.
    step, tau : float
        Time between values and time constant, in the same unit.
    sd : float
        Standard deviation of every single value.

    Returns
    -------
    ndarray, shape (n,)
        Correlation at distance d is exp(-d / tau).
    """
    decay = math.exp(-step / tau)
    shocks = rng.normal(0.0, sd * math.sqrt(1.0 - decay**2), n)
    shocks[:1] = rng.normal(0.0, sd)
    path = accumulate(shocks.tolist(), lambda value, shock: decay * value + shock)
    return np.fromiter(path, np.float64, n)
