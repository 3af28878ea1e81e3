from __future__ import annotations

import numpy as np
import pytest

from flarelag.classify.threshold import effort_threshold, otsu


def test_otsu_splits_two_kinds_between_them():
    assert otsu(np.r_[np.full(50, 2.0), np.full(20, 6.0)]) == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("values", [np.empty(0), np.full(10, 3.0)])
def test_one_kind_has_no_split(values: np.ndarray):
    assert otsu(values) is None


def test_walking_does_not_lower_the_threshold_nor_sprints_lift_it():
    easy, repeats = np.full(900, 2.8), np.full(1500, 3.99)
    walking, sprints = np.full(2000, 1.2), np.full(250, 6.9)
    threshold = effort_threshold(np.r_[easy, repeats, walking, sprints], 7.0)
    assert threshold == pytest.approx(3.5)


def test_the_split_is_kept_within_bounds_of_the_best():
    speeds = np.r_[np.full(50, 3.8), np.full(50, 4.0)]
    assert effort_threshold(speeds, 6.0) == pytest.approx(0.62 * 6.0)
    assert effort_threshold(np.full(9, 3.0), 6.0) == pytest.approx(3.0)
    assert effort_threshold(np.full(9, 3.0), None) is None
