"""Scores at the end of the scale: taken as "below a half", not as 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from flarelag.effects import analyze
from flarelag.effects.censored import mostly_at_an_end, working_model
from flarelag.effects.gls import Model, fit_known
from flarelag.effects.noise import HOURS_AND_WEEKS, fit_noise
from flarelag.effects.ou import OUCovariance, OUTerm, whitener
from flarelag.effects.result import Likelihood

if TYPE_CHECKING:
    from tests.effects.conftest import Runner

NOISE = OUCovariance((OUTerm(0.6, 20.0), OUTerm(0.4, 300.0)), 0.3)


def test_what_undoes_the_covariance_is_its_inverse():
    rng = np.random.default_rng(2)
    t_h, spread = rng.uniform(0, 300, 40), rng.uniform(0.5, 3, 40)
    apart = np.abs(t_h[:, None] - t_h[None, :])
    full = sum(term.variance * np.exp(-apart / term.tau_h) for term in NOISE.terms)
    full = full + np.diag(0.3 * spread)
    columns = rng.normal(size=(40, 2))
    found = whitener(NOISE, t_h, spread).unspread(columns)
    assert found == pytest.approx(np.linalg.solve(full, columns), rel=1e-9)


def test_a_share_of_scores_at_an_end_decides():
    assert not mostly_at_an_end(np.array([0.0] + [3.0] * 9))
    assert mostly_at_an_end(np.array([0.0] * 3 + [1.0] * 7))
    assert mostly_at_an_end(np.array([10.0] * 3 + [8.0] * 7))
    assert not mostly_at_an_end(np.zeros(20))  # says nothing of how pain wanders


def floored(seed: int, sign: int = 1) -> tuple[Model, np.ndarray]:
    """Return scores cut off at 0 (or, mirrored, at 10), and a rise of 1 per unit of a column."""
    rng = np.random.default_rng(seed)
    n = 600
    t_h = np.arange(n, dtype=np.float64) * 8.0
    apart = np.abs(t_h[:, None] - t_h[None, :])
    cov = sum(term.variance * np.exp(-apart / term.tau_h) for term in NOISE.terms)
    u = np.linalg.cholesky(cov + 0.3 * np.eye(n)) @ rng.standard_normal(n)
    column = rng.binomial(1, 0.2, n).astype(float)
    y = np.clip(np.round(0.4 + u + column), 0, 10)
    y = y if sign > 0 else 10 - y
    x = np.column_stack([np.ones(n), column])
    return Model(t_h, y, x, np.array([np.inf, 10.0])), column


@pytest.mark.parametrize("sign", [1, -1])
def test_a_rise_beside_the_floor_is_found_whole(sign: int):
    rises, plain = [], []
    for seed in range(6):
        model, _ = floored(seed, sign)
        noise = fit_noise(model, HOURS_AND_WEEKS).noise
        working, found = working_model(model, noise, np.random.default_rng(seed))
        rises.append(sign * fit_known(working, found).coefficients[1])
        plain.append(sign * fit_known(model, noise).coefficients[1])
        assert found.variance > noise.variance
    assert np.mean(plain) < 0.8
    assert np.mean(rises) == pytest.approx(1.0, abs=0.15)


def test_an_analysis_says_how_it_took_the_scores(runner: type[Runner]):
    rng = np.random.default_rng(1)
    usual = analyze(*runner(3, days=120, hard=16).frames(), rng=rng).result
    assert usual.likelihood is Likelihood.GAUSSIAN
    floor = runner(3, days=120, hard=16, baseline=0.3).frames()
    assert analyze(*floor, rng=rng).result.likelihood is Likelihood.CENSORED
