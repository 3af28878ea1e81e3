"""From truth and answers to figures."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from classifier_evaluation.cases import Case
    from classifier_evaluation.methods import Answer

Figure = dict[str, float | None]
"""`value`, `low`, `high`."""
Bin = dict[str, float]

HALF, THREE_QUARTERS = 0.5, 0.75
_RESAMPLES_N = 300
_SEED = 7
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one answer is worth, countable together with others.

    Parameters
    ----------
    truth_n, found_n : int
        Efforts there were and efforts found.
    hits_n, close_n : int
        Pairs that agree by at least a half, and by at least three quarters (IoU).
    start_errors_s, end_errors_s : tuple of float
        Found minus true, of the pairs.
    braked_n, braking_found_n, braking_hits_n : int
        Slowings there were, found, and found where there were.
    energy_ratios : tuple of float
        Found over true energy shed, where both are there.
    sprints_n : int
        Efforts called sprints.
    best_error : float or None
        How far the observed best 100 m is off, as a share.
    sureness : tuple of (float, bool)
        Confidence of each effort found, and whether it was one.
    hours : float
        How long the recording is.
    """

    truth_n: int
    found_n: int
    hits_n: int
    close_n: int
    start_errors_s: tuple[float, ...]
    end_errors_s: tuple[float, ...]
    braked_n: int
    braking_found_n: int
    braking_hits_n: int
    energy_ratios: tuple[float, ...]
    sprints_n: int
    best_error: float | None
    sureness: tuple[tuple[float, bool], ...]
    hours: float


def tally(case: Case, answer: Answer, *, hours: float = 0.0) -> Tally:
    """Return what an answer is worth.

    Parameters
    ----------
    case : Case
        The truth.
    answer : Answer
        What a method said.
    hours : float
        Time that false efforts are counted over.
    """
    pairs = _pairs(case, answer)
    good = [(t, f) for t, f, iou in pairs if iou >= HALF]
    truth = [case.truth[t] for t, _ in good]
    found = [answer.found[f] for _, f in good]
    both = list(zip(truth, found, strict=True))
    energies = [
        (f.energy_j_kg, t.energy_j_kg)
        for t, f in both
        if t.energy_j_kg is not None and f.energy_j_kg is not None
    ]
    matched = {f for _, f in good}
    best = None
    if case.own_best_m_s is not None:
        shown = answer.best_100m_m_s
        best = abs(shown / case.own_best_m_s - 1) if shown is not None else 1.0
    return Tally(
        truth_n=len(case.truth),
        found_n=len(answer.found),
        hits_n=len(good),
        close_n=sum(iou >= THREE_QUARTERS for _, _, iou in pairs),
        start_errors_s=tuple(f.interval.start_s - t.interval.start_s for t, f in both),
        end_errors_s=tuple(f.interval.end_s - t.interval.end_s for t, f in both),
        braked_n=sum(t.energy_j_kg is not None for t in case.truth),
        braking_found_n=sum(f.energy_j_kg is not None for f in answer.found),
        braking_hits_n=len(energies),
        energy_ratios=tuple(f / t for f, t in energies),
        sprints_n=sum(f.sprint for f in answer.found),
        best_error=best,
        sureness=tuple((f.confidence, i in matched) for i, f in enumerate(answer.found)),
        hours=hours,
    )


def _pairs(case: Case, answer: Answer) -> list[tuple[int, int, float]]:
    """Pair each true effort with at most one found one, best agreement first."""
    overlaps = [
        (t.interval.iou(f.interval), i, j)
        for i, t in enumerate(case.truth)
        for j, f in enumerate(answer.found)
    ]
    taken_t: set[int] = set()
    taken_f: set[int] = set()
    pairs = []
    for iou, i, j in sorted(overlaps, reverse=True):
        if iou > 0 and i not in taken_t and j not in taken_f:
            taken_t.add(i)
            taken_f.add(j)
            pairs.append((i, j, iou))
    return pairs


def _f1(tallies: Sequence[Tally], hits_n: int) -> float | None:
    both = sum(t.truth_n + t.found_n for t in tallies)
    return 2 * hits_n / both if both else None


def f1(tallies: Sequence[Tally]) -> float | None:
    """Return micro F1 at an IoU of a half."""
    return _f1(tallies, sum(t.hits_n for t in tallies))


