"""Which hard sessions have entries after them, and which entry is missing."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.exposures import Sessions
from flarelag.effects.followed_up import covered_fraction, entry_to_add


def hard_sessions(end_h: list[float]) -> Sessions:
    every = np.ones(len(end_h), dtype=bool)
    ends = np.array(end_h)
    return Sessions(ends, np.ones(len(end_h)), every, ~every, every, every, "hard_s", 1.0, 0)


@pytest.mark.parametrize(
    ("entries_after", "covered"),
    [
        ([5.0, 13.0], 1.0),
        ([5.0, 30.0], 1.0),
        ([13.0, 47.0], 1.0),
        ([5.0, 11.9], 0.0),
        ([2.9, 13.0], 0.0),
        ([13.0, 48.0], 0.0),
    ],
)
def test_two_of_three_bands_must_hold_an_entry(entries_after: list[float], covered: float):
    entry_h = np.array([0.0, *[100 + lag for lag in entries_after], 500.0])
    assert covered_fraction(entry_h, hard_sessions([100.0])) == covered


def test_the_last_day_is_not_judged_yet():
    entry_h = np.array([0.0, 10.0, 20.0, 110.0])
    assert covered_fraction(entry_h, hard_sessions([100.0])) is None
    assert covered_fraction(entry_h, hard_sessions([2.0, 100.0])) == 1.0


DAYS = np.arange(0.0, 60 * 24.0, 24.0)
"""One entry a day at the diary's first hour."""


def test_one_entry_a_day_right_after_each_run_lacks_the_hours_between():
    ends = [24.0 * day - 0.5 for day in range(3, 50, 5)]  # half an hour before the entry
    assert covered_fraction(DAYS, hard_sessions(ends)) == 0.0
    at_half_past_seven = np.full(len(ends), 7.5)
    found = entry_to_add(DAYS, hard_sessions(ends), at_half_past_seven)
    assert found is not None
    assert (found.from_h, found.to_h, found.n_without, found.n_sessions) == (3.0, 12.0, 10, 10)
    assert found.usual_end_h == pytest.approx(7.5)


def test_of_stretches_missing_alike_the_one_in_the_day_is_asked_for():
    ends = [24.0 * day - 0.5 for day in range(3, 50, 5)]
    in_the_evening = np.full(len(ends), 18.5)
    found = entry_to_add(DAYS, hard_sessions(ends), in_the_evening)
    assert found is not None
    assert (found.from_h, found.to_h) == (12.0, 24.0)  # 6:30 to 18:30, not 21:30 to 6:30


def test_nothing_is_to_be_added_where_sessions_are_followed_up_or_none_can_be_judged():
    in_the_evening = [24.0 * day - 13 for day in range(3, 50, 5)]
    assert covered_fraction(DAYS, hard_sessions(in_the_evening)) == 1.0
    assert entry_to_add(DAYS, hard_sessions(in_the_evening), np.full(10, 18.0)) is None
    assert entry_to_add(DAYS, hard_sessions([DAYS[-1] - 1]), np.array([7.0])) is None


def test_the_stretch_that_is_empty_most_often_is_asked_for_and_all_sessions_are_counted():
    entry_h = np.array([0.0, 105.0, 113.0, 205.0, 305.0, 335.0, 500.0])
    found = entry_to_add(entry_h, hard_sessions([100.0, 200.0, 300.0]), np.array([1.0, 2.0, 3.0]))
    assert found is not None
    assert (found.from_h, found.to_h, found.n_without, found.n_sessions) == (12.0, 24.0, 2, 3)


@pytest.mark.parametrize(
    ("clock_h", "usual"),
    [([23.0, 1.0], 0.0), ([6.0, 8.0, 7.0], 7.0), ([0.0, 6.0, 12.0, 18.0], None)],
)
def test_the_usual_hour_goes_round_midnight_and_is_not_told_where_there_is_none(
    clock_h: list[float], usual: float | None
):
    ends = [100.0 * n for n in range(1, len(clock_h) + 1)]
    found = entry_to_add(np.array([0.0, 900.0]), hard_sessions(ends), np.array(clock_h))
    assert found is not None
    if usual is None:
        assert found.usual_end_h is None
    else:
        assert found.usual_end_h is not None
        assert min(found.usual_end_h, 24 - found.usual_end_h) == pytest.approx(usual, abs=1e-9)
