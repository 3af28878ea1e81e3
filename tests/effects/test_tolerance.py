"""The monotone dose-response: what is planted is found, and nothing is said where it may not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from experiments_evaluation.dosed import dosed_person
from flarelag.effects.analysis import Analyzed, analyze
from flarelag.effects.result import Estimate
from flarelag.effects.tolerance import (
    FEWEST_OF_A_STEP,
    MARGIN,
    DoseStep,
    Tolerance,
    ToleranceState,
    decided,
    drawn_step,
    tolerance,
)
from flarelag.effects.tolerance_words import hidden_because, tolerance_words
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer, WarningGuard

if TYPE_CHECKING:
    from flarelag.effects.exposures import Sessions

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
FORBIDDEN = {"safe", "safely", "tolerate", "tolerated", "can", "may", "should", "caused"}


@cache
def person(truth: str) -> Analyzed:
    made = dosed_person(truth, 32, [9, 1])
    return analyze(made.exposures, made.diary, rng=np.random.default_rng(1))


def found(truth: str, sessions: Sessions | None = None) -> Tolerance:
    whole = person(truth)
    assert whole.said is not None
    assert whole.material is not None
    return tolerance(whole.said.fits, sessions or whole.material.sessions, np.random.default_rng(2))


def sessions_of(truth: str) -> Sessions:
    material = person(truth).material
    assert material is not None
    return material.sessions


def test_a_step_in_the_truth_is_named_at_or_below_where_it_is():
    told = found("step")
    assert told.state is ToleranceState.LIMIT
    assert told.limit in told.doses
    assert told.limit is not None
    assert told.limit < 95
    rises = [each.rise.mean for each in told.steps]
    assert rises == sorted(rises)
    assert rises[-1] == pytest.approx(1.5 * 0.86, abs=0.5)


def test_no_rise_is_no_limit():
    told = found("flat_none")
    assert told.state is ToleranceState.NO_RISE
    assert told.limit is None
    assert all(each.rise.high < 1.0 for each in told.steps)


def test_it_is_the_same_each_time():
    assert found("step") == found("step")


def test_hard_sessions_that_are_all_alike_say_nothing_of_doses():
    like = sessions_of("step")
    alike = replace(like, dose=np.where(like.dose > 0, 1.0 + like.dose / 1000, 0.0))
    assert found("step", alike).state is ToleranceState.NARROW
    equal = replace(like, dose=np.where(like.dose > 0, 1.0, 0.0))
    assert found("step", equal).state is ToleranceState.NARROW


def test_too_few_runs_of_either_kind_say_nothing():
    like = sessions_of("step")
    no_easy = replace(like, dose=np.maximum(like.dose, 0.1))
    assert found("step", no_easy).state is ToleranceState.TOO_FEW
    dosed = np.cumsum(like.dose > 0)
    few = replace(like, dose=np.where(dosed < 3 * FEWEST_OF_A_STEP - 3, like.dose, 0.0))
    told = found("step", few)
    assert told.state is ToleranceState.TOO_FEW
    assert len(told.doses) < 3 * FEWEST_OF_A_STEP
    assert "Not enough yet" in tolerance_words(told)


@pytest.mark.parametrize("mean", [-9.0, -1.0, 0.0, 0.4, 3.0, 12.0])
def test_a_step_is_drawn_from_its_own_distribution(mean: float):
    """Against rejection from the same Gaussian; 0 as often as Bayes asks."""
    rng = np.random.default_rng(1)
    information, n = 4.0, 4000
    drawn = np.array([drawn_step(mean * information, information, rng.random(2)) for _ in range(n)])
    assert (drawn >= 0).all()
    grid = np.linspace(0, 40, 400_001)
    slab = np.sqrt(2 / np.pi) * np.exp(mean * information * grid - (information + 1) * grid**2 / 2)
    odds = float(np.trapezoid(slab, grid))
    assert (drawn > 0).mean() == pytest.approx(odds / (1 + odds), abs=0.03)
    if (drawn > 0).sum() > 100:
        exact = float(np.trapezoid(grid * slab, grid)) / odds
        assert drawn[drawn > 0].mean() == pytest.approx(exact, rel=0.1)


def step(p_higher: float, to_dose: float) -> DoseStep:
    return DoseStep(to_dose - 10, to_dose, 8, Estimate(0.4, 0.0, 1.0), p_higher)


EMPTY = Tolerance(
    state=ToleranceState.TOO_FEW, limit=None, dose_name="hard_s", doses=(12.0, 40.0, 99.9)
)


@pytest.mark.parametrize(
    ("p_higher", "state", "limit"),
    [
        ((0.0, 0.0, 0.05), ToleranceState.NO_RISE, None),
        ((0.0, 0.02, 0.99), ToleranceState.LIMIT, 40.9),
        ((0.02, 0.5, 0.99), ToleranceState.LIMIT, 20.9),
        ((0.96, 0.99, 1.0), ToleranceState.FROM_THE_FIRST, None),
        ((0.02, 0.3, 0.7), ToleranceState.CANNOT_TELL, None),
        ((0.4, 0.9, 0.99), ToleranceState.CANNOT_TELL, None),
    ],
)
def test_what_is_said_follows_the_declared_rule(
    p_higher: tuple[float, ...], state: ToleranceState, limit: float | None
):
    steps = [step(p, dose) for p, dose in zip(p_higher, (20.9, 40.9, 99.9), strict=True)]
    told = decided(EMPTY, steps)
    assert (told.state, told.limit) == (state, limit)
    words = tolerance_words(told)
    assert not FORBIDDEN & set(words.lower().replace(",", "").replace(".", "").split()) - {"may"}
    assert "agree increases with your physiotherapist" in words
    assert "disc or nerve" in words


def test_the_statement_is_the_declared_one_rounded_down():
    told = decided(EMPTY, [step(0.0, 25.9), step(0.97, 40.0), step(1.0, 99.9)])
    assert tolerance_words(told) == (
        "Within what you logged, sessions up to 25 s were not followed by clearly higher pain; "
        "those of the longest third were. This says nothing about the disc or nerve; agree "
        "increases with your physiotherapist."
    )
    assert MARGIN == 0.5


def test_a_narrow_range_is_no_invitation():
    words = tolerance_words(replace(EMPTY, state=ToleranceState.NARROW))
    assert "no reason to change them" in words


def test_other_doses_are_named():
    told = decided(replace(EMPTY, dose_name="load_b2"), [step(0.0, 25.9), step(1, 40), step(1, 50)])
    assert "up to 25.9 (load_b2)" in tolerance_words(told)


def test_it_is_hidden_near_a_flare_up_and_after_a_warning_sign():
    none = WarningGuard()
    assert not hidden_because(none, None, ongoing=False, now=NOW)
    onset = NOW - timedelta(days=41)
    hidden = hidden_because(none, onset, ongoing=False, now=NOW)
    assert hidden.startswith("Hidden until 21 Nov 2026, six weeks after the latest flare-up began")
    assert not hidden_because(none, NOW - timedelta(days=42), ongoing=False, now=NOW)
    long_ago = NOW - timedelta(days=90)
    assert "during a flare-up" in hidden_because(none, long_ago, ongoing=True, now=NOW)
    had = WarningAnswer(answer=SignsAnswer.HAVE, time_utc=NOW, zone="UTC", utc_offset_s=0)
    assert "warning signs" in hidden_because(WarningGuard(had), None, ongoing=False, now=NOW)
