from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from flarelag.simulation.calendar import Calendar
from flarelag.simulation.sitting import SittingHabit, draw_sitting, sat_before

CALENDAR = Calendar(first_day=date(2026, 6, 1), weeks=4)


def test_the_day_before_is_summed_over_its_office_hours():
    hours = np.zeros(28)
    hours[3] = 8.0
    at = [
        CALENDAR.hours_of(CALENDAR.instant(*t))
        for t in ((3, 9.0), (3, 13.0), (3, 20.0), (4, 13.0), (5, 9.0))
    ]
    assert sat_before(hours, CALENDAR, np.array(at)) == pytest.approx([0, 4, 8, 4, 0])


def test_sprint_days_have_more_of_it_when_asked():
    habit = SittingHabit(mean_h=4, sd_h=0.5, extra_on_sprint_days_h=2)
    hours = draw_sitting(habit, 200, {*range(0, 200, 4)}, np.random.default_rng(1))
    others = np.delete(hours, np.arange(0, 200, 4))
    assert hours[::4].mean() - others.mean() == pytest.approx(2, abs=0.3)
    assert hours.max() <= 8
