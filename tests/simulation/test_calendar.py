from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from flarelag.simulation.calendar import Calendar, PlannedSession, plan_sessions
from flarelag.simulation.pain import Drift, PainModel, draw_drift
from flarelag.simulation.truth import SessionKind

CALENDAR = Calendar(first_day=date(2026, 4, 6), weeks=30)
BERLIN = ZoneInfo("Europe/Berlin")


def planned(calendar: Calendar = CALENDAR, seed: int = 1) -> tuple[PlannedSession, ...]:
    rng = np.random.default_rng(seed)
    return plan_sessions(calendar, draw_drift(PainModel(), calendar.hours, rng), rng)


def test_clock_times_follow_the_zone_through_the_october_change():
    assert CALENDAR.instant(0, 18.5) == datetime(2026, 4, 6, 16, 30, tzinfo=UTC)
    assert CALENDAR.instant(204, 18.5) == datetime(2026, 10, 27, 17, 30, tzinfo=UTC)
    assert CALENDAR.hours == 30 * 168 + 1


def test_each_kind_comes_as_often_as_asked():
    counts = Counter(session.kind for session in planned())
    assert counts[SessionKind.SPRINTS] == 30
    assert counts[SessionKind.REPEATS] == 15
    assert counts[SessionKind.EASY] == 51
    assert counts[SessionKind.RIDE] == 33


def test_at_most_one_session_a_day_in_order_of_time():
    sessions = planned()
    days = [session.start_utc.astimezone(BERLIN).date() for session in sessions]
    assert len({*days}) == len(days)
    assert list(sessions) == sorted(sessions)


def test_sprints_are_never_on_two_days_in_a_row():
    calendar = Calendar(
        first_day=date(2026, 4, 6), weeks=30, per_week={SessionKind.SPRINTS: 2, SessionKind.EASY: 3}
    )
    days = [
        session.start_utc.astimezone(BERLIN).toordinal()
        for session in planned(calendar)
        if session.kind is SessionKind.SPRINTS
    ]
    assert len(days) == 60
    assert np.diff(days).min() >= 2


def test_a_week_holds_no_more_than_seven():
    calendar = Calendar(first_day=date(2026, 4, 6), weeks=4, per_week={SessionKind.EASY: 9})
    assert len(planned(calendar)) == 28


def test_sprinting_on_good_days_finds_them():
    calendar = Calendar(first_day=date(2026, 4, 6), weeks=200, sprints_on_good_days=True)
    rng = np.random.default_rng(1)
    drift: Drift = draw_drift(PainModel(), calendar.hours, rng)
    sprints = [s for s in plan_sessions(calendar, drift, rng) if s.kind is SessionKind.SPRINTS]
    at = drift.at(np.array([calendar.hours_of(s.start_utc) for s in sprints]))
    assert at.mean() < drift.points.mean() - 0.4
