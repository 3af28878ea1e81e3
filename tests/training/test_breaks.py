"""Breaks from running, and the week before each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.training.breaks import (
    breaks_from_running,
    compared_breaks,
    compared_onsets,
    runs_often_enough,
)
from flarelag.training.days import day_totals, mean_week

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

FIRST = date(2024, 1, 1)


def test_without_a_session_there_are_no_totals(sessions: Callable[..., pl.DataFrame]):
    assert day_totals(sessions()) is None
    assert mean_week([]) is None


def test_a_week_sums_its_days_and_says_what_it_does_not_know(
    sessions: Callable[..., pl.DataFrame],
):
    totals = day_totals(
        sessions(
            (0, {"sprint_s": 40.0, "hard": True, "hard_stops_n": 3}),
            (2, {"distance_km": None}),
            (3, {"sport": "ride", "duration_min": 90.0}),
            (6, {}),
            (7, {}),
        )
    )
    assert totals is not None
    first = totals.week(FIRST + timedelta(days=6))
    assert (first.runs_n, first.run_km, first.sprint_s, first.hard_n) == (3, None, 40, 1)
    assert (first.hard_stops_n, first.ride_min, first.run_min) == (3, 90, 144)
    second = totals.week(FIRST + timedelta(days=13))
    assert (second.runs_n, second.run_km, second.sprint_s) == (1, 8, 0)
    assert totals.week(FIRST - timedelta(days=40)).runs_n == 0


def test_five_days_without_a_run_are_a_break_and_four_are_none(
    sessions: Callable[..., pl.DataFrame],
):
    totals = day_totals(sessions((0, {}), (5, {}), (11, {}), (13, {"sport": "ride"})))
    assert totals is not None
    (found,) = breaks_from_running(totals, FIRST + timedelta(days=15))
    assert (found.last_run, found.next_run) == (date(2024, 1, 6), date(2024, 1, 12))
    assert found.days == 5
    assert found.ride_min == 0
    assert found.before.runs_n == 2


def test_a_break_that_lasts_has_no_next_run(sessions: Callable[..., pl.DataFrame]):
    totals = day_totals(sessions((0, {}), (2, {}), (9, {"sport": "ride", "duration_min": 60.0})))
    assert totals is not None
    (found,) = breaks_from_running(totals, FIRST + timedelta(days=20))
    assert found.next_run is None
    assert found.days == 18
    assert found.ride_min == 60


def test_weeks_like_the_one_before_a_break_are_near_in_time_and_apart(
    sessions: Callable[..., pl.DataFrame],
):
    steady = [(day, {"sprint_s": 30.0}) for day in range(0, 100, 2)]
    last = [(day, {"sprint_s": 90.0}) for day in (100, 102, 104, 106)]
    totals = day_totals(sessions(*steady, *last, (116, {}), (118, {})))
    assert totals is not None
    (found,) = breaks_from_running(totals, FIRST + timedelta(days=120))
    assert found.days == 9
    assert len(found.matched) == 4
    ends = [week.last_day for week in found.matched if week.last_day]
    assert all(abs((a - b).days) >= 7 for a in ends for b in ends if a != b)
    assert all(abs((end - found.last_run).days) >= 7 for end in ends)
    compared = compared_breaks([found])
    assert compared.before is not None
    assert compared.others is not None
    assert compared.before.sprint_s == 360
    assert compared.others.sprint_s == pytest.approx(30 * compared.others.runs_n)
    assert (compared.n_before, compared.n_others) == (1, 1)


def test_the_weeks_before_flare_ups_stand_beside_all_other_weeks(
    sessions: Callable[..., pl.DataFrame],
):
    rows = [(day, {"sprint_s": 80.0 if day in (50, 52) else 10.0}) for day in range(0, 120, 2)]
    totals = day_totals(sessions(*rows))
    assert totals is not None
    onset = FIRST + timedelta(days=54)
    compared = compared_onsets(totals, [onset, onset, FIRST - timedelta(days=400)])
    assert compared.n_before == 1
    assert compared.before is not None
    assert compared.others is not None
    assert compared.before.sprint_s == 170
    assert compared.others.sprint_s == pytest.approx(10 * compared.others.runs_n)
    assert compared.n_others >= 10


def test_breaks_are_from_a_habit_that_a_few_runs_do_not_show(
    sessions: Callable[..., pl.DataFrame],
):
    runs = [(day, dict[str, str]()) for day in (0, 0, 2, 4, 6)]
    assert not runs_often_enough(sessions())
    assert not runs_often_enough(sessions(*runs, (8, {"sport": "ride"})))
    assert runs_often_enough(sessions(*runs, (8, {})))
