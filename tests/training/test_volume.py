"""Weeks, months, the switch between running and riding, shoes, and extremes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flarelag.training.extremes import fastest_sprints, hardest_slowings
from flarelag.training.volume import WeekStart, monthly, switches, weekly

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("start", "first"),
    [(WeekStart.MONDAY, date(2024, 1, 1)), (WeekStart.SUNDAY, date(2023, 12, 31))],
)
def test_weeks_begin_where_the_reader_begins_them(
    sessions: Callable[..., pl.DataFrame], start: WeekStart, first: date
):
    weeks = weekly(sessions((0, {}), (6, {}), (20, {"distance_km": None})), start)
    assert weeks["period"][0] == first == start.of(date(2024, 1, 3))
    assert weeks["runs_n"].sum() == 3
    assert weeks["run_km"].null_count() == 1
    assert weeks.filter(pl.col("runs_n") == 0)["run_km"].to_list()[:1] == [0.0]


def test_months_without_a_session_are_there_with_nothing(sessions: Callable[..., pl.DataFrame]):
    months = monthly(sessions((0, {}), (70, {"sport": "ride", "hard": None})))
    assert months["period"].to_list() == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    assert months["runs_n"].to_list() == [1, 0, 0]
    assert months["ride_min"].to_list() == [0, 0, 48]
    assert monthly(sessions()).is_empty()


def test_a_lasting_change_to_riding_is_a_switch_and_a_steady_mix_is_none(
    sessions: Callable[..., pl.DataFrame],
):
    ride = {"sport": "ride", "duration_min": 60.0}
    ran: list[tuple[int, dict[str, object]]] = [(day, {}) for day in range(0, 364, 3)]
    rode = [(day, ride) for day in range(364, 728, 3)]
    (found,) = switches(weekly(sessions(*ran, *rode)))
    assert abs((found.week - date(2024, 12, 30)).days) <= 7
    assert found.to_riding
    assert (found.before, found.after) == pytest.approx((0, 1), abs=0.05)
    mixed = [(day, ride if day % 2 else {}) for day in range(0, 364, 3)]
    assert switches(weekly(sessions(*mixed))) == ()
    assert switches(weekly(sessions((0, {})))) == ()


def test_the_hardest_slowings_are_one_a_session_and_sure(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    done = sessions((0, {}), (1, {}), (2, {"sport": "ride"}), (3, {}))
    found = efforts(
        (1, {"energy_j_kg": 21.0}),
        (1, {"energy_j_kg": 24.0, "number": 2}),
        (2, {"energy_j_kg": 40.0, "confidence": 0.3}),
        (2, {"energy_j_kg": 22.0, "number": 2}),
        (3, {"energy_j_kg": 90.0}),
        (4, {"energy_j_kg": None}),
    )
    top = hardest_slowings(done, found, 5)
    assert top.select("activity_id", "energy_j_kg").rows() == [(1, 24), (2, 22)]
    assert hardest_slowings(done, found, 1).height == 1


def test_the_fastest_sprints_leave_tempo_out(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    done = sessions((0, {}), (1, {}))
    found = efforts(
        (1, {"p80_speed_m_s": 7.5}), (2, {"p80_speed_m_s": 9.0, "effort_class": "tempo"})
    )
    assert fastest_sprints(done, found, 5)["activity_id"].to_list() == [1]
