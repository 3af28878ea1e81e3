from __future__ import annotations

import numpy as np
import pytest

from flarelag.simulation.course import METRES_PER_DEGREE, degrees, loop, places, road, track


def test_a_track_is_400m_round_and_has_no_jumps():
    course = track(52.0, 13.0)
    there = places(course, np.arange(0.0, 1200.0, 1.0))
    steps = np.hypot(np.diff(there.east_m), np.diff(there.north_m))
    assert course.length_m == pytest.approx(400)
    assert steps == pytest.approx(np.ones(len(steps)), abs=0.01)
    assert there.east_m[0] == pytest.approx(there.east_m[400])
    assert np.ptp(there.north_m) == pytest.approx(2 * 36.8, abs=0.1)


def test_a_loop_closes():
    course = loop(52.0, 13.0, length_m=5000, rng=np.random.default_rng(1))
    there = places(course, np.array([0.0, 4999.9, 5000.0]))
    assert there.east_m[0] == pytest.approx(there.east_m[2], abs=1e-6)
    assert np.hypot(*(np.diff(x)[0] for x in (there.east_m[1:], there.north_m[1:]))) < 1
    walked = places(course, np.linspace(0, 5000, 5001))
    length = np.hypot(np.diff(walked.east_m), np.diff(walked.north_m)).sum()
    assert length == pytest.approx(5000, rel=0.01)


def test_a_road_is_run_out_and_back():
    course = road(52.0, 13.0, length_m=2000, rng=np.random.default_rng(1))
    out, back = places(course, np.array([500.0])), places(course, np.array([3500.0]))
    assert out.east_m[0] == pytest.approx(back.east_m[0])
    assert out.north_m[0] == pytest.approx(back.north_m[0])


def test_degrees_undo_to_metres():
    course = track(52.0, 13.0)
    lat, lon = degrees(course, np.array([100.0]), np.array([50.0]))
    assert (lat[0] - 52.0) * METRES_PER_DEGREE == pytest.approx(50)
    assert (lon[0] - 13.0) * METRES_PER_DEGREE * np.cos(np.radians(52)) == pytest.approx(100)
