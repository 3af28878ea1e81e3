"""Figures with their uncertainty, as the benchmarks print them."""

from __future__ import annotations

import gc
import time
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEED: Final = 20260406
_RESAMPLES: Final = 2_000
_REPEATS: Final = 5
_ENOUGH_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the range it may lie in.

    Parameters
    ----------
    value, low, high : float
        Best estimate and bounds.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.value)} ({_short(self.low)} to {_short(self.high)})"

    def as_json(self) -> dict[str, float]:
        """Return it as JSON has it."""
        return {name: float(f"{value:.4g}") for name, value in asdict(self).items()}


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


def cpu_s(work: Callable[[], object]) -> float:
    """Return the CPU seconds that some work takes: the mean of a few runs, one if it is slow."""
    gc.collect()
    taken: list[float] = []
    while len(taken) < _REPEATS and sum(taken) < _ENOUGH_S:
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return sum(taken) / len(taken)


def ratio_of_sums(theirs: Sequence[float], ours: Sequence[float]) -> Figure:
    """Return how many times longer they take over the same files, with a 95 % interval.

    The interval is a percentile bootstrap over files: another collection would give another ratio.

    Parameters
    ----------
    theirs, ours : sequence of float
        CPU seconds, one for each file.
    """
    above, below = np.asarray(theirs), np.asarray(ours)
    rng = np.random.default_rng(_SEED)
    drawn = rng.integers(0, above.size, (_RESAMPLES, above.size))
    ratios = above[drawn].sum(axis=1) / below[drawn].sum(axis=1)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return Figure(float(above.sum() / below.sum()), float(low), float(high))


def spread(values: Sequence[float]) -> Figure:
    """Return the middle of a few repeated measurements, and their least and greatest."""
    return Figure(median(values), min(values), max(values))
