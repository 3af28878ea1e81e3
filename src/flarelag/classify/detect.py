"""Efforts found in the speed alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.classify.boundaries import refine
from flarelag.classify.contrast import surroundings
from flarelag.classify.measure import Candidate
from flarelag.classify.rules import RULES, Rules
from flarelag.classify.segments import find_segments
from flarelag.classify.short import find_short
from flarelag.classify.threshold import effort_threshold
from flarelag.model.effort import EffortSource
from flarelag.model.interval import Interval
from flarelag.signal.quantile import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.classify.contrast import Run
    from flarelag.classify.speed import CleanSpeed

_REACH_N = 3
"""A run that ends so few points before a gap reaches it."""
_LEFT = 0.5
"""What a declared effort leaves of a detected one counts when it is at least this part of it."""


def detect(clean: CleanSpeed, best_100m_m_s: float | None, rules: Rules = RULES) -> list[Candidate]:
    """Return the efforts that the speed shows: disjoint, in order.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    best_100m_m_s : float or None
        The person's best 100 m; None judges by contrast alone.
    rules : Rules
        Parameters.
    """
    threshold = effort_threshold(clean.steady_m_s, best_100m_m_s, rules)
    if threshold is None:
        return []
    sure = rules.fast * best_100m_m_s if best_100m_m_s is not None else None
    runs = find_segments(clean, threshold, sure, rules)
    found = [
        _candidate(clean, first, threshold.speed_m_s, rules, last=last)
        for first, last in across_gaps(clean, runs, rules)
    ]
    if best_100m_m_s is not None:
        short_threshold = rules.short_enter * best_100m_m_s
        found += [
            _candidate(clean, run, short_threshold, rules, short=True)
            for run in find_short(clean, best_100m_m_s, runs, rules)
        ]
    return _in_turn(found)


def _candidate(
    clean: CleanSpeed,
    first: Run,
    threshold_m_s: float,
    rules: Rules,
    *,
    last: Run | None = None,
    short: bool = False,
) -> Candidate:
    last = last or first
    run = first[0], last[1]
    interval = refine(clean, first, rules)
    if last != first:
        interval = Interval(interval.start_s, refine(clean, last, rules).end_s)
    own = mean(clean.steady_m_s[run[0] : run[1]])
    beside = surroundings(clean, run, rules)
    return Candidate(
        interval=interval,
        source=EffortSource.DETECTED,
        short=short,
        margin=float(clean.speed_m_s[run[0] : run[1]].max()) / threshold_m_s
        if short
        else own / threshold_m_s,
        contrast=own / beside if beside else None,
    )


def across_gaps(
    clean: CleanSpeed, runs: Sequence[Run], rules: Rules = RULES
) -> list[tuple[Run, Run]]:
    """Return the first and last run of each effort that a gap in the recording cuts in two.

    A receiver that loses its positions for seconds in the middle of a repetition does not make
    two of it: both parts reach the gap, at nearly one speed. A pause of the timer does.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    runs : sequence of Run
        In order.
    rules : Rules
        Parameters.
    """
    joined: list[tuple[Run, Run]] = []
    for run in runs:
        if joined and _goes_on(clean, joined[-1][1], run, rules):
            joined[-1] = joined[-1][0], run
        else:
            joined.append((run, run))
    return joined


def _goes_on(clean: CleanSpeed, before: Run, after: Run, rules: Rules) -> bool:
    cut = clean.grid.piece_bounds(after[0])[0]
    next_to_it = cut == clean.grid.piece_bounds(before[0])[1]
    reach_it = cut - before[1] <= _REACH_N and after[0] - cut <= _REACH_N
    if not (next_to_it and reach_it and clean.grid.lost_s[cut] <= rules.joined_gap_s):
        return False
    slower, faster = sorted(mean(clean.steady_m_s[slice(*run)]) for run in (before, after))
    return slower >= rules.grow_level * faster


def _in_turn(found: list[Candidate]) -> list[Candidate]:
    """Sort, and let an effort end where the next begins (their flanks may meet)."""
    ordered = sorted(found, key=lambda candidate: candidate.interval)
    kept: list[Candidate] = []
    for i, candidate in enumerate(ordered):
        start_s, end_s = candidate.interval.start_s, candidate.interval.end_s
        if i + 1 < len(ordered):
            end_s = min(end_s, ordered[i + 1].interval.start_s)
        if end_s > start_s:
            kept.append(replace(candidate, interval=Interval(start_s, end_s)))
    return kept


def fill_in(
    declared: Sequence[Candidate], detected: Sequence[Candidate], rules: Rules = RULES
) -> list[Candidate]:
    """Return the declared efforts, with detected ones where nothing was declared.

    Parameters
    ----------
    declared, detected : sequence of Candidate
        Each disjoint and in order.
    rules : Rules
        Parameters.
    """
    kept = list(declared)
    for candidate in detected:
        left = _longest_outside(candidate.interval, [d.interval for d in declared])
        whole_s = candidate.interval.duration_s
        if left == candidate.interval:
            kept.append(candidate)
        elif left.duration_s >= max(_LEFT * whole_s, rules.effort_min_s):
            kept.append(replace(candidate, interval=left))
    return sorted(kept, key=lambda candidate: candidate.interval)


def _longest_outside(interval: Interval, taken: Sequence[Interval]) -> Interval:
    """Return the longest part of an interval that none of the others covers; it may be empty."""
    parts = [interval]
    for other in taken:
        parts = [part for whole in parts for part in _minus(whole, other)]
    nothing = Interval(interval.start_s, interval.start_s)
    return max(parts, key=lambda part: part.duration_s, default=nothing)


def _minus(whole: Interval, other: Interval) -> list[Interval]:
    if whole.overlap_s(other) == 0:
        return [whole]
    edges = ((whole.start_s, other.start_s), (other.end_s, whole.end_s))
    return [Interval(a, b) for a, b in edges if b > a]
