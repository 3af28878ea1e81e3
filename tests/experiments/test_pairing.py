"""Which sessions count, what each was due to be, and what is due next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tests.experiments.conftest import ORDERS, PLAN, START

from flarelag.experiments.events import Done, KnownBy, Marked, Missed, Told, marks
from flarelag.experiments.measures import OFFERED, Arm
from flarelag.experiments.pairing import Session, allocate, past_slots
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.experiments.conftest import MakeSession

    from flarelag.experiments.plan import Plan

LATE = START + timedelta(days=365)


def at(hours: float):
    return START + timedelta(hours=hours)


def test_hard_sessions_take_their_places_in_order(
    plan: Plan, session: MakeSession, all_told: tuple[Told, ...]
):
    sessions = [session(24 + 96 * n) for n in range(3)]
    found = allocate(plan, reversed(sessions), all_told, until=LATE)
    assert [slot.session for slot in found.slots] == sessions
    assert [slot.due for slot in found.slots] == [Arm.WITH, Arm.WITHOUT, Arm.WITHOUT]
    assert [slot.pair for slot in found.slots] == [0, 0, 1]
    assert found.due is not None
    assert (found.due.slot, found.due.arm) == (3, Arm.WITH)
    assert found.due.from_utc == sessions[-1].end_utc + timedelta(hours=72)


def test_what_follows_too_soon_is_left_out_and_counted(
    plan: Plan, session: MakeSession, all_told: tuple[Told, ...]
):
    sessions = [session(24), session(24 + 71.9), session(24 + 72)]
    found = allocate(plan, sessions, all_told, until=LATE)
    assert [slot.session for slot in found.slots] == [sessions[0], sessions[2]]
    assert found.n_too_soon == 1


def test_a_session_counts_only_where_its_arm_was_told_before_it(plan: Plan, session: MakeSession):
    stretching = replace(plan, measure=OFFERED["dynamic_stretching"])
    told = [Told(at(30), 0), Told(at(120), 0)]
    sessions = [session(24), session(30.5), session(31.5)]
    found = allocate(stretching, sessions, told, until=LATE)
    assert [slot.session for slot in found.slots] == [sessions[2]]
    assert found.n_untold == 2
    nobody_asked = allocate(stretching, sessions, [], until=LATE)
    assert nobody_asked.slots == ()
    assert nobody_asked.due is not None
    assert not nobody_asked.due.told


def test_what_is_taken_after_a_session_may_be_told_soon_after_it(plan: Plan, session: MakeSession):
    soon, late = ([Told(at(hours), 0)] for hours in (25.9, 26.1))
    assert len(allocate(plan, [session(24)], soon, until=LATE).slots) == 1
    assert allocate(plan, [session(24)], late, until=LATE).n_untold == 1


def test_a_pair_is_told_whole(plan: Plan, session: MakeSession):
    told = [Told(at(0), 0)]
    sessions = [session(24 + 96 * n) for n in range(3)]
    found = allocate(plan, sessions, told, until=LATE)
    assert len(found.slots) == 2
    assert found.n_untold == 1


def test_easy_runs_sessions_before_the_start_and_after_the_end_do_not_count(
    plan: Plan, session: MakeSession, ride: MakeSession, all_told: tuple[Told, ...]
):
    sessions = [session(0.5), session(24, hard=False), ride(30), session(200)]
    found = allocate(plan, sessions, all_told, until=at(199))
    assert found.slots == ()
    assert (found.n_too_soon, found.n_untold) == (0, 0)


def test_a_missed_session_gives_its_place_up(
    plan: Plan, session: MakeSession, all_told: tuple[Told, ...]
):
    sessions = [session(24), session(200)]
    found = allocate(plan, sessions, [*all_told, Missed(at(100)), Missed(at(999))], until=at(300))
    assert [slot.session for slot in found.slots] == [sessions[0], None, sessions[1]]
    assert found.slots[1].closed_utc == at(100)


def test_nothing_is_due_once_all_places_are_taken(
    plan: Plan, session: MakeSession, all_told: tuple[Told, ...]
):
    sessions = [session(24 + 96 * n) for n in range(15)]
    found = allocate(plan, sessions, all_told, until=LATE)
    assert len(found.slots) == 12
    assert found.due is None


def test_what_she_marks_counts_whatever_its_dose_and_without_a_recording(
    plan: Plan, session: MakeSession, all_told: tuple[Told, ...]
):
    easy = session(24, hard=False)
    marked = Marked(at(30), easy.start_utc, easy.end_utc, Done.SWAPPED)
    alone = Marked(at(130), at(124), at(125), Done.AS_DUE)
    found = allocate(plan, [easy, easy], [*all_told, marked, alone], until=LATE)
    assert [slot.done for slot in found.slots] == [Done.SWAPPED, Done.AS_DUE]
    assert {slot.known_by for slot in found.slots} == {KnownBy.SAID}
    assert found.slots[0].session == replace(easy, said=Done.SWAPPED)
    assert found.slots[1].session == Session(start_utc=at(124), end_utc=at(125), said=Done.AS_DUE)


def test_what_she_says_last_of_a_session_holds():
    first = Marked(at(2), at(0), at(1), Done.AS_DUE)
    other = Marked(at(9), at(8), at(9), Done.AS_DUE)
    again = Marked(at(99), at(0.5), at(1.1), Done.SWAPPED)
    assert marks([first, other, Missed(at(3)), again]) == [again, other]


def test_of_rides_only_those_that_are_due_count_and_a_run_in_their_place_is_a_swap(
    plan: Plan, session: MakeSession, ride: MakeSession, all_told: tuple[Told, ...]
):
    riding = replace(plan, measure=OFFERED["riding"])  # due: ride, run, run, ride, ...
    sessions = [
        *(ride(24), ride(110), session(120, hard=False), session(130)),
        *(session(216, hard=False), session(312, hard=False)),
        session(400, hard=False, sport=Sport.OTHER),
    ]
    found = allocate(riding, sessions, all_told, until=LATE)
    assert [slot.session for slot in found.slots] == [sessions[n] for n in (0, 2, 4, 5)]
    assert [slot.done for slot in found.slots] == [
        *(Done.AS_DUE, Done.AS_DUE, Done.AS_DUE, Done.SWAPPED),
    ]
    assert {slot.known_by for slot in found.slots} == {KnownBy.INFERRED}


ENDS_H = st.lists(st.floats(1, 2000), max_size=30, unique=True)


@given(ENDS_H, ENDS_H)
def test_what_counted_stays_as_later_sessions_come(before: Sequence[float], after: Sequence[float]):
    told = tuple(Told(START, pair) for pair in range(len(ORDERS)))
    early = [_session(hours) for hours in before]
    late = [_session(2100 + hours) for hours in after]
    first = allocate(PLAN, early, told, until=LATE)
    both = allocate(PLAN, [*late, *early], told, until=LATE)
    assert both.slots[: len(first.slots)] == first.slots
    ends = [slot.closed_utc for slot in both.slots]
    assert all(b - a >= PLAN.least_gap for a, b in pairwise(ends))
    assert len(both.slots) <= PLAN.n_slots


def _session(end_h: float) -> Session:
    return Session(start_utc=at(end_h - 0.5), end_utc=at(end_h), hard=True)


def test_past_sessions_pair_up_by_turns(plan: Plan, session: MakeSession, ride: MakeSession):
    sessions = [session(24 + 96 * n) for n in range(4)]
    slots = past_slots(plan, [*sessions, session(40), ride(41)])
    assert [slot.session for slot in slots] == sessions
    assert [slot.due for slot in slots] == [Arm.WITH, Arm.WITHOUT] * 2
