"""Experiments lived through in a real library."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.lived_experiment import FIRST, Lived

from flarelag.errors import ExperimentError, LibraryError
from flarelag.experiments.events import Done, KnownBy
from flarelag.experiments.experiment import Phase
from flarelag.experiments.measures import OFFERED, Arm, Measure, Timing
from flarelag.experiments.plan import plan_json, plan_sha256
from flarelag.experiments.result import Verdict
from flarelag.experiments.stopping import StopRule
from flarelag.model.body import BodySite, PainSite, Quality, Reach, Side
from flarelag.model.factor_sayings import FactorWords, understand_factor
from flarelag.model.pain_words import PainWords, understand_pain
from flarelag.model.sport import Sport
from flarelag.model.warning_answers import SignsAnswer
from flarelag.store.library import Library
from flarelag.workflows.backup import back_up, restore
from flarelag.workflows.diary import save_entry
from flarelag.workflows.experiment_log import mark_session, miss_session, stop_experiment
from flarelag.workflows.experiment_plans import propose, start
from flarelag.workflows.experiment_results import all_told, read_result
from flarelag.workflows.experiments import due_now, latest_standing, page_line
from flarelag.workflows.forgetting import forget_diary
from flarelag.workflows.logging_factors import save_factor
from flarelag.workflows.maintenance import Problem, check_library
from flarelag.workflows.warning_answers import answer_signs

if TYPE_CHECKING:
    from pathlib import Path

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def alter(lived: Lived, sql: str) -> None:
    """Change the library's file from outside, past its own rules."""
    with closing(sqlite3.connect(lived.library.paths.database)) as other:
        other.execute("DROP TRIGGER experiments_are_fixed")
        other.execute(sql)
        other.commit()


def test_a_proposal_tells_power_pairs_and_dates_and_stores_nothing(lived: Lived):
    found = propose(lived.library, OFFERED["ice"], n_pairs=18, smallest=1.0, now=FIRST)
    assert found.plan.hard_from_s == 60.0
    assert found.plan.reach == Reach(left=1)
    assert (found.n_past_pairs, found.sd, found.n_needed) == (0, 1.4, 18)
    assert found.per_week == pytest.approx(7 / 8)
    assert found.per_week is not None
    assert found.ready_utc == FIRST + 36 / found.per_week * timedelta(weeks=1)
    assert 0.75 < found.power < 0.9
    assert found.not_now == ()
    assert not lived.library.experiments.any()


def test_her_own_past_pairs_say_how_much_noise_there_is(tmp_path: Path):
    with Library.open(tmp_path / "long") as opened:
        lived = Lived(opened)
        lived.weeks_before(12)
        found = propose(opened, OFFERED["ice"], n_pairs=6, smallest=1.0, now=FIRST)
    assert found.n_past_pairs == 10
    assert 0 < found.sd < 1.4


def test_a_plan_is_fixed_with_its_hash_and_never_changes(lived: Lived):
    begun = lived.started()
    assert begun.intact
    assert begun.sha256 == plan_sha256(plan_json(begun.plan))
    assert lived.library.experiments.all() == [begun]
    due_now(lived.library, FIRST)
    with closing(sqlite3.connect(lived.library.paths.database)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="fixed at its start"):
            other.execute("UPDATE experiments SET plan = '{}'")
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            other.execute("UPDATE experiment_events SET at_us = 0")


def test_an_altered_plan_is_told_by_doctor_and_beside_the_result(lived: Lived):
    lived.started()
    done = lived.through(12)
    assert check_library(lived.library) == []
    alter(lived, "UPDATE experiments SET plan = json_set(plan, '$.smallest', 2.0)")
    (finding,) = check_library(lived.library)
    assert finding.problem is Problem.ALTERED
    told = read_result(lived.library, now=done)
    assert told.result is not None
    assert any("its hash differs" in each for each in told.result.remarks)


@pytest.mark.parametrize(
    "content",
    ["{}", '{"pair": "x"}', '{"start_us": 1}', '{"start_us": 1, "end_us": [], "done": 2}'],
)
@pytest.mark.parametrize("kind", ["told", "marked", "looked", "stopped"])
def test_events_that_cannot_be_read_are_told_in_one_sentence(lived: Lived, kind: str, content: str):
    lived.started()
    with closing(sqlite3.connect(lived.library.paths.database)) as other:
        other.execute(
            "INSERT INTO experiment_events (experiment_id, at_us, kind, content) "
            "VALUES (1, ?, ?, ?)",
            (1, kind, content),
        )
        other.commit()
    with pytest.raises(LibraryError, match="experiment 1 is damaged"):
        latest_standing(lived.library, FIRST)


