from __future__ import annotations

import numpy as np
import pytest

from flarelag.model.sport import Sport
from flarelag.simulation.body import heart_rate_bpm, lagged, steps_per_min
from flarelag.simulation.runner import Runner


def test_cadence_follows_the_published_line_and_its_continuation():
    got = steps_per_min(np.array([0.0, 2.8, 4.68, 7.0, 20.0]))
    assert got == pytest.approx([0.0, 2 * (75.01 + 3.006 * 2.8), 178.16, 231.0, 260.0], abs=0.1)


def test_a_sensor_reaches_63_percent_after_its_time_constant():
    step = np.concatenate([np.zeros(100), np.ones(200)])
    seen = lagged(step, tau_s=1.0, step_s=0.1)
    assert seen[99] == 0
    assert seen[100 + 10] == pytest.approx(1 - np.exp(-1.1), abs=0.01)
    assert seen[-1] == pytest.approx(1.0)
    assert np.array_equal(lagged(step, tau_s=0.0, step_s=0.1), step)


def test_heart_rate_rises_with_running_and_stays_human():
    speed = np.concatenate([np.zeros(300), np.full(900, 4.0)])
    rate = heart_rate_bpm(speed, Sport.RUN, Runner(), np.random.default_rng(1))
    assert rate[600:].mean() > rate[:300].mean() + 40
    assert rate.min() >= 40
    assert rate.max() <= 195
