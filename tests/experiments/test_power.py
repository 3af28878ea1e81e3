"""Power and dates against R, and the formula for the pairs that are needed."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flarelag.experiments.power import (
    least_p,
    pairs_needed,
    power,
    ready_at,
    sessions_per_week,
    t_power,
)

ORACLE = Path(__file__).parent / "oracle"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
THREE_DAYS = timedelta(hours=72)


def rows() -> list[dict[str, float]]:
    with (ORACLE / "nof1_power_t.csv").open() as file:
        return [{name: float(x) for name, x in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['blocks']:.0f} pairs")
def test_power_is_that_of_r(row: dict[str, float]):
    """R 4.2.2: `power.t.test(n = blocks, delta = 1 or .5, sd = 1, type = "paired")`; 2 / 2^n."""
    n = int(row["blocks"])
    assert least_p(n) == row["min_p"]
    assert t_power(n, 1.0) == pytest.approx(row["power_d1"], abs=1e-9)
    assert t_power(n, 0.5) == pytest.approx(row["power_d0.5"], abs=1e-9)


def test_the_exact_test_has_less_power_with_few_pairs_and_the_same_with_many():
    """Six pairs: all of one sign or nothing, .841^6 = .354 where each is 1 sd above 0."""
    assert power(6, 1.0) == pytest.approx(0.354, abs=0.02)
    assert power(10, 1.0) == pytest.approx(t_power(10, 1.0), abs=0.02)
    assert power(18, 0.7) == t_power(18, 0.7)


def test_eighteen_pairs_find_one_point_four_times_in_five():
    assert pairs_needed(1.0) == 18
    assert pairs_needed(2.0) == 6
    assert pairs_needed(1.0, sd=0.7) == 6
    assert power(18, 1 / 1.4) == pytest.approx(0.8, abs=0.05)


def test_sessions_that_follow_too_soon_do_not_count():
    days = (-60, -50, -49, -40, -20, -1)
    ends = [NOW + timedelta(days=day) for day in days]
    assert sessions_per_week(ends, least_gap=THREE_DAYS, now=NOW) == pytest.approx(4 / 8)


def test_without_sessions_no_date_is_told():
    assert sessions_per_week([], least_gap=THREE_DAYS, now=NOW) is None
    assert ready_at(36, None, now=NOW) is None
    assert ready_at(36, 1.5, now=NOW) == NOW + timedelta(weeks=24)
