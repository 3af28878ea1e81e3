"""Mean pain 6-24 h after a session, less a share of the entry before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.experiments.conftest import START

from flarelag.experiments.measures import Arm
from flarelag.experiments.outcomes import Outcome, outcome_of, pairs_of, scores_of
from flarelag.experiments.pairing import allocate

if TYPE_CHECKING:
    from tests.experiments.conftest import MakeEntry, MakeSession

    from flarelag.experiments.events import Told
    from flarelag.experiments.plan import Plan

END_H = 100.0


def test_scores_are_the_greatest_of_each_instant_without_vague_and_recalled_ones(entry: MakeEntry):
    entries = [
        *(entry(5, 3), entry(1, 1), entry(5, 4), entry(6, 9, late_h=25)),
        entry(7, 9, time_end_utc=entry(9).time_utc),
    ]
    found = scores_of(entries)
    assert found.values == (1, 4)
    assert found.times == (entry(1).time_utc, entry(5).time_utc)


def test_only_the_hours_from_six_to_twenty_four_count(
    plan: Plan, session: MakeSession, entry: MakeEntry
):
    after = [(5.9, 9), (6, 2), (20, 4), (24, 9)]
    scores = scores_of([entry(END_H - 3, 1), *(entry(END_H + h, s) for h, s in after)])
    found = outcome_of(plan, session(END_H), scores, [])
    assert found == Outcome(before=1, mean=3.0, n_entries=2)


def test_the_entry_before_is_the_last_ahead_of_the_start_within_a_day(
    plan: Plan, session: MakeSession, entry: MakeEntry
):
    start_h = END_H - 1
    near = scores_of([entry(start_h - 30, 8), entry(start_h - 2, 3), entry(start_h + 0.5, 0)])
    assert outcome_of(plan, session(END_H), near, []).before == 3
    far = scores_of([entry(start_h - 24.1, 8)])
    assert outcome_of(plan, session(END_H), far, []) == Outcome(before=None, mean=None, n_entries=0)


def test_what_comes_after_the_next_hard_session_is_not_this_ones(
    plan: Plan, session: MakeSession, entry: MakeEntry
):
    scores = scores_of([entry(END_H + 8, 2), entry(END_H + 22, 9)])
    found = outcome_of(plan, session(END_H), scores, [session(END_H + 21).start_utc])
    assert (found.mean, found.n_entries) == (2.0, 1)


def test_a_pair_is_the_session_with_less_the_one_without(
    plan: Plan, session: MakeSession, entry: MakeEntry, all_told: tuple[Told, ...]
):
    """With: 4 after, 2 before. Without: 5 after, 3 before. (4 - .6) - (5 - .9) = -.7."""
    sessions = [session(100), session(200)]
    entries = [entry(98, 2), entry(110, 4), entry(198, 3), entry(212, 5)]
    slots = allocate(plan, sessions, all_told, until=entry(999).time_utc).slots
    (pair,) = pairs_of(plan, slots, scores_of(entries), sessions)
    assert [slot.due for slot in pair.slots] == [Arm.WITH, Arm.WITHOUT]
    assert pair.difference == pytest.approx(-0.7)


def test_a_pair_that_lacks_anything_has_no_difference(
    plan: Plan, session: MakeSession, entry: MakeEntry, all_told: tuple[Told, ...]
):
    sessions = [session(100), session(200), session(300)]
    entries = [entry(98, 2), entry(110, 4), entry(212, 5), entry(298, 1), entry(310, 1)]
    slots = allocate(plan, sessions, all_told, until=entry(999).time_utc).slots
    first, second = pairs_of(plan, slots, scores_of(entries), sessions)
    assert first.difference is None
    assert (second.difference, len(second.slots)) == (None, 1)
    assert slots[0].closed_utc > START