def test_a_plan_that_cannot_be_read_is_told_and_pain_is_saved_all_the_same(lived: Lived):
    lived.started()
    alter(lived, "UPDATE experiments SET plan = '{}'")
    with pytest.raises(LibraryError, match="experiment 1 is damaged"):
        due_now(lived.library, FIRST)
    words = PainWords(score="7", zone="UTC")
    saved = save_entry(lived.library, understand_pain(words, now=FIRST + HOUR).entry)
    assert saved.entry.id is not None
    assert saved.stopped is None


def test_one_experiment_at_a_time(lived: Lived):
    lived.started()
    with pytest.raises(ExperimentError, match="runs already"):
        lived.started()
    stop_experiment(lived.library, now=FIRST + HOUR)
    assert lived.started(now=FIRST + 2 * HOUR).id == 2


def test_two_starts_at_once_make_one_experiment(lived: Lived):
    proposal = propose(lived.library, OFFERED["ice"], n_pairs=6, smallest=1.0, now=FIRST)
    lived.started()
    with pytest.raises(ExperimentError, match="started meanwhile"):
        lived.library.experiments.start(proposal.plan, after=None)


def test_it_does_not_start_in_a_bad_week_or_without_a_diary(lived: Lived, tmp_path: Path):
    lived.feel(FIRST - 2 * DAY, 7)
    with pytest.raises(ExperimentError, match="pain was 7 of 10"):
        lived.started()
    with Library.open(tmp_path / "empty") as opened:
        empty = propose(opened, OFFERED["ice"], n_pairs=6, smallest=1.0, now=FIRST)
        assert empty.plan.hard_from_s is None
        assert empty.ready_utc is None
        with pytest.raises(ExperimentError, match="entries on 0 of the last 14 days"):
            start(opened, empty, now=FIRST)


def test_asking_what_is_due_tells_the_pair_once(lived: Lived):
    assert due_now(lived.library, FIRST) is None
    begun = lived.started()
    for hours in (1, 2):
        found = due_now(lived.library, FIRST + hours * HOUR)
        assert found is not None
        assert found.allocation.due is not None
        assert found.allocation.due.told
        assert found.allocation.due.arm is begun.plan.arm(0)
    latest = lived.library.experiments.latest()
    assert latest is not None
    assert [event.at_utc for event in latest.events] == [FIRST + HOUR]


def test_sessions_of_which_nobody_asked_do_not_count(lived: Lived):
    lived.started()
    lived.run(FIRST + DAY)
    found = latest_standing(lived.library, FIRST + 2 * DAY)
    assert found is not None
    assert found.allocation.n_untold == 1


def test_sessions_whose_start_is_hidden_do_not_count(lived: Lived):
    lived.started()
    due_now(lived.library, FIRST + HOUR)
    lived.run(FIRST.replace(hour=0, second=1) + 2 * DAY)
    found = latest_standing(lived.library, FIRST + 3 * DAY)
    assert found is not None
    assert found.allocation.slots == ()


def test_a_whole_experiment_finds_what_was_put_in(lived: Lived):
    lived.started()
    done = lived.through(12, helps=2)
    told = read_result(lived.library, now=done)
    assert told.standing.phase is Phase.COMPLETE
    assert told.result is not None
    assert told.result.verdict is Verdict.LOWER
    assert told.result.n_complete == 6
    assert told.result.estimate is not None
    assert told.result.estimate.mean == pytest.approx(-2.0)
    assert (told.result.dose_with_s, told.result.dose_without_s) == (120.0, 120.0)
    assert all_told(lived.library, done) == [told]


def test_the_result_is_refused_before_the_end_or_counted(lived: Lived):
    lived.started()
    with pytest.raises(ExperimentError, match="0 of 6 pairs"):
        read_result(lived.library, now=FIRST + HOUR)
    now = lived.through(10, helps=2)
    with pytest.raises(ExperimentError, match="multiplies p by 2"):
        read_result(lived.library, now=now)
    looked = read_result(lived.library, now=now, look=True)
    assert looked.result is not None
    assert looked.result.early
    assert looked.result.n_looks == 1
    assert all_told(lived.library, now)[0].result is None
    with pytest.raises(ExperimentError, match="multiplies p by 3"):
        read_result(lived.library, now=now)


