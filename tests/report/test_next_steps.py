from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.effects.result import Verdict
from flarelag.model.sport import Sport
from flarelag.report.coverage import coverage
from flarelag.report.local_time import date_words, entry_wall_time
from flarelag.report.next_steps import next_steps
from flarelag.report.sections.answer import hours_after
from flarelag.report.texts import say
from flarelag.report.words import typeset

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.model.stored import StoredActivity
    from flarelag.report.report import Report


def steps_for(report: Report) -> tuple[str, ...]:
    return next_steps(report, coverage(report))


def test_an_empty_library_imports_and_logs(report_with: Callable[..., Report]):
    assert steps_for(report_with(activities=(), entries=())) == (
        say("next.import"),
        say("next.log"),
    )


def test_rides_alone_ask_for_runs(full_report: Report, report_with: Callable[..., Report]):
    rides = tuple(a for a in full_report.activities if a.activity.sport is Sport.RIDE)
    assert steps_for(report_with(activities=rides))[0].startswith("Import runs too")
    assert say("next.log") not in steps_for(report_with(activities=rides))
    assert say("next.log") in steps_for(report_with(activities=rides, entries=()))


def test_without_a_diary_logging_is_what_to_do(report_with: Callable[..., Report]):
    assert steps_for(report_with(entries=())) == (say("next.log"), say("next.zeros"))


def test_the_hours_least_covered_come_first(full_report: Report):
    band = coverage(full_report).weakest_band
    assert band is not None
    without = band.n_sessions - band.n_covered
    assert f"{without} of 26 lack an entry" in steps_for(full_report)[0]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.CLEAR, "physiotherapist"),
        (Verdict.LIKELY, "physiotherapist"),
        (Verdict.LOWER, "run hard on good days"),
        (Verdict.NONE, "only of the doses you logged"),
        (Verdict.CANNOT_TELL, "it can wait"),
        (Verdict.INSUFFICIENT, "it can wait"),
    ],
)
def test_each_verdict_has_its_step_and_none_asks_for_more_load(
    full_report: Report, report_with: Callable[..., Report], verdict: Verdict, words: str
):
    said = " ".join(steps_for(report_with(result=replace(full_report.result, verdict=verdict))))
    assert words in said
    assert "safe" not in said


def first_runs(report: Report, n: int) -> tuple[StoredActivity, ...]:
    return tuple(a for a in report.activities if a.activity.sport is Sport.RUN)[:n]


def test_few_runs_ask_for_earlier_ones(full_report: Report, report_with: Callable[..., Report]):
    for entries in ((), full_report.entries):
        few = report_with(activities=first_runs(full_report, 4), entries=entries)
        assert "With 4 runs so far, little can be told" in steps_for(few)[-1]
        more = report_with(activities=first_runs(full_report, 5), entries=entries)
        assert "so far" not in steps_for(more)[-1]


def test_a_first_week_of_diary_is_told_how_to_log_and_of_one_session_nothing_is_counted(
    full_report: Report, report_with: Callable[..., Report]
):
    young = report_with(
        activities=first_runs(full_report, 1),
        entries=full_report.entries[:2],
        result=replace(full_report.result, verdict=Verdict.INSUFFICIENT),
        generated_at=full_report.entries[1].time_utc + timedelta(hours=1),
    )
    said = steps_for(young)
    assert said[0] == say("next.log")
    assert said[1].endswith("the one so far has no entry there.")


def test_entries_that_cannot_be_used_ask_for_ones_in_time(
    full_report: Report, report_with: Callable[..., Report]
):
    late = tuple(
        replace(e, entered_utc=e.time_utc + timedelta(days=3)) for e in full_report.entries[:40]
    )
    assert say("next.in_time") in steps_for(report_with(entries=late))
    assert say("next.in_time") not in steps_for(full_report)


@pytest.mark.parametrize("verdict", [Verdict.INSUFFICIENT, Verdict.CANNOT_TELL])
def test_a_diary_that_stopped_is_asked_to_go_on_and_no_date_is_named(
    full_report: Report, report_with: Callable[..., Report], verdict: Verdict
):
    lacking = replace(full_report.result.missing, more_days=30)
    result = replace(full_report.result, verdict=verdict, missing=lacking, bins=())
    last = full_report.used_entries[-1].time_utc
    stopped = report_with(result=result, generated_at=last + timedelta(days=40))
    assert steps_for(stopped)[0].startswith("Go on with the diary: its last entry is of ")
    assert "40 days ago" in steps_for(stopped)[0]
    assert "enough about" not in hours_after(stopped)["instead"]
    going_on = report_with(result=result, generated_at=last + timedelta(days=6, hours=23))
    assert "Go on with the diary" not in " ".join(steps_for(going_on))
    day = date_words(entry_wall_time(full_report.used_entries[-1]) + timedelta(days=30))
    assert hours_after(going_on)["instead"].endswith(f"there will be enough about {day}.")
    asked = replace(full_report.options, until=last.date())
    assert "Go on with the diary" not in " ".join(steps_for(replace(stopped, options=asked)))


def test_a_settled_answer_asks_no_stopped_diary_to_go_on(full_report: Report):
    last = full_report.used_entries[-1].time_utc
    later = replace(full_report, generated_at=last + timedelta(days=400))
    assert "Go on with the diary" not in " ".join(steps_for(later))


def test_the_entry_that_the_answer_waits_for_is_asked_for_by_the_clock(full_report: Report):
    words = "Add an entry 3-12 h after each hard session: 9 of 10 have none there."
    asked = replace(full_report, result=replace(full_report.result, advice=words))
    assert steps_for(asked)[0] == typeset(words)
    assert "lack an entry" not in " ".join(steps_for(asked))
