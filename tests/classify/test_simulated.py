"""Simulated sessions: braking, structure and laps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from flarelag.classify.activity import classify_activity
from flarelag.simulation import sessions
from flarelag.simulation.course import track
from flarelag.simulation.laps import LapStyle
from flarelag.simulation.runner import Runner
from flarelag.simulation.truth import TrueSession
from flarelag.simulation.watch import Watch, record

Kind = Callable[[Runner, np.random.Generator], TrueSession]
START = datetime(2026, 3, 1, 17, tzinfo=UTC)


def _recorded(kind: Kind, watch: Watch, seed: int, lap_style: LapStyle = LapStyle.NONE):
    rng, runner = np.random.default_rng(seed), Runner()
    return record(
        kind(runner, rng),
        watch=watch,
        runner=runner,
        course=track(51.0, 7.0),
        start_utc=START,
        rng=rng,
        lap_style=lap_style,
    )


def test_the_braking_of_simulated_sprints_is_measured():
    recording = _recorded(sessions.sprints_200m, Watch(), seed=5)
    result = classify_activity(recording.parsed, best_100m_m_s=Runner().best_100m_m_s)
    truth = [effort.braking for effort in recording.truth.efforts if effort.braking]
    found = [effort.braking for effort in result.efforts if effort.braking]
    assert len(found) == len(truth) >= 4
    shares = [f.energy_j_kg / t.energy_j_kg for f, t in zip(found, truth, strict=True)]
    assert np.median(shares) == pytest.approx(1.0, abs=0.05)
    assert result.best_100m_observed_m_s == pytest.approx(recording.truth.best_100m_m_s, rel=0.02)


@pytest.mark.parametrize("style", [LapStyle.HAND, LapStyle.WORKOUT])
def test_simulated_structure_is_read(style: LapStyle):
    recording = _recorded(sessions.repeats_1000m, Watch(), seed=3, lap_style=style)
    result = classify_activity(recording.parsed, best_100m_m_s=Runner().best_100m_m_s)
    assert len(result.efforts) == len(recording.truth.efforts)
    assert {str(e.source) for e in result.efforts} == {
        "lap" if style is LapStyle.HAND else "workout"
    }
    assert any(result.declared_laps)


def test_simulated_kilometre_laps_declare_nothing():
    recording = _recorded(sessions.repeats_1000m, Watch(), seed=3, lap_style=LapStyle.AUTO_KM)
    result = classify_activity(recording.parsed, best_100m_m_s=Runner().best_100m_m_s)
    assert {str(e.source) for e in result.efforts} == {"detected"}
    assert not any(result.declared_laps)
