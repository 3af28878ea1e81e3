"""What is missing, and how much more diary it takes."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.exposures import Sessions
from flarelag.effects.result import Missing, NeededSessions
from flarelag.effects.sufficiency import Rate, enough, latest_rate, missing, needed_hard_sessions

RATE = Rate(hard_per_day=0.25, entries_per_day=2.0)


def hard_sessions(end_h: list[float]) -> Sessions:
    every = np.ones(len(end_h), dtype=bool)
    ends = np.array(end_h)
    return Sessions(ends, np.ones(len(end_h)), every, ~every, every, every, "hard_s", 1.0, 0)


def test_nothing_is_missing():
    assert missing(8, 100, 0.7, RATE) == Missing(0, 0, 0.7, None)
    assert enough(missing(8, 100, 0.7, RATE))


@pytest.mark.parametrize(
    ("n_hard", "n_entries", "covered", "wanted"),
    [
        (5, 100, 1.0, Missing(3, 0, 1.0, 12)),
        (8, 60, 1.0, Missing(0, 40, 1.0, 20)),
        (5, 60, 1.0, Missing(3, 40, 1.0, 20)),
        (10, 200, 0.4, Missing(0, 0, 0.4, 40)),  # 10 more: 14 of 20
    ],
)
def test_what_is_missing_takes_some_days_more(
    n_hard: int, n_entries: int, covered: float, wanted: Missing
):
    found = missing(n_hard, n_entries, covered, RATE)
    assert found == wanted
    assert not enough(found)


def test_no_days_are_named_where_nothing_comes_in_or_it_is_far_off():
    assert missing(5, 100, 1.0, Rate(0.0, 2.0)).more_days is None
    assert missing(5, 100, 1.0, Rate(1e-6, 2.0)).more_days is None
    assert missing(8, 99, 1.0, Rate(0.0, 2.0)).more_days == 1


def test_sessions_that_cannot_be_judged_are_not_enough():
    assert not enough(missing(8, 100, None, RATE))


def test_the_latest_rate_is_that_of_the_last_eight_weeks():
    entry_h = np.arange(0, 24 * 100, 12.0)
    early = [24.0 * day for day in range(2, 40)]
    recent = [24.0 * day for day in (50, 60, 70, 80)]
    rate = latest_rate(entry_h, hard_sessions(early + recent))
    assert rate.hard_per_day == pytest.approx(4 / 56)
    assert rate.entries_per_day == pytest.approx(2.0, abs=0.03)


@pytest.mark.parametrize("entry_h", [[0.0], [0.0, 13.0, 23.0, 29.0], [0.0, 167.0]])
def test_a_diary_of_days_is_taken_as_a_weeks(entry_h: list[float]):
    rate = latest_rate(np.array(entry_h), hard_sessions([10.0]))
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
