"""What followed each session: mean pain hours later, and the entry before it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from flarelag.experiments.measures import Arm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.experiments.pairing import Session, Slot
    from flarelag.experiments.plan import Plan
    from flarelag.model.diary import DiaryEntry


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores at instants, the greatest of each instant, in order.

    Parameters
    ----------
    times : tuple of datetime
        Aware, each once.
    values : tuple of int
        0 to 10.
    """

    times: tuple[datetime, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What followed one session.

    Parameters
    ----------
    before : int or None
        The last score in the 24 h before its start.
    mean : float or None
        Mean score 6-24 h after its end.
    n_entries : int
        How many scores that is the mean of.
    """

    before: int | None
    mean: float | None
    n_entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sessions that are compared.

    Parameters
    ----------
    number : int
        Counted from 0.
    slots : tuple of Slot
        As far as they are closed, the first first.
    outcomes : tuple of Outcome or None
        In the same order; null for a session that was missed.
    difference : float or None
        With less without, each adjusted for the entry before; null where anything is missing.
    """

    number: int
    slots: tuple[Slot, ...]
    outcomes: tuple[Outcome | None, ...]
    difference: float | None


def scores_of(entries: Iterable[DiaryEntry]) -> Scores:
    """Return the scores that hours can be counted to.

    Vague times and what was written down more than a day later are left out.

    Parameters
    ----------
    entries : iterable of DiaryEntry
        In any order.
    """
    at: dict[datetime, int] = {}
    for each in entries:
        if each.time_end_utc is None and not each.recalled:
            at[each.time_utc] = max(each.score, at.get(each.time_utc, 0))
    times = sorted(at)
    return Scores(tuple(times), tuple(at[time] for time in times))


def outcome_of(plan: Plan, session: Session, scores: Scores, hard: Sequence[datetime]) -> Outcome:
    """Return what followed a session.

    Parameters
    ----------
    plan : Plan
        Says which hours count.
    session : Session
        Which.
    scores : Scores
        The diary's.
    hard : sequence of datetime
        When hard sessions began, in order: what comes after the next one is not this one's.
    """
    since = session.end_utc + timedelta(hours=plan.from_h)
    until = session.end_utc + timedelta(hours=plan.to_h)
    nth = bisect_left(hard, session.end_utc)
    if nth < len(hard):
        until = min(until, hard[nth])
    after = scores.values[bisect_left(scores.times, since) : bisect_left(scores.times, until)]
    nth = bisect_right(scores.times, session.start_utc) - 1
    oldest = session.start_utc - timedelta(hours=plan.before_h)
    known = nth >= 0 and scores.times[nth] >= oldest
    return Outcome(
        before=scores.values[nth] if known else None,
        mean=fmean(after) if after else None,
        n_entries=len(after),
    )


def pairs_of(
    plan: Plan, slots: Sequence[Slot], scores: Scores, sessions: Iterable[Session]
) -> tuple[Pair, ...]:
    """Return the pairs that have begun, with what followed their sessions.

    Parameters
    ----------
    plan : Plan
        As it was fixed.
    slots : sequence of Slot
        Those that are closed, in order.
    scores : Scores
        The diary's.
    sessions : iterable of Session
        All since the start: a hard one ends the hours that count after the one before.
    """
    hard = sorted(each.start_utc for each in sessions if each.hard)
    outcomes = [
        outcome_of(plan, slot.session, scores, hard) if slot.session else None for slot in slots
    ]
    return tuple(
        _pair(plan, first // 2, slots[first : first + 2], outcomes[first : first + 2])
        for first in range(0, len(slots), 2)
    )


def _pair(
    plan: Plan, number: int, slots: Sequence[Slot], outcomes: Sequence[Outcome | None]
) -> Pair:
    adjusted = {
        slot.due: outcome.mean - plan.before_weight * outcome.before
        for slot, outcome in zip(slots, outcomes, strict=True)
        if outcome is not None and outcome.mean is not None and outcome.before is not None
    }
    both = len(adjusted) == len(Arm)
    difference = adjusted[Arm.WITH] - adjusted[Arm.WITHOUT] if both else None
    return Pair(number=number, slots=tuple(slots), outcomes=tuple(outcomes), difference=difference)