def f1_iou75(tallies: Sequence[Tally]) -> float | None:
    """Return micro F1 at an IoU of three quarters."""
    return _f1(tallies, sum(t.close_n for t in tallies))


def precision(tallies: Sequence[Tally]) -> float | None:
    """Return which share of what was found was there."""
    return _share(sum(t.hits_n for t in tallies), sum(t.found_n for t in tallies))


def recall(tallies: Sequence[Tally]) -> float | None:
    """Return which share of what was there was found."""
    return _share(sum(t.hits_n for t in tallies), sum(t.truth_n for t in tallies))


def boundary_mae_s(tallies: Sequence[Tally]) -> float | None:
    """Return the mean error of starts and ends, without sign."""
    errors = _boundary_errors(tallies)
    return float(np.mean(errors)) if errors else None


def boundary_p95_s(tallies: Sequence[Tally]) -> float | None:
    """Return the 95th percentile of the errors of starts and ends, without sign."""
    errors = _boundary_errors(tallies)
    return float(np.percentile(errors, 95)) if errors else None


def braking_f1(tallies: Sequence[Tally]) -> float | None:
    """Return F1 of slowings at the ends of efforts."""
    both = sum(t.braked_n + t.braking_found_n for t in tallies)
    return _share(2 * sum(t.braking_hits_n for t in tallies), both)


def energy_ratio(tallies: Sequence[Tally]) -> float | None:
    """Return the median of found over true energy shed."""
    ratios = [ratio for t in tallies for ratio in t.energy_ratios]
    return float(np.median(ratios)) if ratios else None


def best_error(tallies: Sequence[Tally]) -> float | None:
    """Return the mean error of the observed best 100 m, without sign; none at all counts as 1."""
    errors = [t.best_error for t in tallies if t.best_error is not None]
    return float(np.mean(errors)) if errors else None


def found_per_h(tallies: Sequence[Tally]) -> float | None:
    """Return how many efforts an hour were found."""
    return _share(sum(t.found_n for t in tallies), sum(t.hours for t in tallies))


def sprints_per_h(tallies: Sequence[Tally]) -> float | None:
    """Return how many sprints an hour were found."""
    return _share(sum(t.sprints_n for t in tallies), sum(t.hours for t in tallies))


def sprints(tallies: Sequence[Tally]) -> float | None:
    """Return how many efforts were called sprints."""
    return float(sum(t.sprints_n for t in tallies))


def estimate(
    tallies: Sequence[Tally], statistic: Callable[[Sequence[Tally]], float | None]
) -> Figure:
    """Return a figure with its 95 % interval, from sessions drawn again with replacement.

    Parameters
    ----------
    tallies : sequence of Tally
        One for each session.
    statistic : callable
        One of the functions above.
    """
    return estimate_of(len(tallies), lambda drawn: statistic([tallies[i] for i in drawn]))


def estimate_of(n: int, statistic: Callable[[Sequence[int]], float | None]) -> Figure:
    """Return a figure of `n` sessions with its interval.

    Parameters
    ----------
    n : int
        How many sessions there are.
    statistic : callable
        From the sessions' numbers to the figure: what compares two answers to the same sessions
        draws them together.
    """
    value = statistic(range(n)) if n else None
    if value is None:
        return {"value": None, "low": None, "high": None}
    rng = np.random.default_rng(_SEED)
    drawn = [statistic(rng.integers(n, size=n).tolist()) for _ in range(_RESAMPLES_N)]
    low, high = np.percentile([x for x in drawn if x is not None], [2.5, 97.5]).tolist()
    return {"value": value, "low": low, "high": high}


def calibration(tallies: Sequence[Tally]) -> list[Bin]:
    """Return for each range of confidence which share of the efforts was there.

    Parameters
    ----------
    tallies : sequence of Tally
        One for each session.
    """
    sureness = [pair for t in tallies for pair in t.sureness]
    bins: list[Bin] = []
    for low, high in pairwise(_BINS):
        inside = [(sure, hit) for sure, hit in sureness if low < sure <= high]
        if inside:
            bins.append(
                {
                    "from": low,
                    "to": high,
                    "n": len(inside),
                    "confidence": float(np.mean([sure for sure, _ in inside])),
                    "precision": float(np.mean([hit for _, hit in inside])),
                }
            )
    return bins


def _boundary_errors(tallies: Sequence[Tally]) -> list[float]:
    return [abs(e) for t in tallies for e in (*t.start_errors_s, *t.end_errors_s)]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
