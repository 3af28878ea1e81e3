"""What is missing, and when it will be there."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from flarelag.effects.exposures import Sessions
from flarelag.effects.result import Missing, NeededSessions
from flarelag.effects.sufficiency import (
    Rate,
    covered_fraction,
    enough,
    missing,
    needed_hard_sessions,
    present_rate,
)

TODAY = date(2026, 3, 1)
RATE = Rate(TODAY, hard_per_day=0.25, entries_per_day=2.0)


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


def test_nothing_is_missing():
    assert missing(8, 100, 0.7, RATE) == Missing(0, 0, 0.7, None)
    assert enough(missing(8, 100, 0.7, RATE))


@pytest.mark.parametrize(
    ("n_hard", "n_entries", "covered", "wanted"),
    [
        (5, 100, 1.0, Missing(3, 0, 1.0, "2026-03-13")),
        (8, 60, 1.0, Missing(0, 40, 1.0, "2026-03-21")),
        (5, 60, 1.0, Missing(3, 40, 1.0, "2026-03-21")),
        (10, 200, 0.4, Missing(0, 0, 0.4, "2026-04-10")),  # 10 more: 14 of 20
    ],
)
def test_what_is_missing_has_a_day(n_hard: int, n_entries: int, covered: float, wanted: Missing):
    found = missing(n_hard, n_entries, covered, RATE)
    assert found == wanted
    assert not enough(found)


def test_there_is_no_day_where_nothing_comes_in_or_it_is_far_off():
    assert missing(5, 100, 1.0, Rate(TODAY, 0.0, 2.0)).ready_on is None
    assert missing(5, 100, 1.0, Rate(TODAY, 1e-6, 2.0)).ready_on is None
    assert missing(8, 99, 1.0, Rate(TODAY, 0.0, 2.0)).ready_on == "2026-03-02"


def test_sessions_that_cannot_be_judged_are_not_enough():
    assert not enough(missing(8, 100, None, RATE))


def test_the_present_rate_is_that_of_the_last_eight_weeks():
    entry_h = np.arange(0, 24 * 100, 12.0)
    early = [24.0 * day for day in range(2, 40)]
    recent = [24.0 * day for day in (50, 60, 70, 80)]
    rate = present_rate(entry_h, hard_sessions(early + recent), TODAY)
    assert rate.hard_per_day == pytest.approx(4 / 56)
    assert rate.entries_per_day == pytest.approx(2.0, abs=0.03)


@pytest.mark.parametrize("entry_h", [[0.0], [0.0, 13.0, 23.0, 29.0], [0.0, 167.0]])
def test_a_diary_of_days_is_taken_as_a_weeks(entry_h: list[float]):
    rate = present_rate(np.array(entry_h), hard_sessions([10.0]), TODAY)
    assert rate.entries_per_day == pytest.approx(len(entry_h) / 7)
    assert rate.hard_per_day == pytest.approx(1 / 7)


@pytest.mark.parametrize(
    ("n_hard", "error", "wanted"),
    [
        (16, 0.25, NeededSessions(15, 8)),  # (3.2 x 1)^2 x 1.4 = 14.3; a quarter of it is below 8
        (16, 1.0, NeededSessions(None, 58)),  # 229.4 and 57.3
        (3, None, NeededSessions(11, 8)),  # before the own figure: .87
        (3, 9.9, NeededSessions(11, 8)),
    ],
)
def test_how_many_sessions_it_takes(n_hard: int, error: float | None, wanted: NeededSessions):
    assert needed_hard_sessions(n_hard, error) == wanted
