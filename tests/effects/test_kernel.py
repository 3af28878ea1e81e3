"""The smooth delayed response."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from flarelag.effects.exposures import Sessions
from flarelag.effects.gls import Method, Model, log_likelihood
from flarelag.effects.kernel import (
    HORIZON_H,
    PEAKS_H,
    PRIOR_SD,
    SHAPES,
    WIDENED,
    Posterior,
    posterior,
    response,
    window_mean,
)
from flarelag.effects.ou import OUCovariance, OUTerm

NOISE = OUCovariance((OUTerm(1.0, 24.0),), 0.3)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_response_peaks_at_one_where_it_says(shape: int):
    lag_h = np.linspace(0, 200, 20_001)
    curve = response(lag_h, 12.0, shape)
    assert curve[0] == 0
    assert curve.max() == pytest.approx(1.0)
    assert lag_h[curve.argmax()] == pytest.approx(12.0)


def test_the_horizon_cuts_off_next_to_nothing():
    left = [response(np.array([HORIZON_H]), float(PEAKS_H[-1]), shape)[0] for shape in SHAPES]
    assert max(left) < 2e-4


def test_the_window_is_six_to_twenty_four_hours():
    fine = np.linspace(6, 24, 100_001)
    assert window_mean(12.0, 3) == pytest.approx(response(fine, 12.0, 3).mean(), abs=1e-4)


def small_data() -> tuple[Model, Sessions]:
    rng = np.random.default_rng(8)
    t_h, end_h = np.sort(rng.uniform(0, 900, 90)), np.sort(rng.uniform(0, 850, 9))
    every = np.ones(9, dtype=bool)
    sessions = Sessions(end_h, rng.uniform(0.5, 2, 9), every, ~every, every, every, "x", 1.0, 0)
    x = np.column_stack([np.ones(90), np.cos(t_h / 4)])
    return Model(t_h, rng.normal(size=90), x, np.array([np.inf, 0.5])), sessions


def test_weights_are_ratios_of_marginal_likelihoods():
    """Each cell's Bayes factor is what integrating `A ~ N(0, 2)` out of the likelihood gives."""
    model, sessions = small_data()
    found = posterior(model, sessions, NOISE)

    def evidence(cell: int) -> float:
        peak, shape = float(PEAKS_H[cell % len(PEAKS_H)]), SHAPES[cell // len(PEAKS_H)]
        lag_h = model.t_h[:, None] - sessions.end_h
        column = response(np.maximum(lag_h, 0.0), peak, shape) @ sessions.dose
        with_it = Model(
            model.t_h,
            model.y,
            np.column_stack([model.x, column]),
            np.append(model.prior_sd, PRIOR_SD),
        )
        return log_likelihood(with_it, NOISE, Method.REML)

    one, other = 3, 60
    wanted = np.exp(evidence(one) - evidence(other))
    assert found.weight[one] / found.weight[other] == pytest.approx(wanted, rel=1e-3)
    assert found.weight.sum() == pytest.approx(1.0)


def mixture(mean: list[float], sd: list[float], weight: list[float]) -> Posterior:
    window = np.ones(len(mean))
    peak_h = np.array([8.0, 16.0])
    return Posterior(
        np.array(weight), np.array(mean), np.array(sd), peak_h, window, 0.0, ((12.0, 3),)
    )


def test_the_interval_of_one_gaussian_is_the_usual_one_widened():
    centre, low, high = mixture([1.0, 1.0], [0.5, 0.5], [0.5, 0.5]).theta()
    assert centre == pytest.approx(1.0)
    assert high - centre == pytest.approx(WIDENED * 1.959964 * 0.5, abs=1e-6)
    assert centre - low == pytest.approx(high - centre)


def test_the_probability_of_harm_is_mixed():
    found = mixture([1.0, -0.5], [0.5, 0.5], [0.8, 0.2])
    assert found.p_harm == pytest.approx(0.8 * norm.cdf(2) + 0.2 * norm.cdf(-1))


def test_the_lag_is_read_off_the_weights():
    assert mixture([1, 1], [1, 1], [0.9, 0.1]).lag_h() == (8.0, 8.0, 16.0)


def test_without_any_session_the_posterior_is_the_prior():
    model, sessions = small_data()
    nothing = Sessions(
        sessions.end_h,
        np.zeros(9),
        sessions.run,
        sessions.ride,
        ~sessions.run,
        sessions.in_diary,
        "hard_s",
        None,
        0,
    )
    found = posterior(model, nothing, NOISE)
    assert found.p_harm == pytest.approx(0.5)
    assert found.sd == pytest.approx(np.full(75, PRIOR_SD), rel=1e-6)
