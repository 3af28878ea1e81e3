from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from flarelag.classify.speed import speed_trace
from flarelag.model.classification import SpeedSource
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport

MakeActivity = Callable[..., ParsedActivity]


def test_the_line_breaks_at_pauses_and_gaps_and_nowhere_else(make_activity: MakeActivity):
    t_s = np.r_[np.arange(50), np.arange(80, 130)]
    columns = {"t_s": t_s, "speed_m_s": np.full(100, 3.0)}
    trace = speed_trace(make_activity(columns, pauses=(Interval(100.0, 110.0),)))
    broken = np.isnan(trace.speed_m_s)
    assert trace.t_s[broken].tolist() == [64.5, 105.0]
    assert (np.isnan(trace.raw_m_s) == broken).all()
    assert (np.diff(trace.t_s) > 0).all()
    assert trace.source is SpeedSource.DEVICE


def test_no_speed_draws_nothing(make_activity: MakeActivity):
    assert speed_trace(make_activity({"t_s": [0, 1, 2]})).t_s.size == 0


@pytest.mark.parametrize(("sport", "shown"), [(Sport.RIDE, 15.0), (Sport.SKI, 15.0)])
def test_what_is_faster_than_any_runner_is_drawn_where_nobody_ran(
    make_activity: MakeActivity, sport: Sport, shown: float
):
    columns = {"t_s": np.arange(120), "speed_m_s": np.repeat([7.0, 15.0], 60)}
    assert speed_trace(make_activity(columns, sport=sport)).speed_m_s[-1] == pytest.approx(shown)
    assert not (speed_trace(make_activity(columns)).speed_m_s > 13).any()
