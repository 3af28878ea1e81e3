"""Generalised least squares against R's nlme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flarelag.effects.gls import Method, Model, fit_known, log_likelihood
from flarelag.effects.noise import TauPrior, fit_noise
from flarelag.effects.ou import OUCovariance, OUTerm, whitener
from flarelag.errors import InputError

ORACLE = Path(__file__).parent / "oracle"


@dataclass(frozen=True)
class Expected:
    coefficients: np.ndarray
    errors: np.ndarray
    tau_h: float
    nugget_fraction: float
    sigma: float
    log_likelihood: float


def oracle_model() -> Model:
    frame = pl.read_csv(ORACLE / "ougls_input.csv")
    columns = frame.drop("t", "y").to_numpy()
    x = np.column_stack([np.ones(frame.height), columns])
    return Model.without_prior(frame["t"].to_numpy(), frame["y"].to_numpy().astype(float), x)


def expected(method: Method) -> Expected:
    coefficients = pl.read_csv(ORACLE / f"ougls_{method.name}_coef.csv")
    hyper = pl.read_csv(ORACLE / f"ougls_{method.name}_hyper.csv")["value"].to_list()
    return Expected(coefficients["coef"].to_numpy(), coefficients["se"].to_numpy(), *hyper)


def of_nlme(sigma: float, tau_h: float, nugget_fraction: float) -> OUCovariance:
    part = OUTerm(sigma**2 * (1 - nugget_fraction), tau_h)
    return OUCovariance((part,), sigma**2 * nugget_fraction)


def nlme_errors(model: Model, covariance: np.ndarray, method: Method) -> np.ndarray:
    """Put nlme's divisor, n - p whatever the method, in the place of the likelihood's own."""
    n, p = model.x.shape
    return np.sqrt(np.diag(covariance) * (n / (n - p) if method is Method.ML else 1.0))


def test_fixed_noise_agrees_with_nlme():
    """Exact algebra, so 1e-10.

    R 4.2.2: `nlme::gls(y ~ . - t, correlation = corExp(c(24, .2), form = ~t, nugget = TRUE,
    fixed = TRUE), method = "ML")`.
    """
    model = oracle_model()
    reference = pl.read_csv(ORACLE / "ougls_fixed_tau24_nug0.2_ML.csv")
    noise = of_nlme(reference["sigma"][0], 24.0, 0.2)
    fit = fit_known(model, noise, Method.ML)

    assert fit.coefficients == pytest.approx(reference["coef"].to_numpy(), abs=1e-10)
    errors = nlme_errors(model, fit.covariance, Method.ML)
    assert errors == pytest.approx(reference["se"].to_numpy(), abs=1e-10)
    assert fit.log_likelihood == pytest.approx(reference["logLik"][0], abs=1e-10)
    residual = model.y - model.x @ fit.coefficients
    white = whitener(noise, model.t_h).whiten(residual[:, None])
    assert float(np.mean(white**2)) == pytest.approx(1.0, abs=1e-10)  # sigma is the likeliest one


@pytest.mark.parametrize("method", Method)
def test_estimated_noise_agrees_with_nlme(method: Method):
    """Coefficients, noise and log likelihood to 1e-6.

    R 4.2.2: `nlme::gls(y ~ . - t, correlation = corExp(c(24, .2), form = ~t, nugget = TRUE),
    method = "REML")`, and the same with `"ML"`.
    """
    model, wanted = oracle_model(), expected(method)
    fit = fit_noise(model, [TauPrior(24.0)], method)

    assert fit.log_likelihood == pytest.approx(wanted.log_likelihood, abs=1e-6)
    assert fit.noise.terms[0].tau_h == pytest.approx(wanted.tau_h, rel=1e-6)
    assert np.sqrt(fit.noise.variance) == pytest.approx(wanted.sigma, rel=1e-6)
    nugget_fraction = fit.noise.nugget_variance / fit.noise.variance
    assert nugget_fraction == pytest.approx(wanted.nugget_fraction, rel=1e-6)
    assert fit.coefficients == pytest.approx(wanted.coefficients, rel=1e-6)
    errors = nlme_errors(model, fit.covariance, method)
    assert errors == pytest.approx(wanted.errors, rel=1e-6)


def test_the_order_of_the_scores_does_not_matter():
    model, noise = oracle_model(), of_nlme(1.1, 24.0, 0.2)
    mixed = np.random.default_rng(1).permutation(len(model.y))
    shuffled = Model.without_prior(model.t_h[mixed], model.y[mixed], model.x[mixed])
    one, other = fit_known(model, noise), fit_known(shuffled, noise)
    assert other.coefficients == pytest.approx(one.coefficients, abs=1e-12)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-9)


def test_a_prior_equals_one_more_observation():
    """A ridge N(0, sd) is the same as having seen a score of 0 with that error, far away."""
    rng = np.random.default_rng(2)
    t_h = np.sort(rng.uniform(0, 500, 40))
    x, y = np.column_stack([np.ones(40), rng.normal(size=40)]), rng.normal(size=40)
    noise = OUCovariance((OUTerm(1.0, 10.0),), 0.5)
    shrunk = fit_known(Model(t_h, y, x, np.array([np.inf, 0.3])), noise)

    scale = np.sqrt(noise.variance) / 0.3
    augmented = Model.without_prior(
        np.append(t_h, 1e6), np.append(y, 0.0), np.vstack([x, [0.0, scale]])
    )
    same = fit_known(augmented, noise)
    assert shrunk.coefficients == pytest.approx(same.coefficients, abs=1e-10)
    assert shrunk.covariance == pytest.approx(same.covariance, abs=1e-10)


def test_a_prior_integrates_the_likelihood():
    """With a proper prior the restricted likelihood is the density of y ~ N(0, K + s^2 x x')."""
    rng = np.random.default_rng(3)
    t_h, x, y = np.sort(rng.uniform(0, 99, 12)), rng.normal(size=(12, 1)), rng.normal(size=12)
    noise = OUCovariance((OUTerm(1.0, 10.0), OUTerm(0.4, 60.0)), 0.2)
    gaps = np.abs(t_h[:, None] - t_h[None, :])
    dense = np.exp(-gaps / 10) + 0.4 * np.exp(-gaps / 60) + 0.2 * np.eye(12) + 0.49 * x @ x.T
    wanted = -0.5 * (
        y @ np.linalg.solve(dense, y) + np.linalg.slogdet(dense)[1] + 12 * np.log(2 * np.pi)
    )
    model = Model(t_h, y, x, np.array([0.7]))
    assert log_likelihood(model, noise, Method.REML) == pytest.approx(wanted, abs=1e-10)


def test_columns_that_cannot_be_told_apart_are_named_as_such():
    t_h, one = np.arange(9.0), np.ones((9, 1))
    model = Model.without_prior(t_h, t_h, np.hstack([one, one]))
    with pytest.raises(InputError, match="apart"):
        fit_known(model, OUCovariance((OUTerm(1.0, 10.0),), 0.5))


def test_two_memories_are_found_again():
    """A year of scores with parts of 12 h and 400 h: each memory within a factor of 2."""
    rng = np.random.default_rng(4)
    t_h = np.sort(rng.uniform(0, 24 * 365, 1100))
    gaps = np.abs(t_h[:, None] - t_h[None, :])
    truth = 1.2 * np.exp(-gaps / 12) + 1.0 * np.exp(-gaps / 400) + 0.3 * np.eye(1100)
    y = 3 + np.linalg.cholesky(truth) @ rng.normal(size=1100)
    priors = [TauPrior(24.0, 1.0), TauPrior(288.0, 0.7)]
    fit = fit_noise(Model.without_prior(t_h, y, np.ones((1100, 1))), priors)
    short, long = fit.noise.terms
    assert 6 < short.tau_h < 24
    assert 200 < long.tau_h < 800


def test_scores_that_never_change_are_no_error():
    model = Model.without_prior(np.arange(50.0), np.full(50, 2.0), np.ones((50, 1)))
    fit = fit_noise(model, [TauPrior(24.0, 1.0)])
    assert fit.coefficients == pytest.approx([2.0])
