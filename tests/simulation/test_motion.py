from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from flarelag.model.activity import Intensity
from flarelag.model.effort import BrakingGrade, EffortClass
from flarelag.simulation.motion import STEP_S, perform
from flarelag.simulation.runner import Runner
from flarelag.simulation.stretch import Stretch
from flarelag.simulation.truth import SessionKind, TrueSession

if TYPE_CHECKING:
    from collections.abc import Callable

RUNNER = Runner(best_100m_m_s=7.0)


def sprint_and_stop(slow_m_s2: float = 2.5, speed_m_s: float = 7.0) -> TrueSession:
    stretches = [
        Stretch(speed_m_s=1.3, duration_s=20, wobble=0),
        Stretch(
            speed_m_s=speed_m_s, distance_m=200, intensity=Intensity.INTERVAL, wobble=0, rise_s=1.4
        ),
        Stretch(speed_m_s=1.3, duration_s=60, wobble=0, slow_m_s2=slow_m_s2),
    ]
    return perform(SessionKind.SPRINTS, stretches, RUNNER, np.random.default_rng(0))


def test_acceleration_is_exponential_towards_the_aim():
    session = sprint_and_stop()
    (effort,) = session.efforts
    for tau in (1, 2, 3):
        i = round((effort.interval.start_s + 1.4 * tau) / STEP_S)
        assert session.speed_m_s[i] == pytest.approx(7.0 + (1.3 - 7.0) * np.exp(-tau), abs=0.02)


def test_a_stretch_by_distance_ends_within_a_step_of_it():
    (effort,) = sprint_and_stop().efforts
    assert 200 <= effort.distance_m < 200 + 7.1 * STEP_S
    assert effort.effort_class is EffortClass.SPRINT
    assert effort.p80_fraction == pytest.approx(1.0, abs=0.01)


def test_braking_is_what_was_planned():
    (effort,) = sprint_and_stop(slow_m_s2=2.5).efforts
    braking = effort.braking
    assert braking is not None
    assert braking.interval.start_s == effort.interval.end_s
    assert braking.entry_m_s == pytest.approx(7.0, abs=0.01)
    assert braking.exit_m_s == pytest.approx(1.3 + 0.05 * 5.7, abs=0.25)
    assert braking.mean_decel_m_s2 == pytest.approx(2.5, abs=0.01)
    assert braking.energy_j_kg == pytest.approx((7.0**2 - braking.exit_m_s**2) / 2, abs=0.1)


@pytest.mark.parametrize(
    ("slow_m_s2", "grade"),
    [(0.5, BrakingGrade.SOFT), (1.5, BrakingGrade.MODERATE), (2.5, BrakingGrade.HARD)],
)
def test_braking_is_graded_by_its_mean(slow_m_s2: float, grade: BrakingGrade):
    (effort,) = sprint_and_stop(slow_m_s2=slow_m_s2).efforts
    assert effort.braking is not None
    assert effort.braking.grade is grade


@pytest.mark.parametrize(
    ("fraction", "effort_class"),
    [
        (0.9, EffortClass.SPRINT),
        (0.75, EffortClass.FAST),
        (0.57, EffortClass.TEMPO),
        (0.4, EffortClass.EFFORT),
    ],
)
def test_the_class_follows_the_share_of_the_best_100m(fraction: float, effort_class: EffortClass):
    (effort,) = sprint_and_stop(speed_m_s=fraction * 7.0).efforts
    assert effort.effort_class is effort_class


def test_an_effort_with_nothing_after_it_has_no_braking():
    stretch = Stretch(speed_m_s=6, distance_m=100, intensity=Intensity.INTERVAL)
    session = perform(SessionKind.SPRINTS, [stretch], RUNNER, np.random.default_rng(0))
    assert session.efforts[0].braking is None


def test_distance_is_the_integral_of_speed():
    session = sprint_and_stop()
    assert session.distance_m[-1] == pytest.approx(np.sum(session.speed_m_s) * STEP_S)
    assert np.allclose(np.diff(session.t_s), STEP_S)


def test_the_best_100m_is_found_by_hand():
    session = sprint_and_stop()
    best = max(
        (session.distance_m[j] - session.distance_m[i]) / (session.t_s[j] - session.t_s[i])
        for i in range(len(session.t_s))
        for j in [int(np.searchsorted(session.distance_m, session.distance_m[i] + 100))]
        if j < len(session.t_s)
    )
    assert session.best_100m_m_s == pytest.approx(best)
    assert 6.9 < best <= 7.0


def test_a_session_under_100m_has_no_best_100m():
    stretch = Stretch(speed_m_s=3, distance_m=80)
    session = perform(SessionKind.EASY, [stretch], RUNNER, np.random.default_rng(0))
    assert session.best_100m_m_s is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: Stretch(speed_m_s=3),
        lambda: Stretch(speed_m_s=3, duration_s=10, distance_m=30),
        lambda: Stretch(speed_m_s=0, distance_m=30),
        lambda: Stretch(speed_m_s=3, duration_s=-1),
        lambda: Stretch(speed_m_s=3, duration_s=10, fade=0.5),
    ],
)
def test_a_stretch_that_cannot_be_is_refused(make: Callable[[], Stretch]):
    with pytest.raises(ValueError, match=r"stretch|standing|fade"):
        make()
