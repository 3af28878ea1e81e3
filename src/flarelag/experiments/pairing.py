"""Which sessions belong to an experiment, what each was due to be, and what is due next.

A session counts only where its arm had been told before: what nobody knew, nobody could do. So
what is counted depends on nothing that the session itself brought.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.experiments.events import Done, KnownBy, Marked, Missed, Told, marks, overlap
from flarelag.experiments.measures import Arm, PairedSessions, Timing
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.experiments.events import Event
    from flarelag.experiments.plan import Plan

TOLD_AFTER: Final = timedelta(hours=2)
"""What is taken after a session may be told until so long after its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A run or ride as an experiment sees it.

    Parameters
    ----------
    start_utc, end_utc : datetime
        Aware.
    sport : Sport
        What it was.
    hard : bool
        Whether its dose makes it a hard session, by the threshold that the plan fixed.
    dose_s : float or None
        That dose.
    activity_id : int or None
        The library's number; null for what she marked and no recording tells of.
    said : Done or None
        What she said it was.
    """

    start_utc: datetime
    end_utc: datetime
    sport: Sport = Sport.RUN
    hard: bool = False
    dose_s: float | None = None
    activity_id: int | None = None
    said: Done | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One of the planned sessions.

    Parameters
    ----------
    number : int
        Counted from 0 over all pairs.
    due : Arm
        What it was due to be.
    session : Session or None
        What took it; null where it was given up.
    closed_utc : datetime
        Its end, or when it was given up.
    done : Done or None
        What it really was; null where that is not known.
    known_by : KnownBy or None
        How that is known.
    """

    number: int
    due: Arm
    session: Session | None
    closed_utc: datetime
    done: Done | None = None
    known_by: KnownBy | None = None

    @property
    def pair(self) -> int:
        """Its pair, counted from 0."""
        return self.number // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due next.

    Parameters
    ----------
    slot : int
        Counted from 0 over all pairs.
    arm : Arm
        What it is due to be.
    from_utc : datetime or None
        A session that ends sooner does not count; null where any does.
    told : bool
        Whether its pair has been told already.
    """

    slot: int
    arm: Arm
    from_utc: datetime | None
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Which session took which place.

    Parameters
    ----------
    slots : tuple of Slot
        Those that are closed, in order.
    due : Due or None
        What is due next; null when all are closed.
    n_too_soon, n_untold : int
        Sessions left out: less than 72 h after the last, or before their arm was told.
    """

    slots: tuple[Slot, ...]
    due: Due | None
    n_too_soon: int
    n_untold: int


def allocate(
    plan: Plan, sessions: Iterable[Session], events: Sequence[Event], *, until: datetime
) -> Allocation:
    """Return which sessions took which place, in order of time.

    Parameters
    ----------
    plan : Plan
        As it was fixed.
    sessions : iterable of Session
        Runs and rides since the start, in any order; others do no harm.
    events : sequence of Event
        As they came.
    until : datetime
        What ended later does not count: now, or when the experiment stopped.
    """
    told = {each.pair: each.at_utc for each in reversed(events) if isinstance(each, Told)}
    missed = [each.at_utc for each in events if isinstance(each, Missed)]
    steps: list[tuple[datetime, Session | None]] = [(at, None) for at in missed if at <= until]
    steps += [
        (each.end_utc, each)
        for each in _with_marks(sessions, marks(events))
        if plan.started_utc <= each.start_utc and each.end_utc <= until
    ]
    slots: list[Slot] = []
    last_end: datetime | None = None
    n_too_soon = n_untold = 0
    for at, session in sorted(steps, key=lambda step: step[0]):
        number = len(slots)
        if number == plan.n_slots:
            break
        if session is None:
            slots.append(Slot(number=number, due=plan.arm(number), session=None, closed_utc=at))
            continue
        if not _fits(plan, plan.arm(number), session):
            continue
        if last_end is not None and session.end_utc - last_end < plan.least_gap:
            n_too_soon += 1
            continue
        if number // 2 not in told or told[number // 2] > _tell_by(plan, session):
            n_untold += 1
            continue
        slots.append(_taken(plan, number, session))
        last_end = session.end_utc
    return Allocation(
        slots=tuple(slots),
        due=_due(plan, len(slots), last_end, told),
        n_too_soon=n_too_soon,
        n_untold=n_untold,
    )


def _due(
    plan: Plan, number: int, last_end: datetime | None, told: dict[int, datetime]
) -> Due | None:
    if number == plan.n_slots:
        return None
    from_utc = None if last_end is None else last_end + plan.least_gap
    return Due(slot=number, arm=plan.arm(number), from_utc=from_utc, told=number // 2 in told)


def _with_marks(sessions: Iterable[Session], said: Sequence[Marked]) -> list[Session]:
    """Return sessions with what she said of them; what she marked stands without a recording."""
    found: list[Session] = []
    taken: set[Marked] = set()
    for each in sessions:
        mark = next((m for m in said if overlap(m, each)), None)
        if mark is not None and mark in taken:
            continue  # two recordings of one session
        if mark is not None:
            taken.add(mark)
        found.append(replace(each, said=mark.done) if mark else each)
    alone = (mark for mark in said if mark not in taken)
    found += [Session(start_utc=m.start_utc, end_utc=m.end_utc, said=m.done) for m in alone]
    return found


def _fits(plan: Plan, due: Arm, session: Session) -> bool:
    """Return whether a session is of the kind that is paired.

    Rides happen anyway: one counts only where a ride is due. A run where a ride is due counts as
    swapped.
    """
    if session.said is not None:
        return True
    if plan.measure.sessions is PairedSessions.HARD:
        return session.sport is Sport.RUN and session.hard
    if session.sport is Sport.RIDE:
        return due is Arm.WITH
    return session.sport is Sport.RUN and not session.hard


def _tell_by(plan: Plan, session: Session) -> datetime:
    """Return by when its arm had to be told."""
    if plan.measure.timing is Timing.AFTER:
        return session.end_utc + TOLD_AFTER
    return session.start_utc


def _taken(plan: Plan, number: int, session: Session) -> Slot:
    due = plan.arm(number)
    done, known_by = session.said, KnownBy.SAID
    if done is None and plan.measure.timing is Timing.INSTEAD:
        rode = session.sport is Sport.RIDE
        done = Done.AS_DUE if rode is (due is Arm.WITH) else Done.SWAPPED
        known_by = KnownBy.INFERRED
    return Slot(
        number=number,
        due=due,
        session=session,
        closed_utc=session.end_utc,
        done=done,
        known_by=known_by if done else None,
    )


def past_slots(plan: Plan, sessions: Iterable[Session]) -> tuple[Slot, ...]:
    """Return past sessions of the kind that is paired as if they had been due by turns.

    Nothing was tried in them: how far such pairs differ says how much noise there will be.

    Parameters
    ----------
    plan : Plan
        Says which sessions are paired, and how far apart.
    sessions : iterable of Session
        Of any time.
    """
    slots: list[Slot] = []
    for each in sorted(sessions, key=lambda session: session.end_utc):
        far = not slots or each.end_utc - slots[-1].closed_utc >= plan.least_gap
        if far and _fits(plan, Arm.WITHOUT, each):
            due = Arm.WITHOUT if len(slots) % 2 else Arm.WITH
            number = len(slots)
            slots.append(Slot(number=number, due=due, session=each, closed_utc=each.end_utc))
    return tuple(slots)