def test_there_is_no_result_without_an_experiment(lived: Lived):
    with pytest.raises(ExperimentError, match="there is no experiment yet"):
        read_result(lived.library, now=FIRST)
    with pytest.raises(ExperimentError, match="there is no experiment yet"):
        stop_experiment(lived.library, now=FIRST)
    assert page_line(lived.library, FIRST) is None


def test_sessions_without_entries_leave_their_pairs_out(lived: Lived):
    lived.started(n_pairs=8)
    done = lived.through(16, helps=2, skip=(3,))
    found = read_result(lived.library, now=done).result
    assert found is not None
    assert (found.n_begun, found.n_complete) == (8, 7)


def test_an_entry_that_crosses_a_line_stops_it_and_is_answered_kindly(lived: Lived):
    lived.started()
    now = lived.through(2)
    lived.feel(now + HOUR, 4)
    words = PainWords(score="7", zone="UTC", sites=["left:buttock"])
    saved = save_entry(lived.library, understand_pain(words, now=now + 2 * HOUR).entry)
    assert saved.stopped is not None
    assert "pain was 7 of 10; the line is 6" in saved.stopped
    assert "You did nothing wrong" in saved.stopped
    again = save_entry(lived.library, understand_pain(words, now=now + 3 * HOUR).entry)
    assert again.stopped is None
    assert page_line(lived.library, now + DAY) == saved.stopped
    assert page_line(lived.library, now + 9 * DAY) is None
    told = read_result(lived.library, now=now + DAY)
    assert told.standing.stop is not None
    assert told.standing.stop.rule is StopRule.PAIN
    with pytest.raises(ExperimentError, match="stopped on"):
        miss_session(lived.library, now=now + DAY)


@pytest.mark.parametrize(
    ("score", "site", "qualities", "rule"),
    [
        (3, PainSite(BodySite.CALF_OUTER, Side.LEFT), [], StopRule.REACH),
        (2, PainSite(BodySite.BUTTOCK, Side.LEFT), [Quality.NUMB], StopRule.WARNING),
        (5, PainSite(BodySite.BUTTOCK, Side.LEFT), [], None),
    ],
)
def test_each_rule_stops_it(
    lived: Lived, score: int, site: PainSite, qualities: list[Quality], rule: StopRule | None
):
    lived.started()
    lived.feel(FIRST + HOUR, 3)
    lived.feel(FIRST + 2 * HOUR, score, site=site, qualities=qualities)
    found = due_now(lived.library, FIRST + 3 * HOUR)
    assert found is not None
    assert (found.stop.rule if found.stop else None) is rule


def test_an_entry_that_was_a_slip_and_is_taken_back_stops_nothing(lived: Lived):
    lived.started()
    words = PainWords(score="9", zone="UTC")
    saved = save_entry(lived.library, understand_pain(words, now=FIRST + HOUR).entry)
    assert saved.stopped is not None
    lived.library.diary.undo(saved.change_id, at_utc=FIRST + 2 * HOUR)
    found = due_now(lived.library, FIRST + 3 * HOUR)
    assert found is not None
    assert found.phase is Phase.RUNNING


def test_a_warning_sign_hides_it_until_she_was_seen_and_stops_it_for_good(lived: Lived):
    lived.started()
    assert page_line(lived.library, FIRST + HOUR) is not None
    answer_signs(lived.library, SignsAnswer.HAVE, now=FIRST + 2 * HOUR, zone="UTC")
    assert page_line(lived.library, FIRST + 3 * HOUR) is None
    with pytest.raises(ExperimentError, match="until you say that a doctor has seen you"):
        read_result(lived.library, now=FIRST + 3 * HOUR)
    with pytest.raises(ExperimentError, match="hidden"):
        propose(lived.library, OFFERED["ice"], n_pairs=6, smallest=1.0, now=FIRST + 3 * HOUR)
    answer_signs(lived.library, SignsAnswer.SEEN, now=FIRST + 9 * DAY, zone="UTC")
    found = due_now(lived.library, FIRST + 9 * DAY)
    assert found is not None
    assert found.stop is not None
    assert found.stop.rule is StopRule.WARNING


