"""How an experiment stands: running, waiting for the last hours, stopped, complete."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.experiments.conftest import START

from flarelag.experiments.events import Done, KnownBy, Looked, Missed, Stopped, Told
from flarelag.experiments.experiment import Phase, standing
from flarelag.experiments.measures import OFFERED
from flarelag.experiments.stopping import StopRule
from flarelag.experiments.words import next_words, plan_words, slot_words, stop_words, today_words

if TYPE_CHECKING:
    from tests.experiments.conftest import MakeEntry, MakeExperiment, MakeSession

ALL = 12


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def ends(n: int) -> list[float]:
    return [24 + 96 * number for number in range(n)]


def test_it_runs_while_sessions_are_due(experiment: MakeExperiment, session: MakeSession):
    found = standing(experiment(), [session(h) for h in ends(3)], [], now=at(300))
    assert found.phase is Phase.RUNNING
    assert not found.ended
    assert found.n_closed_pairs == 1


def test_it_waits_for_the_hours_after_the_last_session(
    experiment: MakeExperiment, session: MakeSession
):
    sessions = [session(h) for h in ends(ALL)]
    last = ends(ALL)[-1]
    waiting = standing(experiment(), sessions, [], now=at(last + 23))
    assert waiting.phase is Phase.FOLLOWING_UP
    assert "24 h after the last" in next_words(waiting, at(last + 23))
    assert today_words(waiting, at(last + 23)) is None
    complete = standing(experiment(), sessions, [], now=at(last + 24))
    assert complete.phase is Phase.COMPLETE
    assert complete.ended_utc == at(last + 24)
    assert "is complete: 6 of 6 pairs" in next_words(complete, at(last + 24))


def test_nothing_is_waited_for_after_a_session_that_was_missed(
    experiment: MakeExperiment, session: MakeSession
):
    sessions = [session(h) for h in ends(ALL - 1)]
    gone = ends(ALL)[-1]
    found = standing(experiment(Missed(at(gone))), sessions, [], now=at(gone))
    assert found.phase is Phase.COMPLETE


def test_what_comes_after_a_stop_does_not_count(
    experiment: MakeExperiment, session: MakeSession, entry: MakeEntry
):
    sessions = [session(h) for h in ends(4)]
    found = standing(experiment(), sessions, [entry(3, 3), entry(230, 6)], now=at(999))
    assert found.phase is Phase.STOPPED
    assert found.stop is not None
    assert found.stop.rule is StopRule.PAIN
    assert len(found.allocation.slots) == 3
    assert found.ended_utc == at(230)
    assert next_words(found, at(999)) == stop_words(found)
    assert "stopped on Thu 11 Jun 2026: pain was 6 of 10" in stop_words(found)
    assert today_words(found, at(999)) is None


def test_pain_after_the_end_does_not_stop_what_is_complete(
    experiment: MakeExperiment, session: MakeSession, entry: MakeEntry
):
    sessions = [session(h) for h in ends(ALL)]
    over = ends(ALL)[-1] + 24
    late = standing(experiment(), sessions, [entry(over + 1, 9)], now=at(over + 2))
    assert late.phase is Phase.COMPLETE
    before = standing(experiment(), sessions, [entry(over - 1, 9)], now=at(over + 2))
    assert before.phase is Phase.STOPPED


def test_a_warning_sign_and_the_person_stop_it(experiment: MakeExperiment):
    signed = standing(experiment(), [], [], warned=[at(5)], now=at(9))
    assert "warning-signs" in stop_words(signed)
    ended = standing(experiment(Stopped(at(7))), [], [], now=at(9))
    assert ended.stop is not None
    assert ended.stop.rule is StopRule.PERSON


def test_looks_are_remembered(experiment: MakeExperiment):
    looks = (Looked(at(5), 1), Looked(at(9), 2))
    assert experiment(*looks).looks == looks


def test_what_is_due_is_one_sentence(experiment: MakeExperiment, session: MakeSession):
    fresh = standing(experiment(), [], [], now=at(1))
    assert next_words(fresh, at(1)) == (
        "Your next hard session: with ice after it (pair 1 of 6, first session)."
    )
    later = standing(experiment(), [session(24)], [], now=at(30))
    assert next_words(later, at(30)) == (
        "Your next hard session: without ice (pair 1 of 6, second session); it counts if it ends "
        "after Fri 2026-06-05 12:00, 72 h on."
    )
    assert plan_words(fresh.experiment.plan).startswith("6 pairs of hard sessions, at least 72 h")


@pytest.mark.parametrize(
    ("now_h", "words"),
    [
        (30, "Experiment: your next hard session counts from Fri 12:00 on."),
        (93, "Today: without ice, if you run hard and end after 12:00."),
        (97, "Today: without ice, if you run hard."),
    ],
)
def test_the_page_says_what_is_due_today(
    experiment: MakeExperiment, session: MakeSession, now_h: float, words: str
):
    found = standing(experiment(), [session(24)], [], now=at(now_h))
    assert today_words(found, at(now_h)) == words


def test_a_session_is_told_with_its_place(
    experiment: MakeExperiment, session: MakeSession, ride: MakeSession
):
    riding = experiment(measure=OFFERED["riding"])
    found = standing(riding, [ride(24), session(120)], [], now=at(300))
    (slot,) = found.allocation.slots
    assert (slot.done, slot.known_by) == (Done.AS_DUE, KnownBy.INFERRED)
    assert slot_words(found, slot) == "due ride instead: as due (pair 1 of 6, first session)"
    told = [event for event in riding.events if isinstance(event, Told)]
    assert len(told) == 6
