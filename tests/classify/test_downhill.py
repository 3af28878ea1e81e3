"""What a hill does, and what she does on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from flarelag.classify.activity import classify_activity
from flarelag.model.parsed import ParsedActivity

if TYPE_CHECKING:
    from flarelag.model.classification import Classification

MakeActivity = Callable[..., ParsedActivity]


def _found(
    make_activity: MakeActivity, fast: float, slope: float, best: float | None
) -> Classification:
    """Judge five stretches of 80 s down a slope, walked up again in 160 s."""
    speed = np.r_[np.full(300, 2.4), np.tile(np.repeat([fast, 1.4], [80, 160]), 5)]
    rise = np.r_[np.zeros(300), np.tile(np.repeat([slope, -slope], [80, 160]), 5)]
    speed = speed + np.random.default_rng(13).normal(0, 0.06, speed.size)
    columns = {
        "t_s": np.arange(speed.size),
        "speed_m_s": speed,
        "altitude_m": 600 + np.cumsum(rise * speed),
    }
    return classify_activity(make_activity(columns), best_100m_m_s=best)


@pytest.mark.parametrize("best", [None, 6.8])
def test_running_down_what_was_walked_up_is_no_effort(
    make_activity: MakeActivity, best: float | None
):
    assert _found(make_activity, 3.6, -0.14, best).efforts == ()


def test_on_the_level_and_uphill_it_is_one(make_activity: MakeActivity):
    assert len(_found(make_activity, 3.6, 0.0, 6.8).efforts) == 5
    assert len(_found(make_activity, 3.6, 0.05, 6.8).efforts) == 5


def test_what_is_fast_is_an_effort_on_any_slope(make_activity: MakeActivity):
    assert len(_found(make_activity, 5.2, -0.14, 6.8).efforts) == 5