def test_what_a_session_was_is_said_of_the_last_one_or_of_a_named_one(lived: Lived):
    lived.started()
    with pytest.raises(ExperimentError, match="no session has taken a place"):
        mark_session(lived.library, Done.AS_DUE, now=FIRST + HOUR)
    now = lived.through(2)
    _, last = mark_session(lived.library, Done.SWAPPED, now=now)
    assert (last.number, last.done, last.known_by) == (1, Done.SWAPPED, KnownBy.SAID)
    first = lived.library.activities()[-2].id
    _, named = mark_session(lived.library, Done.AS_DUE, now=now, activity_id=first)
    assert (named.number, named.done) == (0, Done.AS_DUE)


def test_a_run_without_sprints_counts_once_she_marks_it(lived: Lived):
    lived.started()
    due_now(lived.library, FIRST + HOUR)
    easy = lived.run(FIRST + DAY, hard=False)
    _, slot = mark_session(lived.library, Done.AS_DUE, now=FIRST + 2 * DAY, activity_id=easy)
    assert slot.number == 0


def test_sessions_that_cannot_count_are_refused_with_the_reason(lived: Lived):
    before = lived.library.activities()[0].id
    lived.started()
    swim = lived.run(FIRST + 2 * HOUR, sport=Sport.OTHER)
    untold = lived.run(FIRST + 4 * HOUR)

    def mark(number: int) -> None:
        mark_session(lived.library, Done.AS_DUE, now=FIRST + 9 * DAY, activity_id=number)

    with pytest.raises(ExperimentError, match="before the experiment started"):
        mark(before)
    with pytest.raises(ExperimentError, match="no run or ride"):
        mark(swim)
    with pytest.raises(ExperimentError, match="ask first"):
        mark(untold)
    due_now(lived.library, FIRST + 12 * HOUR)
    lived.run(FIRST + DAY)
    soon = lived.run(FIRST + 2 * DAY, hard=False)
    with pytest.raises(ExperimentError, match="less than 72 h"):
        mark(soon)
    between = lived.run(FIRST + 5 * DAY, hard=False)
    lived.run(FIRST + 8 * DAY)
    with pytest.raises(ExperimentError, match="a later one has taken its place"):
        mark(between)


def test_a_session_that_is_missed_gives_its_place_up(lived: Lived):
    lived.started()
    found = miss_session(lived.library, now=FIRST + DAY)
    assert [slot.session for slot in found.allocation.slots] == [None]
    lived.run(FIRST + 2 * DAY)
    after = due_now(lived.library, FIRST + 3 * DAY)
    assert after is not None
    assert len(after.allocation.slots) == 2
    assert after.n_closed_pairs == 1


def test_what_the_diary_has_of_the_measure_is_inferred(lived: Lived):
    lived.started()
    now = lived.through(1)
    before = latest_standing(lived.library, now)
    assert before is not None
    (slot,) = before.allocation.slots
    yes = FactorWords(name="ice", zone="UTC", at=f"{FIRST + DAY + 2 * HOUR:%Y-%m-%d %H:%M}")
    save_factor(lived.library, understand_factor(yes, now=now))
    told = read_result(lived.library, now=now, look=True)
    (inferred,) = told.standing.allocation.slots
    assert inferred.known_by is KnownBy.INFERRED
    assert inferred.done is (Done.AS_DUE if slot.due is Arm.WITH else Done.SWAPPED)


def test_a_backup_holds_experiments_and_forgetting_the_diary_forgets_them(
    lived: Lived, tmp_path: Path
):
    lived.started(Measure(name="heat pad", timing=Timing.AFTER, own=True))
    lived.through(2)
    stop_experiment(lived.library, now=FIRST + 9 * DAY, reason="moving house")
    back_up(lived.library, tmp_path / "backup.zip", now=FIRST + 9 * DAY)
    restore(tmp_path / "backup.zip", tmp_path / "restored")
    with Library.open(tmp_path / "restored") as restored:
        assert restored.experiments.all() == lived.library.experiments.all()
    forget_diary(lived.library)
    assert lived.library.experiments.all() == []
    raw = lived.library.paths.database.read_bytes()
    assert b"heat pad" not in raw
    assert b"moving house" not in raw


def test_what_is_stored_is_plain_json(lived: Lived):
    lived.started()
    lived.through(1)
    with closing(sqlite3.connect(lived.library.paths.database)) as other:
        plans = other.execute("SELECT plan FROM experiments").fetchall()
        events = other.execute("SELECT kind, content FROM experiment_events").fetchall()
    assert json.loads(plans[0][0])["measure"]["name"] == "ice"
    assert [(kind, json.loads(content)) for kind, content in events] == [("told", {"pair": 0})]
