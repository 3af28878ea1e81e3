from __future__ import annotations

import numpy as np
import pytest

from flarelag.model.effort import BrakingGrade, EffortClass
from flarelag.simulation.runner import Runner
from flarelag.simulation.sessions import (
    BUILDERS,
    easy_run,
    hill_repeats,
    repeats_1000m,
    sprints_200m,
    town_run,
)
from flarelag.simulation.truth import SessionKind

RUNNER = Runner()
EFFORTLESS = {SessionKind.EASY, SessionKind.TOWN, SessionKind.TREADMILL, SessionKind.RIDE}


@pytest.mark.parametrize("kind", list(SessionKind))
@pytest.mark.parametrize("seed", [0, 1])
def test_every_kind_is_a_whole_and_consistent_session(kind: SessionKind, seed: int):
    session = BUILDERS[kind](RUNNER, np.random.default_rng(seed))
    assert session.kind is kind
    assert (np.diff(session.distance_m) >= 0).all()
    assert session.duration_s == pytest.approx(session.placed[-1].interval.end_s)
    ends = [effort.interval.end_s for effort in session.efforts]
    starts = [effort.interval.start_s for effort in session.efforts]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert bool(session.efforts) is (kind not in EFFORTLESS)


@pytest.mark.parametrize("kind", list(SessionKind))
def test_the_same_chance_gives_the_same_session(kind: SessionKind):
    one, two = (BUILDERS[kind](RUNNER, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one.speed_m_s, two.speed_m_s)
    assert one.efforts == two.efforts


def test_her_repeats_are_tempo_with_eight_minutes_between():
    session = repeats_1000m(RUNNER, np.random.default_rng(3))
    assert len(session.efforts) == 6
    assert {effort.effort_class for effort in session.efforts} == {EffortClass.TEMPO}
    for effort in session.efforts:
        assert effort.distance_m == pytest.approx(1000, abs=1)
        assert 0.53 < effort.mean_speed_m_s / RUNNER.best_100m_m_s < 0.61
    rests = [
        later.interval.start_s - earlier.interval.end_s
        for earlier, later in zip(session.efforts[:-1], session.efforts[1:], strict=True)
    ]
    assert rests == pytest.approx([480] * 5)
    assert session.doses.hard_s == 0


def test_her_sprints_are_at_full_speed_and_braked_hard():
    session = sprints_200m(RUNNER, np.random.default_rng(3), reps=5)
    assert len(session.efforts) == 5
    for effort in session.efforts:
        assert effort.effort_class is EffortClass.SPRINT
        assert effort.braking is not None
        assert effort.braking.grade is BrakingGrade.HARD
        assert effort.braking.entry_m_s > 5.8
    assert session.doses.hard_stops_n == 5
    assert session.doses.hard_s == pytest.approx(
        sum(effort.interval.duration_s for effort in session.efforts)
    )
    assert session.best_100m_m_s == pytest.approx(RUNNER.best_100m_m_s, rel=0.04)


def test_hills_go_up_when_fast_and_come_back_down():
    session = hill_repeats(RUNNER, np.random.default_rng(3))
    first = session.efforts[0].interval
    up = np.interp([first.start_s, first.end_s], session.t_s, session.climb_m)
    assert up[1] - up[0] > 4
    assert abs(session.climb_m[-1]) < 2
    assert session.along_m[-1] < session.distance_m[-1]


def test_red_lights_are_stops_and_the_long_ones_are_pauses():
    session = town_run(RUNNER, np.random.default_rng(3), lights=12)
    standing = np.diff(np.concatenate([[0], (session.speed_m_s == 0).astype(int)])) == 1
    assert standing.sum() >= 12
    assert 0 < len(session.pauses) < 12
    for pause in session.pauses:
        inside = (session.t_s > pause.start_s) & (session.t_s <= pause.end_s)
        assert (session.speed_m_s[inside] == 0).all()


def test_an_easy_run_lasts_as_long_as_asked():
    session = easy_run(RUNNER, np.random.default_rng(3), minutes=30)
    assert session.doses.run_min == pytest.approx(30, abs=0.1)
