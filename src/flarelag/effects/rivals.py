"""What a forecast has to beat: the last entry carried forward, and the usual level at that hour."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_PAIRS = 20
LEAST_SD = 0.3
"""Of a score: somebody who has always said 2 may well say 3."""
_BANDS_H = (0.0, 6.0, 12.0, 18.0, 24.0, 36.0, 48.0, 60.0, 74.0)
_HOURS_APART = 2.0
_DAY_H = 24.0


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Pain expected at some hours, each as a Gaussian before it is rounded and cut to 0-10.

    Parameters
    ----------
    mean, sd : array of float, shape (m,)
        Points.
    """

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]


def persistence(
    entry_h: NDArray[np.float64],
    score: NDArray[np.float64],
    at_h: NDArray[np.float64],
) -> Curve:
    """Return the last entry carried forward, as uncertain as carrying forward has been so far.

    Parameters
    ----------
    entry_h, score : array of float, shape (n,)
        In order of time.
    at_h : array of float, shape (m,)
        When, from the last entry on, within three days or so.
    """
    first = np.searchsorted(entry_h, entry_h + 1e-9)
    until = np.searchsorted(entry_h, entry_h + _BANDS_H[-1])
    n = np.maximum(until - first, 0)
    later = np.repeat(first - np.cumsum(n) + n, n) + np.arange(n.sum())
    earlier = np.repeat(np.arange(len(entry_h)), n)
    apart_h, change = entry_h[later] - entry_h[earlier], score[later] - score[earlier]
    band = np.searchsorted(_BANDS_H, apart_h, side="right") - 1
    known = [
        ((low + high) / 2, _rms(own))
        for k, (low, high) in enumerate(pairwise(_BANDS_H))
        if len(own := change[band == k]) >= FEWEST_PAIRS
    ]
    # Too few pairs for any stretch: all of them together; from a single entry, a point.
    middles, spreads = zip(*known or [(0.0, _rms(change) if len(change) else 1.0)], strict=True)
    lead_h = at_h - entry_h[-1]
    return Curve(np.full(len(at_h), score[-1]), np.interp(lead_h, middles, spreads))


def usual_level(
    hour: NDArray[np.float64], score: NDArray[np.float64], at_hour: NDArray[np.float64]
) -> Curve:
    """Return the mean and the spread of all scores within two hours of the clock time.

    Parameters
    ----------
    hour, score : array of float, shape (n,)
        Local clock time, 0-24, and what was said.
    at_hour : array of float, shape (m,)
        Local clock times asked for.
    """
    apart = np.abs((at_hour[:, None] - hour[None, :] + _DAY_H / 2) % _DAY_H - _DAY_H / 2)
    near = (apart <= _HOURS_APART).astype(np.float64)
    n = near.sum(axis=1)
    enough = n >= FEWEST_PAIRS
    near[~enough] = 1.0
    share = near / near.sum(axis=1, keepdims=True)
    mean = share @ score
    variance = share @ score**2 - mean**2
    return Curve(mean, np.sqrt(np.maximum(variance, LEAST_SD**2)))


def _rms(change: NDArray[np.float64]) -> float:
    return max(float(np.sqrt(np.mean(change**2))), LEAST_SD)
