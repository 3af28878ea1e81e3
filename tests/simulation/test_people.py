"""Kinds of people: travel, the light protocol, sprints on good days only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from flarelag.simulation.calendar import Calendar, Trip
from flarelag.simulation.frames import exposures_frame, scores_frame, sitting_frame
from flarelag.simulation.people import PEOPLE
from flarelag.simulation.truth import SessionKind
from flarelag.simulation.year import SimulatedYear, simulate_year

FIRST_DAY = date(2025, 1, 6)


def lived(name: str, weeks: int = 12, seed: int = 1) -> SimulatedYear:
    options = PEOPLE[name].options(first_day=FIRST_DAY, weeks=weeks, peak=1.0)
    return simulate_year(options, np.random.default_rng(seed))


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_each_person_has_a_hard_session_a_week_and_a_diary(name: str):
    year = lived(name)
    assert sum(p.kind is SessionKind.SPRINTS for p in year.planned) == 12
    assert len(year.entries) > 80
    assert year.options.pain.delayed_peak == 1.0


def test_a_trip_moves_the_clock_of_entries_and_sessions():
    year = lived("travel")
    trip = year.options.calendar.trips[0]
    begin = datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(days=trip.first_day)
    end = begin + timedelta(days=trip.days)
    away = [e for e in year.entries if begin + timedelta(days=1) < e.time_utc < end]
    assert {entry.zone for entry in away} == {trip.zone}
    assert {entry.utc_offset_s for entry in away} == {-5 * 3600}
    offsets = set(exposures_frame(year)["utc_offset_min"].to_list())
    assert offsets <= {60, 120, -300, 540}
    assert set(sitting_frame(year)["utc_offset_min"].to_list()) <= {60, 120, -300, 540}


def test_at_home_again_the_clock_is_home_again():
    trip = Trip(first_day=2, days=1, zone="Asia/Tokyo")
    calendar = Calendar(first_day=FIRST_DAY, weeks=1, trips=(trip,))
    assert [calendar.zone_on(day) for day in (1, 2, 3)] == [
        *("Europe/Berlin", "Asia/Tokyo", "Europe/Berlin")
    ]
    for day, hours in ((1, 1), (2, 9), (3, 1)):
        assert calendar.offset_at(calendar.instant(day, 12.0)) == timedelta(hours=hours)


def test_the_light_protocol_writes_after_sessions_the_next_morning_and_on_two_rest_days():
    year = lived("light")
    t_h = np.array(
        [
            year.options.calendar.hours_of(time)
            for time in scores_frame(year.entries)["time"].unique()
        ]
    )
    for exposure in year.exposures:
        lag = t_h - exposure.end_h
        assert ((lag > 0) & (lag <= 8.01)).any() or ((lag > 0) & (lag < 30)).any()
    a_week = len(t_h) / 12
    assert 8 < a_week < 16


def test_who_sprints_only_on_good_days_does_so_when_pain_is_low_by_itself():
    year = lived("hostile", weeks=40)
    calendar = year.options.calendar
    sprint_h = [
        calendar.hours_of(p.start_utc) for p in year.planned if p.kind is SessionKind.SPRINTS
    ]
    at_sprints = year.drift.at(np.array(sprint_h)).mean()
    assert at_sprints < year.drift.points.mean() - 0.5 * year.drift.points.std()
    days = sorted({int(hour // 24) for hour in sprint_h})
    assert min(b - a for a, b in pairwise(days)) >= 2


def test_a_choice_without_good_days_left_ends():
    options = PEOPLE["hostile"].options(first_day=FIRST_DAY, weeks=2, peak=0.0)
    every_day = replace(options.calendar, per_week={SessionKind.SPRINTS: 7.0})
    year = simulate_year(replace(options, calendar=every_day), np.random.default_rng(1))
    assert 5 <= len(year.planned) <= 7
