from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.model.longest_run import MONTH, DatedRun, longest_run_ratios

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)


def _runs(*days_and_km: tuple[float, float | None]) -> list[DatedRun]:
    return [
        DatedRun(DAY_0 + timedelta(days=day), None if km is None else 1000 * km)
        for day, km in days_and_km
    ]


def test_a_run_is_compared_with_the_longest_of_30_days_before():
    ratios = longest_run_ratios(_runs((0, 10), (5, 8), (10, 12), (36, 6), (80, 5)))
    assert ratios == [None, pytest.approx(0.8), pytest.approx(1.2), pytest.approx(0.5), None]


def test_unknown_distances_are_unknown_and_count_for_nobody():
    assert longest_run_ratios(_runs((0, None), (1, 10), (2, None), (3, 5), (4, 0))) == [
        *(None, None, None, 0.5, None)
    ]


@given(
    st.lists(st.tuples(st.integers(0, 200), st.one_of(st.none(), st.integers(1, 40))), max_size=40)
)
def test_it_is_what_looking_at_all_runs_gives(rows: list[tuple[int, int | None]]):
    runs = _runs(*sorted(rows, key=lambda row: row[0]))
    for n, (run, ratio) in enumerate(zip(runs, longest_run_ratios(runs), strict=True)):
        before = [
            other.distance_m
            for other in runs[:n]
            if other.distance_m and run.start_utc - other.start_utc <= MONTH
        ]
        expected = run.distance_m / max(before) if run.distance_m and before else None
        assert ratio == (None if expected is None else pytest.approx(expected))
