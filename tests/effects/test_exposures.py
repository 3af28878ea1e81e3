"""Doses, their scale, and which sessions are hard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from flarelag.effects.exposures import Sessions, scaled_sessions
from flarelag.errors import InputError

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
LAST = FIRST + timedelta(days=60)


def sessions(
    doses: list[float | None],
    *,
    sport: str = "run",
    effort: list[float | None] | None = None,
    per_dose: float | None = None,
) -> Sessions:
    frame = pl.DataFrame(
        {
            "end": [FIRST + timedelta(days=i + 1) for i in range(len(doses))],
            "utc_offset_min": 0,
            "sport": sport,
            "dose": doses,
        },
        schema_overrides={"dose": pl.Float64},
    )
    if effort is not None:
        frame = frame.with_columns(dose_effort_s=pl.Series(effort, dtype=pl.Float64))
    return scaled_sessions(frame, FIRST, LAST, per_dose=per_dose)


def test_one_dose_is_the_median_of_the_positive_ones():
    found = sessions([0, 10, 20, 40, None])
    assert found.per_dose == 20
    assert found.dose.tolist() == [0, 0.5, 1, 2, 0]
    assert found.hard.tolist() == [False, True, True, True, False]


def test_one_dose_may_be_declared():
    found = sessions([10, 20, 40], per_dose=40)
    assert found.per_dose == 40
    assert found.hard.tolist() == [False, True, True]


@pytest.mark.parametrize("per_dose", [0.0, -1.0, float("nan"), float("inf")])
def test_one_dose_must_be_above_zero(per_dose: float):
    with pytest.raises(InputError, match="above 0"):
        sessions([10], per_dose=per_dose)


def test_a_run_of_unknown_dose_is_a_run_but_not_a_hard_one():
    found = sessions([None, 10])
    assert found.run.tolist() == [True, True]
    assert found.easy.tolist() == [True, False]
    assert found.n_unknown == 1


def test_a_ride_has_no_dose():
    found = sessions([50], sport="ride")
    assert found.ride.tolist() == [True]
    assert not found.hard.any()
    assert not found.easy.any()
    assert found.per_dose is None


def test_efforts_of_any_class_step_in_where_few_runs_carry_the_dose():
    few: list[float | None] = [10, *[0.0] * 7, None]
    found = sessions(few, effort=[30.0] * 9)
    assert (found.name, found.per_dose, int(found.hard.sum())) == ("effort_s", 30, 9)
    assert found.n_unknown == 0


def test_they_do_not_step_in_otherwise():
    enough: list[float | None] = [10.0] * 8
    assert sessions(enough, effort=[30.0] * 8).name == "hard_s"
    assert sessions([10.0, 0.0], effort=[30.0, 0.0]).name == "hard_s"  # carried by no more runs
    assert sessions([10.0, 0.0], effort=[9.0, 9.0], per_dose=10).name == "hard_s"  # declared
    assert sessions([10.0]).name == "hard_s"


def test_sessions_outside_the_diarys_time_are_neither_counted_nor_scaled_by():
    days, doses = [-30, -2, 10, 70], [500.0, 10.0, 30.0, 900.0]
    frame = pl.DataFrame(
        {
            "end": [FIRST + timedelta(days=day) for day in days],
            "utc_offset_min": 0,
            "sport": "run",
            "dose": doses,
        }
    )
    found = scaled_sessions(frame, FIRST, LAST)
    assert found.in_diary.tolist() == [False, True, True, False]
    assert found.per_dose == 20
    assert found.dose[0] == 25  # what is left of it still weighs in
    assert found.hard_in_diary.tolist() == [False, True, True, False]
