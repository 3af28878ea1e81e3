"""Plans of a week."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError
from flarelag.model.weekly_plan import PlannedSession, parse_plan, planned_sessions


def plan(words: str, weekdays: tuple[int, ...], start: str, hours: float = 1) -> PlannedSession:
    return PlannedSession(
        words=words,
        weekdays=weekdays,
        start=time.fromisoformat(start),
        length=timedelta(hours=hours),
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("track Tuesdays 18:00", plan("track", (1,), "18:00")),
        ("Tuesday 18:00-19:30 track 6x200", plan("track 6x200", (1,), "18:00", 1.5)),
        ("easy mon, wed and Fri at 7:15", plan("easy", (0, 2, 4), "07:15")),
        ("sun 9:00 \u2013 11:30: long run", plan("long run", (6,), "09:00", 2.5)),
        ("Saturdays 23:30-00:30", plan("run", (5,), "23:30")),
        ("track Tues 18:00", plan("track", (1,), "18:00")),
        ("run on sunday 18:00", plan("run", (6,), "18:00")),
        ("sat thurs 18:00", plan("run", (5, 3), "18:00")),
    ],
)
def test_what_on_which_days_and_when(text: str, meant: PlannedSession):
    assert parse_plan(text) == meant


@pytest.mark.parametrize("text", ["", "track 18:00", "track Tuesdays", "Tue 18:00 Thu 19:00", "Tu"])
def test_a_plan_without_a_day_or_a_time_is_refused(text: str):
    with pytest.raises(DiaryError, match="is no plan"):
        parse_plan(text)


def test_a_time_that_no_clock_shows_is_refused():
    with pytest.raises(DiaryError, match=r'"25:00" in .* no clock time'):
        parse_plan("track Tuesdays 25:00")


def test_each_week_by_the_clock_on_the_wall():
    since = datetime(2026, 10, 19, tzinfo=UTC)
    plans = [parse_plan("track Tuesdays 18:00-19:30"), parse_plan("late Sun 23:30-00:30")]
    sessions = planned_sessions(plans, since, since + timedelta(days=14), "Europe/Zurich")
    assert [(each.words, each.end_utc, each.planned) for each in sessions] == [
        ("track", datetime(2026, 10, 20, 17, 30, tzinfo=UTC), True),
        ("late", datetime(2026, 10, 25, 23, 30, tzinfo=UTC), True),
        ("track", datetime(2026, 10, 27, 18, 30, tzinfo=UTC), True),
        ("late", datetime(2026, 11, 1, 23, 30, tzinfo=UTC), True),
    ]


@given(st.text() | st.text(alphabet="montuesday 0123456789:-"))
def test_any_text_is_a_plan_or_refused(text: str):
    try:
        found = parse_plan(text)
    except DiaryError:
        return
    assert found.weekdays
    assert found.words
