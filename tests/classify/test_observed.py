from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from flarelag.classify.observed import observed_best, running_median_speed
from flarelag.classify.speed import clean_speed
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity

MakeActivity = Callable[..., ParsedActivity]


def _speed(top: float = 6.0, seconds: int = 25) -> np.ndarray:
    return np.concatenate([np.full(100, 2.5), np.full(seconds, top), np.full(100, 2.5)])


def _best(
    make_activity: MakeActivity, speed: np.ndarray, **more: np.ndarray | tuple[Interval, ...]
) -> float:
    facts = {key: more.pop(key) for key in list(more) if key == "pauses"}
    columns = {"t_s": np.arange(speed.size), "speed_m_s": speed, **more}
    return observed_best(clean_speed(make_activity(columns, **facts))) or 0.0


def test_a_hundred_metres_at_six(make_activity: MakeActivity):
    assert _best(make_activity, _speed()) == pytest.approx(6.0, rel=0.003)


def test_a_shorter_burst_counts_with_what_surrounds_it(make_activity: MakeActivity):
    best = _best(make_activity, _speed(seconds=10))
    assert best == pytest.approx(100 / (10 + 40 / 2.5), rel=0.02)


def test_a_spike_a_pause_a_gap_or_a_descent_inside_spoils_it(make_activity: MakeActivity):
    spiked = _speed()
    spiked[112] = 12.0
    assert _best(make_activity, spiked) < 5.0
    assert _best(make_activity, _speed(), pauses=(Interval(111.0, 114.0),)) < 5.0
    downhill = np.r_[np.full(95, 60.0), np.linspace(60, 40, 35), np.full(95, 40.0)]
    assert _best(make_activity, _speed(), altitude_m=downhill) < 5.0
    t_s = np.arange(225)
    columns = {
        "t_s": np.r_[t_s[:110], t_s[114:]],
        "speed_m_s": np.delete(_speed(), range(110, 114)),
    }
    assert (observed_best(clean_speed(make_activity(columns))) or 0.0) < 5.0


def test_positions_are_discounted(make_activity: MakeActivity):
    degrees = np.cumsum(np.full(200, 5.0)) / 111_195
    columns = {"t_s": np.arange(200), "lat_deg": degrees, "lon_deg": np.zeros(200)}
    best = observed_best(clean_speed(make_activity(columns)))
    assert best == pytest.approx(5.0 * 0.98, rel=0.002)


def test_less_than_a_hundred_metres_show_nothing(make_activity: MakeActivity):
    assert observed_best(clean_speed(make_activity({"t_s": [0, 1], "speed_m_s": [3, 3]}))) is None
    assert observed_best(clean_speed(make_activity({}))) is None


def test_walking_is_not_part_of_the_usual_running_speed(make_activity: MakeActivity):
    speed = np.r_[np.full(300, 1.3), np.full(100, 3.0)]
    clean = clean_speed(make_activity({"t_s": np.arange(400), "speed_m_s": speed}))
    assert running_median_speed(clean) == pytest.approx(3.0, rel=0.01)
