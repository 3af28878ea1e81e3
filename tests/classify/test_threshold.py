from __future__ import annotations

import numpy as np
import pytest

from flarelag.classify.threshold import effort_threshold, otsu, valley


def test_otsu_splits_two_kinds_between_them():
    assert otsu(np.r_[np.full(50, 2.0), np.full(20, 6.0)]) == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("values", [np.empty(0), np.full(10, 3.0)])
def test_one_kind_has_no_split(values: np.ndarray):
    assert otsu(values) is None


HERS = np.r_[np.full(2000, 1.2), np.full(900, 2.8), np.full(1500, 3.99), np.full(250, 6.9)]
"""Walking, easy running, repeats and sprints in one session."""


def _threshold(speeds: np.ndarray, best: float | None) -> float:
    found = effort_threshold(speeds, best)
    assert found is not None
    assert found.clear
    return found.speed_m_s


def test_the_threshold_lies_between_easy_running_and_repeats():
    assert 2.8 < _threshold(HERS, 7.0) < 3.99


@pytest.mark.parametrize("share", [0.8, 0.9, 1.1, 1.2])
def test_a_wrong_best_does_not_move_the_threshold_across_the_repeats(share: float):
    assert 2.8 < _threshold(HERS, share * 7.0) < 3.99


def test_without_a_best_the_lowest_valley_tells():
    assert 2.8 < _threshold(HERS, None) < 3.99


def test_without_a_valley_it_is_half_of_the_best_at_least():
    speeds = np.random.default_rng(3).normal(3.0, 0.2, 3000)
    found = effort_threshold(speeds, 8.0)
    assert found is not None
    assert found.speed_m_s == pytest.approx(4.0)
    assert not found.clear
    assert effort_threshold(np.full(9, 3.0), None) is None


def test_a_few_fast_seconds_make_no_valley():
    running = np.r_[np.full(900, 2.8), np.full(20, 5.0)]
    assert valley(running, (2.9, 4.7)) is None
    assert valley(np.r_[running, np.full(30, 5.0)], (2.9, 4.7)) == pytest.approx(3.9, abs=0.3)


def test_no_running_at_all_has_no_valley():
    assert valley(np.empty(0), (2.9, 4.7)) is None
