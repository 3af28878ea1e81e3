"""Where an effort's own gait begins, when she was already jogging into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.interval import Interval
from flarelag.signal.quantile import median

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.classify.measure import Candidate
    from flarelag.classify.speed import CleanSpeed

Samples = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""Speed and cadence, point by point."""


def without_jogging_in(
    candidates: Sequence[Candidate],
    clean: CleanSpeed,
    cadence_spm: NDArray[np.float64],
    rules: Rules = RULES,
) -> list[Candidate]:
    """Return the candidates, each beginning where its own gait does.

    Who goes from walking to a jog, and half a minute later from the jog into the repetition, shows
    one even stretch of speed where the jog is nearly as fast. Her cadence tells them apart: it
    steps up by more than so little speed explains. Getting up to speed is no such stretch: it is
    over within seconds, or her cadence climbs all the while.

    Parameters
    ----------
    candidates : sequence of Candidate
        Detected efforts, in order.
    clean : CleanSpeed
        Speed.
    cadence_spm : ndarray, shape (n,)
        Cadence at the points of its grid; NaN where unknown.
    rules : Rules
        Parameters.
    """
    if not np.isfinite(cadence_spm).any():
        return list(candidates)
    return [_begun(candidate, clean, cadence_spm, rules) for candidate in candidates]


def _begun(
    candidate: Candidate, clean: CleanSpeed, cadence_spm: NDArray[np.float64], rules: Rules
) -> Candidate:
    start_s, end_s = candidate.interval.start_s, candidate.interval.end_s
    shown = clean.within(candidate.interval)
    # Cadence does not run behind as speed does.
    low, high = clean.grid.t_s.searchsorted((start_s, end_s)).tolist()
    n = min(high - low, shown.stop - shown.start)
    if not n:
        return candidate
    samples = clean.speed_m_s[shown][:n], cadence_spm[low:high][:n]
    jogged_s = _jogged_s(clean.grid.t_s[low:high][:n] - start_s, samples, rules)
    if jogged_s is None:
        return candidate
    return replace(candidate, interval=Interval(start_s + jogged_s, end_s))


def _jogged_s(t_s: NDArray[np.float64], samples: Samples, rules: Rules) -> float | None:
    """Return how long an effort was jogged before its cadence stepped up; None where it was not."""
    settled, half = t_s.searchsorted((rules.jog_settled_s, t_s[-1] / 2)).tolist()
    speed, cadence = samples[0][settled:], samples[1][settled:]
    first = cadence[: half - settled]
    if first.size < rules.jog_min_s or not np.isfinite(first).all():
        return None
    surely_jogged = first[: int(rules.jog_min_s - rules.jog_settled_s)]
    if median(surely_jogged) > rules.jog_below * first.max():
        return None  # nearly always: and the rest costs
    step = _step_up(first)
    if t_s[settled + step] < rules.jog_min_s:
        return None
    low, high = median(cadence[:step]), median(first[step:])
    slower = median(speed[:step]) <= rules.jog_below * median(speed[step:])
    even = float(np.std(cadence[:step])) <= rules.jog_even * (high - low)
    jogged = rules.jog_least * high <= low <= rules.jog_below * high
    return float(t_s[settled + step]) if slower and even and jogged else None


def _step_up(values: NDArray[np.float64]) -> int:
    """Return after how many values one step up explains them best, by least squares."""
    n = np.arange(1, values.size)
    before = np.cumsum(values)[:-1]
    means = before / n, (values.sum() - before) / (values.size - n)
    return 1 + int(np.argmax(n * (values.size - n) * np.maximum(means[1] - means[0], 0.0) ** 2))
