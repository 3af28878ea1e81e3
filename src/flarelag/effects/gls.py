"""Generalised least squares under a known Ornstein-Uhlenbeck noise.

The log likelihoods are those of R's `nlme::gls`. Coefficients may carry a Gaussian prior around 0
(a ridge in points of pain); the restricted likelihood then integrates over it.

References
----------
Pinheiro, Bates (2000), "Mixed-effects models in S and S-PLUS", section 5.1 and 2.2.5 (REML).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cho_solve, cholesky

from flarelag.effects.ou import whitener
from flarelag.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.ou import OUCovariance

_LOG_2PI = float(np.log(2 * np.pi))
_LEAST_UNEXPLAINED = 1e-7
"""Share of a column's length that the columns before it must leave over."""


class Method(StrEnum):
    """Which likelihood."""

    ML = "ml"
    REML = "reml"


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Scores and the columns that explain them.

    Parameters
    ----------
    t_h : array of float, shape (n,)
        Hours, in any order.
    y : array of float, shape (n,)
        Scores.
    x : array of float, shape (n, p)
        One column for each coefficient.
    prior_sd : array of float, shape (p,)
        Standard deviation of each coefficient's prior around 0, in the coefficient's own unit;
        infinity where there is none.
    spread : array of float, shape (n,), or None
        The nugget's variance at each score over its usual one; null: 1 everywhere.
    """

    t_h: NDArray[np.float64]
    y: NDArray[np.float64]
    x: NDArray[np.float64]
    prior_sd: NDArray[np.float64]
    spread: NDArray[np.float64] | None = None

    @classmethod
    def without_prior(
        cls, t_h: NDArray[np.float64], y: NDArray[np.float64], x: NDArray[np.float64]
    ) -> Model:
        """Return a model whose coefficients are free, as in ordinary least squares."""
        return cls(t_h, y, x, np.full(x.shape[1], np.inf))

    def in_order(self) -> Model:
        """Return the same model with its scores in order of time."""
        order = np.argsort(self.t_h, kind="stable")
        spread = None if self.spread is None else self.spread[order]
        return Model(self.t_h[order], self.y[order], self.x[order], self.prior_sd, spread)

    def beside(self, x: NDArray[np.float64], prior_sd: NDArray[np.float64]) -> Model:
        """Return the same scores with further columns."""
        return Model(
            self.t_h,
            self.y,
            np.hstack([self.x, x]),
            np.concatenate([self.prior_sd, prior_sd]),
            self.spread,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Coefficients under one noise.

    Parameters
    ----------
    coefficients : array of float, shape (p,)
        Their estimates (posterior means, where they carry a prior).
    covariance : array of float, shape (p, p)
        Of the estimates.
    log_likelihood : float
        By the chosen method.
    noise : OUCovariance
        The noise they were estimated under.
    """

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    log_likelihood: float
    noise: OUCovariance

    def contrast(self, weights: NDArray[np.float64]) -> tuple[float, float]:
        """Return mean and standard error of a weighted sum of the coefficients."""
        return float(weights @ self.coefficients), float(
            np.sqrt(weights @ self.covariance @ weights)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """Whitened normal equations, solved: what every likelihood needs.

    Parameters
    ----------
    white : array of float, shape (n, p + 1)
        Whitened columns, and the whitened scores last.
    coefficients : array of float, shape (p,)
        Their estimates.
    factor : array of float, shape (p, p)
        Upper Cholesky factor of the coefficients' precision.
    rss : float
        Squares left over, those of the priors among them.
    log_det_noise : float
        Log determinant of the noise's covariance.
    """

    white: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    factor: NDArray[np.float64]
    rss: float
    log_det_noise: float

    def log_likelihood(self, model: Model, method: Method) -> float:
        """Return the log likelihood; with REML, integrated over the coefficients."""
        value = self.rss + self.log_det_noise + _degrees(model, method) * _LOG_2PI
        if method is Method.REML:
            carried = model.prior_sd[np.isfinite(model.prior_sd)]
            log_det_prior = -2.0 * float(np.log(carried).sum())
            value += 2.0 * float(np.log(self.factor.diagonal()).sum()) - log_det_prior
        return -0.5 * value


def _factor(gram: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the upper Cholesky factor; refuse columns that are all but sums of others."""
    try:
        factor: NDArray[np.float64] = cholesky(gram, check_finite=False)
        unexplained = factor.diagonal() / np.sqrt(gram.diagonal())
    except np.linalg.LinAlgError:
        unexplained = np.zeros(1)
    if unexplained.min() < _LEAST_UNEXPLAINED:
        raise InputError("the entries cannot tell some of the model's terms apart")
    return factor


def normal_equations(white: NDArray[np.float64], log_det_noise: float, model: Model) -> Solved:
    """Solve the normal equations by Cholesky.

    One product gives every sum that is needed: many small ones would wake BLAS's threads each time.

    Parameters
    ----------
    white : array of float, shape (n, p + 1)
        Whitened columns, and the whitened scores last.
    log_det_noise : float
        Of the noise they were whitened by.
    model : Model
        Gives the priors.

    Raises
    ------
    InputError
        When some columns cannot be told apart and carry no prior.
    """
    products = white.T @ white
    factor = _factor(products[:-1, :-1] + np.diag(1.0 / model.prior_sd**2))
    coefficients = cho_solve((factor, False), products[:-1, -1], check_finite=False)
    rss = float(products[-1, -1] - coefficients @ products[:-1, -1])
    return Solved(white, coefficients, factor, rss, log_det_noise)


def _solve(model: Model, noise: OUCovariance) -> Solved:
    factored = whitener(noise, model.t_h, model.spread)
    white = factored.whiten(np.column_stack([model.x, model.y]))
    return normal_equations(white, factored.log_det, model)


def _refined(model: Model, solved: Solved) -> NDArray[np.float64]:
    """Return the coefficients after one step along the residuals, which the products blur."""
    x, y = solved.white[:, :-1], solved.white[:, -1]
    left = x.T @ (y - x @ solved.coefficients) - solved.coefficients / model.prior_sd**2
    refined: NDArray[np.float64] = solved.coefficients + cho_solve((solved.factor, False), left)
    return refined


def _degrees(model: Model, method: Method) -> int:
    """Count the scores less, for REML, the free coefficients."""
    free = int(np.isinf(model.prior_sd).sum()) if method is Method.REML else 0
    return len(model.y) - free


def log_likelihood(model: Model, noise: OUCovariance, method: Method) -> float:
    """Return the (restricted) log likelihood of scores under a fully known noise."""
    return _solve(model, noise).log_likelihood(model, method)


def fit_known(model: Model, noise: OUCovariance, method: Method = Method.REML) -> Fit:
    """Estimate coefficients under a fully known noise.

    Parameters
    ----------
    model : Model
        Scores, columns, priors.
    noise : OUCovariance
        Taken as it is.
    method : Method
        Which log likelihood to return.

    Raises
    ------
    InputError
        When some columns cannot be told apart and carry no prior.
    """
    solved = _solve(model, noise)
    covariance = cho_solve((solved.factor, False), np.eye(len(solved.coefficients)))
    found = solved.log_likelihood(model, method)
    return Fit(_refined(model, solved), covariance, found, noise)
