"""Scores at the end of the scale: a 0 says only that pain is below a half.

For people whose pain is mostly 0-2 a Gaussian likelihood takes each 0 at its word, and so finds too
small a rise with too narrow an interval. Here pain goes on below the scale, and a 0 has the
probability that it lies there. At the most probable path of pain that likelihood is replaced by the
Gaussian of the same slope and curvature: a working score with its own spread for each score at an
end. Everything else then runs as before.

References
----------
Rasmussen, Williams (2006), "Gaussian Processes for Machine Learning", section 3.4 (Laplace
approximation); Celeux, Diebolt (1985), Comput. Stat. Q. 2, 73 (stochastic EM).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

from flarelag.effects.gls import fit_known
from flarelag.effects.noise import HOURS_AND_WEEKS, fit_noise, log_parameters, noise_of
from flarelag.effects.ou import whitener

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.gls import Model
    from flarelag.effects.ou import OUCovariance, OUTerm

LEAST, GREATEST = 0.0, 10.0
MANY_AT_AN_END = (0.2, 0.95)
"""Share of scores at an end of the scale from which, and up to which, they are taken so."""
_IS_VARIANCE = np.array([1.0, 0.0, 1.0, 0.0, 1.0])
"""The ends hide some of the variance, so the search begins above what the scores show."""
ROUNDING_VARIANCE = 1 / 12
"""Of whole points: no score is more exact, and with less the edge of the scale would be a cliff."""
_ROUNDS, _SETTLING = 12, 4
_LEAST_SHARE = 1e-300
_STEPS = 25
_SETTLED = 1e-3
_LEAST_CURVATURE = 1e-4
"""Of a score that says next to nothing any more, in units of the usual one."""
_LONGEST_STEP = 1.0


def mostly_at_an_end(score: NDArray[np.float64]) -> bool:
    """Whether so many scores lie at an end of the scale that the Gaussian would mislead."""
    least, most = MANY_AT_AN_END
    return bool(least <= ((score <= LEAST) | (score >= GREATEST)).mean() <= most)


def working_model(
    model: Model, noise: OUCovariance, rng: np.random.Generator
) -> tuple[Model, OUCovariance]:
    """Return the model with working scores, and the noise that pain below the scale asks for.

    The noise is estimated by stochastic EM: pain below the scale is drawn given all scores, the
    noise is fitted to what was drawn, and so on; the later fits are averaged. Fitting the working
    scores themselves would take their smoothness for pain's own.

    Parameters
    ----------
    model : Model
        With scores as they were given; entries in order of time.
    noise : OUCovariance
        Where to begin.
    rng : Generator
        Draws pain below the scale.
    """
    at_end = _Ends.of(model).at.mean()
    noise = _with_rounding(noise_of(log_parameters(noise) + np.log1p(at_end) * _IS_VARIANCE))
    working, fitted = model, []
    for _ in range(_ROUNDS):
        working = _at_the_mode(model, working, noise)
        drawn = replace(model, y=_drawn(model, working, noise, rng))
        noise = fit_noise(drawn, HOURS_AND_WEEKS, near=noise, least_nugget=ROUNDING_VARIANCE).noise
        fitted.append(log_parameters(noise))
    noise = noise_of(np.mean(fitted[_SETTLING:], axis=0))
    return _at_the_mode(model, working, noise), noise


def _with_rounding(noise: OUCovariance) -> OUCovariance:
    return replace(noise, nugget_variance=max(noise.nugget_variance, ROUNDING_VARIANCE))


def _drawn(
    model: Model, working: Model, noise: OUCovariance, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the scores, those at an end of the scale replaced by draws of pain past it."""
    ends = _Ends.of(model)
    latent = _latent_draw(working, noise, rng)[ends.at]
    sd = np.sqrt(noise.nugget_variance)
    share = np.maximum(ndtr(ends.inside(latent, sd)), _LEAST_SHARE) * rng.random(len(latent))
    y = model.y.copy()
    y[ends.at] = latent + ends.side * sd * ndtri(np.maximum(share, _LEAST_SHARE))
    return y


