from __future__ import annotations

from collections.abc import Callable

import numpy as np

from flarelag.classify import speed_trace
from flarelag.model.classification import SpeedSource
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity

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
