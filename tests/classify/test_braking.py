from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from flarelag.classify.braking import grade, judge_braking
from flarelag.classify.speed import clean_speed
from flarelag.model.effort import BrakingGrade
from flarelag.model.parsed import ParsedActivity

MakeActivity = Callable[..., ParsedActivity]


def _end(make_activity: MakeActivity, after: list[float], t_s: list[float] | None = None):
    speed = [6.0] * 40 + after
    columns = {"t_s": t_s or list(range(len(speed))), "speed_m_s": speed}
    clean = clean_speed(make_activity(columns))
    return judge_braking(clean, 39.0, treadmill=False)


def test_a_hard_stop(make_activity: MakeActivity):
    verdict = _end(make_activity, [3.5, 1.0, 0.0, *[0.0] * 20])
    assert verdict.braking is not None
    assert verdict.braking.entry_m_s == pytest.approx(6.0, abs=0.15)
    assert verdict.braking.exit_m_s == pytest.approx(0.0, abs=0.15)
    assert verdict.braking.energy_j_kg == pytest.approx(18.0, rel=0.05)
    assert 1.3 < verdict.braking.mean_decel_m_s2 < 2.6


def test_rolling_out_slowly_is_no_braking(make_activity: MakeActivity):
    verdict = _end(make_activity, list(np.linspace(6.0, 2.0, 40)))
    assert verdict.braking is None
    assert verdict.obstacle is None


def test_a_recording_that_stops_says_nothing(make_activity: MakeActivity):
    verdict = _end(make_activity, [5.9, 5.9])
    assert verdict.braking is None
    assert "stops" in str(verdict.obstacle)


def test_a_gap_in_the_slowing_says_nothing(make_activity: MakeActivity):
    t_s = [*range(40), *range(46, 66)]
    verdict = _end(make_activity, [1.0] * 20, [float(t) for t in t_s])
    assert verdict.braking is None
    assert "6 s apart" in str(verdict.obstacle) or "7 s apart" in str(verdict.obstacle)


@pytest.mark.parametrize(
    ("decel", "word"),
    [(0.99, "soft"), (1.0, "moderate"), (2.0, "moderate"), (2.01, "hard")],
)
def test_the_grades_are_those_of_the_documents(decel: float, word: str):
    assert grade(decel) is BrakingGrade(word)


def _smart(make_activity: MakeActivity, t_s: list[float], speed: list[float]):
    """Judge the end of an effort at 6 m/s that smart recording showed so."""
    before = [6.0 * i for i in range(7)]
    clean = clean_speed(
        make_activity({"t_s": [*before, *t_s], "speed_m_s": [6.0] * len(before) + speed})
    )
    return judge_braking(clean, t_s[0] - 2.0, treadmill=False)


def test_a_slowing_that_smart_recording_wrote_down_began_at_the_end_of_the_gap(
    make_activity: MakeActivity,
):
    verdict = _smart(
        make_activity, [43.0, 44.0, 45.0, 46.0, 53.0, 61.0], [5.4, 3.2, 1.6, 1.3, 1.3, 1.3]
    )
    assert verdict.braking is not None
    assert verdict.braking.entry_m_s == pytest.approx(6.0, abs=0.2)
    assert verdict.braking.energy_j_kg == pytest.approx((6.0**2 - 1.3**2) / 2, rel=0.1)
    assert verdict.braking.interval.duration_s == pytest.approx(4, abs=1)
    assert verdict.braking.interval.start_s == pytest.approx(41, abs=1.5)


def test_what_a_gap_hides_nearly_all_of_is_not_judged(make_activity: MakeActivity):
    verdict = _smart(make_activity, [43.0, 44.0, 45.0, 53.0, 61.0], [1.6, 1.4, 1.3, 1.3, 1.3])
    assert verdict.braking is None
    assert "apart" in str(verdict.obstacle)
