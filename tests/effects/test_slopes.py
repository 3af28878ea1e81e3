"""Slopes of the likelihood, against differences of its values."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.gls import Method, Model, log_likelihood
from flarelag.effects.noise import log_parameters, noise_of
from flarelag.effects.ou import OUCovariance, OUTerm
from flarelag.effects.slopes import value_and_slopes

NOISES = (
    OUCovariance((OUTerm(0.6, 20.0), OUTerm(0.4, 300.0)), 0.3),
    OUCovariance((OUTerm(1.5, 7.0),), 0.05),
)


def model(*, spread: bool) -> Model:
    rng = np.random.default_rng(3)
    n = 120
    return Model(
        np.sort(rng.uniform(0, 900, n)),
        rng.normal(size=n).cumsum(),
        np.column_stack([np.ones(n), rng.normal(size=(n, 3))]),
        np.array([np.inf, 1.0, np.inf, 0.5]),
        rng.uniform(0.5, 4.0, n) if spread else None,
    )


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("spread", [False, True])
def test_slopes_are_those_of_the_likelihood(noise: OUCovariance, method: Method, spread: bool):  # noqa: FBT001 - a case
    given, at, step = model(spread=spread), log_parameters(noise), 1e-5
    value, slopes = value_and_slopes(given, noise, method)
    assert value == pytest.approx(log_likelihood(given, noise, method), rel=1e-12)
    for i, slope in enumerate(slopes):
        shift = step * np.eye(len(at))[i]
        above, below = (
            log_likelihood(given, noise_of(at + sign * shift), method) for sign in (1, -1)
        )
        assert slope == pytest.approx((above - below) / (2 * step), rel=1e-4, abs=1e-4)
