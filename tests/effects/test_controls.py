"""Controls: they keep quiet where they should, and fire where they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from scipy.stats import kstest

from flarelag.effects import analyze
from flarelag.effects.controls import SHUFFLES, background_of_runs, before_column, shuffled_doses
from flarelag.effects.design import calendar_columns
from flarelag.effects.exposures import Sessions, hours_since, scaled_sessions
from flarelag.effects.gls import Model
from flarelag.effects.ou import OUCovariance, OUTerm
from flarelag.effects.scores import scores_at_instants

if TYPE_CHECKING:
    from tests.effects.conftest import Runner

    from flarelag.effects.result import EffectResult

NOISE = OUCovariance((OUTerm(1.0, 24.0), OUTerm(0.5, 288.0)), 0.3 + 1 / 12)


def dose_free(exposures: pl.DataFrame, diary: pl.DataFrame) -> tuple[Model, Sessions]:
    scores = scores_at_instants(diary)
    first, last = scores["time"][0], scores["time"][-1]
    sessions = scaled_sessions(exposures, first, last)
    entry_h = hours_since(scores["time"], first)
    columns = calendar_columns(scores).beside(background_of_runs(entry_h, sessions))
    y = scores["score"].to_numpy().astype(float)
    return Model(entry_h, y, columns.x, columns.prior_sd), sessions


def p_of(exposures: pl.DataFrame, diary: pl.DataFrame, seed: int) -> float:
    model, sessions = dose_free(exposures, diary)
    found = shuffled_doses(model, sessions, NOISE, np.random.default_rng(seed))
    assert found is not None
    assert found.n == SHUFFLES
    return found.p


def answer(exposures: pl.DataFrame, diary: pl.DataFrame) -> EffectResult:
    return analyze(exposures, diary, rng=np.random.default_rng(0)).result


def test_shuffled_doses_give_a_uniform_p_where_doses_do_not_matter(runner: type[Runner]):
    """Doses dealt out at random beforehand: 150 runners, Kolmogorov."""
    p = []
    for seed in range(150):
        exposures, diary = runner(seed=900 + seed, days=100, hard=14).frames()
        dealt = exposures["dose"].sample(fraction=1, shuffle=True, seed=seed)
        p.append(p_of(exposures.with_columns(dealt), diary, seed))
    assert kstest(p, "uniform").pvalue > 0.02
    assert min(p) >= 1 / (SHUFFLES + 1)
    assert max(p) <= 1


def test_shuffled_doses_tell_a_planted_effect(runner: type[Runner]):
    assert p_of(*runner(seed=950, peak=2.0).frames(), seed=1) == 1 / (SHUFFLES + 1)


def test_doses_that_are_all_alike_cannot_be_shuffled(runner: type[Runner]):
    exposures, diary = runner(seed=951).frames()
    model, sessions = dose_free(exposures.with_columns(dose=pl.lit(30.0)), diary)
    assert shuffled_doses(model, sessions, NOISE, np.random.default_rng(0)) is None


def test_before_means_the_24_h_until_a_hard_session_begins():
    hard, easy = np.array([True, False]), np.array([False, True])
    both = hard | easy
    sessions = Sessions(
        np.array([100.0, 90.0]), hard.astype(float), both, ~both, hard, both, "hard_s", 30.0, 0
    )
    entry_h = 100.0 + np.array([-25.5, -24.9, -12.0, -1.1, -0.9, 0.5])
    assert before_column(entry_h, sessions).x[:, 0].tolist() == [0, 1, 1, 1, 0, 0]


def test_running_hard_on_good_days_shows_before_the_sessions(runner: type[Runner]):
    provoked = [answer(*runner(seed=700 + i, provoked=True, hard=40).frames()) for i in range(6)]
    means = [one.controls.before.mean for one in provoked if one.controls.before]
    assert np.mean(means) < -0.3
    said = [one for one in provoked if "good days" in " ".join(one.remarks)]
    assert len(said) >= 4


def test_rides_are_answered_apart(runner: type[Runner]):
    exposures, diary = runner(seed=11, peak=2.0).frames()
    assert answer(exposures, diary).controls.rides is None
    easy = pl.when(pl.col("dose") == 0).then(pl.lit("ride")).otherwise("sport")
    ridden = answer(exposures.with_columns(sport=easy), diary)
    assert ridden.controls.rides is not None
    assert ridden.controls.rides.low < 0 < ridden.controls.rides.high
    assert ridden.controls.rides.mean == pytest.approx(0, abs=0.4)


def test_the_dose_that_pain_follows_is_ranked_first(runner: type[Runner]):
    exposures, diary = runner(seed=12, peak=2.0).frames()
    with_minutes = exposures.with_columns(
        dose_minutes=pl.Series(np.random.default_rng(4).uniform(30, 60, exposures.height)),
        dose_nothing=pl.lit(0.0),
    )
    answered = answer(with_minutes, diary)
    assert [fit.name for fit in answered.doses] == ["dose", "minutes"]
    assert answered.doses[0].log_bayes_factor > answered.doses[1].log_bayes_factor + 5
    assert answered.doses[0].per_dose == answered.per_dose


def test_without_an_effect_no_dose_explains_anything(runner: type[Runner]):
    found = [answer(*runner(seed=120 + i).frames()).doses[0].log_bayes_factor for i in range(5)]
    assert np.median(found) < 0