def _latent_draw(
    working: Model, noise: OUCovariance, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw pain without its nugget given the working scores, by Matheron's rule, in O(n)."""
    fit = fit_known(working, noise)
    root = np.linalg.cholesky(fit.covariance)
    mean = working.x @ (fit.coefficients + root @ rng.standard_normal(len(root)))
    own = sum((_path(working.t_h, term, rng) for term in noise.terms), start=np.zeros(len(mean)))
    spread = noise.nugget_variance * _spread(working)
    seen = own + np.sqrt(spread) * rng.standard_normal(len(mean))
    both = np.column_stack([working.y - mean, seen])
    pulled = whitener(noise, working.t_h, working.spread).unspread(both)
    smoothed = both - spread[:, None] * pulled
    drawn: NDArray[np.float64] = mean + smoothed[:, 0] + own - smoothed[:, 1]
    return drawn


def _path(t_h: NDArray[np.float64], term: OUTerm, rng: np.random.Generator) -> NDArray[np.float64]:
    decay = np.exp(-np.diff(t_h) / term.tau_h)
    kicks = rng.standard_normal(len(t_h)) * np.sqrt(term.variance)
    kicks[1:] *= np.sqrt(1.0 - decay**2)
    steps = zip(decay.tolist(), kicks[1:].tolist(), strict=True)
    path = accumulate(steps, lambda value, step: step[0] * value + step[1], initial=float(kicks[0]))
    return np.fromiter(path, np.float64, len(t_h))


@dataclass(frozen=True, slots=True, eq=False)
class _Ends:
    """Which scores lie at an end of the scale: 1 below, -1 above, and where the end begins."""

    at: NDArray[np.bool_]
    side: NDArray[np.float64]
    edge: NDArray[np.float64]

    @classmethod
    def of(cls, model: Model) -> _Ends:
        at = (model.y <= LEAST) | (model.y >= GREATEST)
        low = model.y[at] <= LEAST
        return cls(at, np.where(low, 1.0, -1.0), np.where(low, LEAST + 0.5, GREATEST - 0.5))

    def inside(self, latent: NDArray[np.float64], sd: float) -> NDArray[np.float64]:
        """Return how far pain lies past the end, in units of the nugget."""
        past: NDArray[np.float64] = self.side * (self.edge - latent) / sd
        return past


def _at_the_mode(model: Model, start: Model, noise: OUCovariance) -> Model:
    """Climb to the most probable path of pain by Newton's steps."""
    ends = _Ends.of(model)
    sd = np.sqrt(noise.nugget_variance)
    working, latent = start, None
    for _ in range(_STEPS):
        new = _smoothed(working, noise)[ends.at]
        if latent is not None:
            step = np.clip(new - latent, -_LONGEST_STEP, _LONGEST_STEP)
            new = latent + step
            if np.abs(step).max() < _SETTLED:
                break
        latent = new
        inside = ends.inside(latent, sd)
        hazard = np.exp(-0.5 * inside**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(inside))
        curvature = np.maximum(hazard * (hazard + inside), _LEAST_CURVATURE)
        y, spread = model.y.copy(), np.ones(len(model.y))
        y[ends.at] = latent - ends.side * sd * hazard / curvature
        spread[ends.at] = 1.0 / curvature
        working = replace(model, y=y, spread=spread)
    return working


def _smoothed(working: Model, noise: OUCovariance) -> NDArray[np.float64]:
    """Return pain without its nugget, given the working scores."""
    left = working.y - working.x @ fit_known(working, noise).coefficients
    pulled = whitener(noise, working.t_h, working.spread).unspread(left[:, None])[:, 0]
    smoothed: NDArray[np.float64] = working.y - noise.nugget_variance * _spread(working) * pulled
    return smoothed


def _spread(working: Model) -> NDArray[np.float64]:
    return np.ones(len(working.y)) if working.spread is None else working.spread
