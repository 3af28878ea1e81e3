from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.activity import classify_activity
from flarelag.model.effort import EffortClass
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from flarelag.model.classification import Classification

MakeActivity = Callable[..., ParsedActivity]


def _ride(make_activity: MakeActivity, **columns: np.ndarray) -> Classification:
    return classify_activity(
        make_activity({"t_s": np.arange(1800), **columns}, sport=Sport.RIDE), best_100m_m_s=6.8
    )


def test_hard_minutes_are_found_by_power_and_cost_the_feet_nothing(make_activity: MakeActivity):
    power = np.full(1800, 150.0)
    power[600:720] = power[1000:1120] = 330.0
    found = _ride(make_activity, power_w=power, speed_m_s=np.full(1800, 8.0))
    assert [e.effort_class for e in found.efforts] == [EffortClass.EFFORT] * 2
    assert all(abs(e.interval.duration_s - 120) < 12 for e in found.efforts)
    assert all(e.braking is None for e in found.efforts)
    assert (found.doses.run_min, found.doses.hard_s, found.doses.braking_energy_j_kg) == (0, 0, 0)
    assert sum(e.interval.duration_s for e in found.efforts) == found.doses.effort_s
    assert "spine" in found.remarks[0]


def test_without_power_by_speed_and_less_surely(make_activity: MakeActivity):
    speed = np.full(1800, 6.0)
    speed[600:720] = 14.0
    found = _ride(make_activity, speed_m_s=speed)
    assert len(found.efforts) == 1
    assert found.efforts[0].confidence < 0.5


def test_an_even_ride_has_no_efforts(make_activity: MakeActivity):
    assert _ride(make_activity, power_w=np.full(1800, 180.0)).efforts == ()
    assert _ride(make_activity, power_w=np.zeros(1800)).efforts == ()
