"""Estimate the noise itself: how much pain wanders, and how long it remembers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from flarelag.effects.gls import Method, fit_known
from flarelag.effects.ou import OUCovariance, OUTerm
from flarelag.effects.slopes import value_and_slopes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.effects.gls import Fit, Model

_TAU_BOUNDS_H = (0.05, 50_000.0)
_VARIANCE_BOUNDS = (1e-6, 1e3)
"""Times the variance of the scores."""
_LEAST_SCORE_VARIANCE = 1e-3
"""Scores that never change still get a noise that can be factorised."""
_ROUGH, _FINE = 1e-2, 1e-5
"""Slope of the log likelihood at which a search ends."""
_SHARES: dict[int, tuple[tuple[float, ...], ...]] = {
    1: ((0.7, 0.3), (0.3, 0.7)),
    2: ((0.4, 0.3, 0.3), (0.1, 0.6, 0.3), (0.15, 0.05, 0.8)),
}
"""Where searches start: shares of the variance for each part, then the nugget."""


@dataclass(frozen=True, slots=True)
class TauPrior:
    """What is believed of a part's memory before the data: `log tau ~ N(log centre_h, sd_log)`.

    Parameters
    ----------
    centre_h : float
        Hours; the search starts here.
    sd_log : float
        Infinite where nothing is believed.
    """

    centre_h: float
    sd_log: float = np.inf

    def log_density(self, tau_h: float) -> float:
        """Return the log density up to a constant."""
        return -0.5 * float(np.log(tau_h / self.centre_h) / self.sd_log) ** 2

    def slope(self, tau_h: float) -> float:
        """Return the slope of the log density along `log tau`."""
        return -float(np.log(tau_h / self.centre_h)) / self.sd_log**2


HOURS_AND_WEEKS = (TauPrior(24.0, 1.0), TauPrior(288.0, 0.7))
"""The two parts of pain's own wandering: hours to days, and weeks."""


def noise_of(logarithms: NDArray[np.float64]) -> OUCovariance:
    """Return the noise whose `log_parameters` these are."""
    values = np.exp(logarithms).tolist()
    pairs = zip(values[:-1:2], values[1:-1:2], strict=True)
    return OUCovariance(tuple(OUTerm(variance, tau) for variance, tau in pairs), values[-1])


def log_parameters(noise: OUCovariance) -> NDArray[np.float64]:
    """Return the logarithms of variance and memory of each part, then of the nugget's variance."""
    pairs = ((term.variance, term.tau_h) for term in noise.terms)
    parameters: NDArray[np.float64] = np.log([*chain.from_iterable(pairs), noise.nugget_variance])
    return parameters


def _start(
    shares: tuple[float, ...], priors: Sequence[TauPrior], variance: float
) -> NDArray[np.float64]:
    parts = zip(shares[:-1], priors, strict=True)
    pairs = ((share * variance, prior.centre_h) for share, prior in parts)
    start: NDArray[np.float64] = np.log([*chain.from_iterable(pairs), shares[-1] * variance])
    return start


def fit_noise(
    model: Model,
    priors: Sequence[TauPrior],
    method: Method = Method.REML,
    *,
    near: OUCovariance | None = None,
    least_nugget: float = 0.0,
) -> Fit:
    """Find the noise that makes likelihood times prior greatest, and the coefficients under it.

    The search (BFGS) runs on the logarithms of variances and memories, from the likeliest of a few
    starts: on simulated people, all of them led to the same end.

    Parameters
    ----------
    model : Model
        Scores, columns, priors of the coefficients.
    priors : sequence of TauPrior
        One for each Ornstein-Uhlenbeck part: one or two.
    method : Method
        Which likelihood.
    near : OUCovariance or None
        The noise of a like model: the one start, and near enough that a rough end will do.
    least_nugget : float
        A variance below which the nugget is not sought.
    """
    variance = max(float(np.var(model.y)), _LEAST_SCORE_VARIANCE)
    ordered = model.in_order()

    lowest, highest = (
        np.log([*[scale * variance, tau_h] * len(priors), scale * variance])
        for scale, tau_h in zip(_VARIANCE_BOUNDS, _TAU_BOUNDS_H, strict=True)
    )
    lowest[-1] = max(lowest[-1], np.log(least_nugget)) if least_nugget else lowest[-1]

    def loss(logarithms: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        # Flat past the bounds, where nothing changes any more: a part of no variance.
        within = np.clip(logarithms, lowest, highest)
        noise = noise_of(within)
        value, slopes = value_and_slopes(ordered, noise, method)
        for i, (belief, term) in enumerate(zip(priors, noise.terms, strict=True)):
            value += belief.log_density(term.tau_h)
            slopes[2 * i + 1] += belief.slope(term.tau_h)
        return -value, np.where(within == logarithms, -slopes, 0.0)

    starts = [_start(shares, priors, variance) for shares in _SHARES[len(priors)]]
    start = min(starts, key=lambda each: loss(each)[0])
    if near is not None:
        start = np.clip(log_parameters(near), lowest, highest)
    slope = _FINE if near is None else _ROUGH
    best = minimize(loss, start, method="BFGS", jac=True, options={"gtol": slope})
    return fit_known(model, noise_of(np.clip(best.x, lowest, highest)), method)
