"""What an experiment asks of sessions to come, as reminders and as a calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from tests.lived_experiment import FIRST, Lived

from flarelag.experiments.measures import OFFERED
from flarelag.model.warning_answers import SignsAnswer
from flarelag.report.calendar import reminder_calendar
from flarelag.workflows.experiment_calendar import due_sessions
from flarelag.workflows.experiment_log import stop_experiment
from flarelag.workflows.experiments import latest_standing
from flarelag.workflows.warning_answers import answer_signs

TWO_WEEKS = timedelta(days=14)


def weekly(lived: Lived) -> None:
    lived.library.paths.config.write_text('[diary]\nplan = ["track Tuesdays 18:00-19:30"]\n')


def test_without_an_experiment_nothing_is_asked(lived: Lived):
    assert due_sessions(lived.library, FIRST + TWO_WEEKS, now=FIRST) == []


def test_planned_sessions_take_the_places_of_the_pair(lived: Lived):
    weekly(lived)
    begun = lived.started()
    one, two = due_sessions(lived.library, FIRST + TWO_WEEKS, now=FIRST)
    assert (f"{one.start_utc:%a %H:%M}", one.key) == ("Tue 18:00", "experiment-1-1")
    assert two.start_utc is not None
    assert one.start_utc is not None
    assert two.start_utc - one.start_utc == timedelta(days=7)
    arm = OFFERED["ice"].arm_words(begun.plan.arm(0))
    assert one.words == f"Experiment: {arm}, if your track is a hard session"
    standing = latest_standing(lived.library, FIRST)
    assert standing is not None
    assert standing.allocation.due is not None
    assert standing.allocation.due.told


def test_where_nothing_is_planned_it_is_due_from_the_day_on_which_it_counts(lived: Lived):
    lived.started()
    (found,) = due_sessions(lived.library, FIRST + TWO_WEEKS, now=FIRST)
    assert (found.start_utc, found.day) == (None, FIRST.date())
    now = lived.through(1) - timedelta(days=2)
    (later,) = due_sessions(lived.library, now + TWO_WEEKS, now=now)
    assert later.day == (FIRST + timedelta(days=4)).date()
    assert later.words.startswith("Experiment: your next hard session: with")


def test_after_a_warning_sign_or_a_stop_nothing_is_asked(lived: Lived):
    lived.started()
    answer_signs(lived.library, SignsAnswer.HAVE, now=FIRST, zone="UTC")
    assert due_sessions(lived.library, FIRST + TWO_WEEKS, now=FIRST) == []
    answer_signs(lived.library, SignsAnswer.SEEN, now=FIRST + timedelta(hours=1), zone="UTC")
    assert due_sessions(lived.library, FIRST + TWO_WEEKS, now=FIRST) == []


def test_one_that_was_ended_asks_nothing(lived: Lived):
    lived.started()
    stop_experiment(lived.library, now=FIRST)
    assert due_sessions(lived.library, FIRST + TWO_WEEKS, now=FIRST) == []


@pytest.mark.parametrize("planned", [True, False])
def test_the_calendar_holds_them_with_an_alarm_where_a_time_is_planned(
    lived: Lived, *, planned: bool
):
    if planned:
        weekly(lived)
    lived.started()
    due = due_sessions(lived.library, FIRST + TWO_WEEKS, now=FIRST)
    written = Calendar.from_ical(reminder_calendar([], FIRST, due))
    events = list(written.walk("VEVENT"))
    assert [str(each["summary"]) for each in events] == [each.words for each in due]
    assert str(events[0]["uid"]) == "experiment-1-1@flarelag"
    assert len(events[0].walk("VALARM")) == planned
