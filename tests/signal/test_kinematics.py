from __future__ import annotations

import numpy as np
import pytest

from flarelag.signal.kinematics import EARTH_RADIUS_M, great_circle_m, speed_between


def test_a_degree_of_the_equator_is_its_share_of_the_circumference():
    found = great_circle_m(np.array([0.0, 0.0]), np.array([179.5, -179.5]))
    assert found == pytest.approx([2 * np.pi * EARTH_RADIUS_M / 360])


def test_paris_to_london_is_344_km():
    found = great_circle_m(np.array([48.8566, 51.5074]), np.array([2.3522, -0.1278]))
    assert found == pytest.approx([343_560], rel=1e-3)


def test_speed_stands_in_the_middle_of_its_step_and_long_steps_are_left_out():
    t_s, speed = speed_between(
        np.array([0.0, 1.0, 3.0, 60.0]), np.array([3.0, 8.0, 100.0]), longest_s=9.0
    )
    assert t_s.tolist() == [0.5, 2.0]
    assert speed.tolist() == [3.0, 4.0]


def test_steps_too_short_or_too_long_say_nothing():
    t_s = np.array([0.0, 5e-324, 1.0, 1.0005, 20.0])
    at_s, speed = speed_between(t_s, np.array([3.0, 3.0, 3.0, 3.0]), longest_s=9.0)
    assert (at_s.tolist(), speed.tolist()) == ([0.5], [3.0])
