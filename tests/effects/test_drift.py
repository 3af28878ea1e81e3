"""What is expected of the next scores, against the textbook's dense matrices."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.drift import Ahead, Responses, expected
from flarelag.effects.gls import Model
from flarelag.effects.ou import OUCovariance, OUTerm

NOISE = OUCovariance((OUTerm(0.7, 20.0), OUTerm(0.4, 250.0)), 0.3)
SEEN_H = np.array([0.0, 7.0, 13.5, 24.0, 31.0, 40.0, 55.0, 55.5, 80.0])
SCORE = np.array([2.0, 3.0, 2.0, 5.0, 4.0, 3.0, 2.0, 2.0, 6.0])
AHEAD_H = np.array([80.0, 84.0, 100.0, 152.0])
NONE = Responses(np.empty((9, 0)), np.empty((4, 0)), np.empty((4, 0)))


def covariance(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    apart = np.abs(left[:, None] - right[None, :])
    return np.asarray(sum(t.variance * np.exp(-apart / t.tau_h) for t in NOISE.terms))


def dense(
    x: np.ndarray, prior_sd: np.ndarray, x_ahead: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and sd by conditioning one large Gaussian, coefficients integrated out."""
    own = np.diag(prior_sd**2)
    seen = covariance(SEEN_H, SEEN_H) + NOISE.nugget_variance * np.eye(9) + x @ own @ x.T
    cross = covariance(AHEAD_H, SEEN_H) + x_ahead @ own @ x.T
    after = NOISE.variance + np.einsum("ij,jk,ik->i", x_ahead, own, x_ahead)
    mean = cross @ np.linalg.solve(seen, SCORE)
    variance = after - np.einsum("ij,ji->i", cross, np.linalg.solve(seen, cross.T))
    return mean, np.sqrt(variance)


def test_it_is_the_conditional_gaussian():
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(9), rng.standard_normal(9)])
    x_ahead = np.column_stack([np.ones(4), rng.standard_normal(4)])
    prior_sd = np.array([3.0, 1.0])
    found = expected(Model(SEEN_H, SCORE, x, prior_sd), NOISE, Ahead(AHEAD_H, x_ahead), NONE)
    mean, sd = dense(x, prior_sd, x_ahead)
    np.testing.assert_allclose(found.mean, mean, rtol=1e-9)
    np.testing.assert_allclose(found.sd, sd, rtol=1e-9)


def test_one_response_is_mixed_with_none_by_its_bayes_factor():
    one, ahead = np.linspace(0, 1, 9)[:, None], np.ones((4, 1))
    x, x_ahead, prior_sd = np.ones((9, 1)), np.ones((4, 1)), np.array([3.0])
    found = expected(
        Model(SEEN_H, SCORE, x, prior_sd),
        NOISE,
        Ahead(AHEAD_H, x_ahead),
        Responses(one, ahead, np.zeros((4, 1))),
    )
    both = np.append(prior_sd, 2.0)
    means, sds = zip(
        dense(x, prior_sd, x_ahead),
        dense(np.hstack([x, one]), both, np.hstack([x_ahead, ahead])),
        strict=True,
    )
    evidence = []
    for columns, sd in ((x, prior_sd), (np.hstack([x, one]), both)):
        whole = covariance(SEEN_H, SEEN_H) + NOISE.nugget_variance * np.eye(9)
        whole = whole + columns @ np.diag(sd**2) @ columns.T
        log_det = np.linalg.slogdet(whole)[1]
        evidence.append(-0.5 * (log_det + SCORE @ np.linalg.solve(whole, SCORE)))
    weight = np.exp(np.array(evidence) - max(evidence))
    weight /= weight.sum()
    mean = weight @ np.array(means)
    square = weight @ (np.array(sds) ** 2 + np.array(means) ** 2)
    np.testing.assert_allclose(found.mean, mean, rtol=1e-6)
    np.testing.assert_allclose(found.sd, np.sqrt(square - mean**2), rtol=1e-6)


def test_sessions_that_may_come_make_it_less_sure():
    x, x_ahead = np.ones((9, 1)), np.ones((4, 1))
    one, ahead = np.linspace(0, 1, 9)[:, None], np.zeros((4, 1))
    sure, unsure = (
        expected(
            Model(SEEN_H, SCORE, x, np.array([3.0])),
            NOISE,
            Ahead(AHEAD_H, x_ahead),
            Responses(one, ahead, np.full((4, 1), spread)),
        )
        for spread in (0.0, 1.0)
    )
    assert (unsure.sd > sure.sd).all()
    assert unsure.mean == pytest.approx(sure.mean)
