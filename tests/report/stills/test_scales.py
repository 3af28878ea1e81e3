"""Where values lie, and which of them an axis tells."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.report.stills.scales import DAY_MS, Scale, nice, tick_step, ticks, time_ticks

ENDS = st.floats(-1e6, 1e6, allow_nan=False)


def ms(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000


def days(values: list[float]) -> list[str]:
    return [f"{datetime.fromtimestamp(value / 1000, UTC):%Y-%m-%d}" for value in values]


def test_a_scale_may_run_upwards():
    scale = Scale(0.0, 10.0, 200.0, 0.0)
    assert (scale(0.0), scale(2.5), scale(10.0)) == (200.0, 150.0, 0.0)


@pytest.mark.parametrize(
    ("low", "high", "count", "told"),
    [
        (0, 5.47, 7, [0, 1, 2, 3, 4, 5]),
        (-0.8, 2.6, 6, [-0.5, 0, 0.5, 1, 1.5, 2, 2.5]),
        (24, 0, 6, [0, 5, 10, 15, 20]),
        (7.9, 41, 8, [10, 15, 20, 25, 30, 35, 40]),
    ],
)
def test_ticks_are_those_of_d3(low: float, high: float, count: int, told: list[float]):
    assert ticks(low, high, count) == told


@given(ENDS, ENDS, st.integers(1, 20))
def test_ticks_lie_between_the_ends_a_step_apart(a: float, b: float, count: int):
    low, high = sorted((a, b))
    if high - low < 1e-6:
        return
    step = tick_step(low, high, count)
    found = ticks(low, high, count)
    assert all(low - 1e-6 * step <= each <= high + 1e-6 * step for each in found)
    assert len(found) <= 2.5 * count + 1


@given(ENDS, ENDS)
def test_nice_ends_hold_the_values(a: float, b: float):
    low, high = sorted((a, b))
    if high - low < 1e-6:
        return
    first, last = nice(low, high)
    slack = 1e-6 * (last - first)
    assert first <= low + slack
    assert last >= high - slack
    assert last - first < 2 * (high - low) + slack


def test_nice_ends_are_rounded_again_by_their_own_step():
    assert nice(-0.67, 2.48) == (-1.0, 3.0)  # as d3's: first by 0.2, then by 0.5


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-06-03", "2026-06-08", ["2026-06-03", "2026-06-04", "2026-06-05", "2026-06-06"]),
        ("2025-11-20", "2026-11-20", ["2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01"]),
        ("2017-03-01", "2026-11-01", ["2018-01-01", "2020-01-01", "2022-01-01", "2024-01-01"]),
    ],
)
def test_time_is_told_by_days_months_or_years(first: str, last: str, told: list[str]):
    found = days(time_ticks(ms(first), ms(last), 6))
    assert found[:4] == told
    assert len(found) <= 7


@given(st.integers(0, 20_000), st.integers(1, 20_000), st.integers(4, 12))
def test_times_told_are_few_and_in_order(first: int, width: int, count: int):
    low, high = first * DAY_MS, (first + width) * DAY_MS
    found = time_ticks(low, high, count)
    assert found == sorted(found)
    assert all(low <= each <= high for each in found)
    assert len(found) <= count + 2
