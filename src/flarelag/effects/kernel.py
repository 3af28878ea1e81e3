"""The delayed response as one smooth curve of unknown peak lag and shape.

`g(l) = (l/tp)^(k-1) exp((k-1)(1 - l/tp))` is 1 at its peak `tp`. For each peak and shape of a grid,
the response `A` to scaled dose 1 has a Gaussian posterior in closed form, and the grid is mixed by
Bayes factors. The noise is taken as known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import brentq
from scipy.special import ndtr

from flarelag.effects.design import Columns
from flarelag.effects.lags import lags
from flarelag.effects.ou import whitener

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.gls import Model
    from flarelag.effects.ou import OUCovariance

PRIOR_SD = 2.0
"""Of the response at its peak, in points for scaled dose 1."""
SHAPES = (2, 3, 5)
PEAKS_H = np.geomspace(4.0, 48.0, 25)
FEW_PEAKS_H = np.geomspace(4.0, 48.0, 7)
"""Close enough to each other where only the best explanation counts."""
_NOISE_KERNELS = ((6.0, 3), (12.0, 3), (24.0, 3))
HORIZON_H = 600.0
"""Past this the slowest kernel of the grid has fallen below 0.0002."""
_LEAST_INFORMATION = 1e-9
"""Of a response that the entries say nothing of; its posterior is the prior."""
WINDOW_H = (6.0, 24.0)
WIDENED = 1.05
"""The interval's width over its nominal one: what simulation asks for at a noise that is estimated,
not known (calibrated on seeds that the evaluation does not use)."""
WIDENED_AT_AN_END = 1.3
"""The same where many scores lie at an end of the scale and pain past it is inferred."""


def response(lag_h: NDArray[np.float64], peak_h: float, shape: int) -> NDArray[np.float64]:
    """Return the response at each lag: 0 at once, 1 at its peak."""
    ratio = lag_h / peak_h
    curve: NDArray[np.float64] = (ratio * np.exp(1.0 - ratio)) ** (shape - 1)
    return curve


@cache
def window_mean(peak_h: float, shape: int) -> float:
    """Return the mean response over 6-24 h."""
    lag_h = np.linspace(*WINDOW_H, 181)
    return float(np.trapezoid(response(lag_h, peak_h, shape), lag_h)) / (WINDOW_H[1] - WINDOW_H[0])


def summed_responses(
    entry_h: NDArray[np.float64],
    end_h: NDArray[np.float64],
    dose: NDArray[np.float64],
    kernels: Sequence[tuple[float, int]],
) -> NDArray[np.float64]:
    """Return the summed response to doses, one column for each (peak, shape).

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    end_h, dose : array of float, shape (m,)
        Of the sessions.
    kernels : sequence of (float, int)
        Peak in hours, and shape.
    """
    dosed = np.flatnonzero(dose)
    pairs = lags(entry_h, end_h[dosed], HORIZON_H)
    dose = dose[dosed]
    return np.column_stack(
        [pairs.summed(dose, response(pairs.lag_h, peak, shape)) for peak, shape in kernels]
    )


def noise_columns(entry_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    """Return three responses to stand in the mean while the noise is estimated.

    Without them a delayed response would be taken for noise.
    """
    return kernel_columns(entry_h, sessions.end_h, sessions.dose)


def kernel_columns(
    entry_h: NDArray[np.float64], end_h: NDArray[np.float64], dose: NDArray[np.float64]
) -> Columns:
    """Return three responses that together come near to any one of the grid.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    end_h, dose : array of float, shape (m,)
        Of the sessions.
    """
    x = summed_responses(entry_h, end_h, dose, _NOISE_KERNELS)
    names = tuple(f"kernel_{peak:g}" for peak, _ in _NOISE_KERNELS)
    return Columns(names, x, np.full(len(names), PRIOR_SD))


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is believed of the response after the data: one Gaussian for each (peak, shape).

    Parameters
    ----------
    weight : array of float, shape (q,)
        Sums to 1.
    mean, sd : array of float, shape (q,)
        Of the response at its peak, `A`.
    peak_h : array of float, shape (q,)
        Hours.
    window : array of float, shape (q,)
        Mean over 6-24 h of a response that is 1 at its peak.
    log_bayes_factor : float
        Of such a response against none.
    kernels : tuple of (float, int)
        Peak and shape; the weights have one block of them for each choice of columns.
    """

    weight: NDArray[np.float64]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    peak_h: NDArray[np.float64]
    window: NDArray[np.float64]
    log_bayes_factor: float
    kernels: tuple[tuple[float, int], ...]

    @property
    def p_harm(self) -> float:
        """Probability that the response is above 0."""
        return float(self.weight @ ndtr(self.mean / self.sd))

    def theta(self, widened: float = WIDENED) -> tuple[float, float, float]:
        """Return mean and widened 95 % interval of the mean response over 6-24 h."""
        mean, sd = self.mean * self.window, self.sd * self.window
        centre = float(self.weight @ mean)
        low, high = (_mixture_quantile(self.weight, mean, sd, q) for q in (0.025, 0.975))
        return centre, centre - widened * (centre - low), centre + widened * (high - centre)

    def lag_h(self) -> tuple[float, float, float]:
        """Return median and 95 % interval of the lag of the peak, in hours."""
        order = np.argsort(self.peak_h, kind="stable")
        reached = np.cumsum(self.weight[order])
        median, low, high = (
            float(self.peak_h[order][np.searchsorted(reached, q)]) for q in (0.5, 0.025, 0.975)
        )
        return median, low, high


def _mixture_quantile(
    weight: NDArray[np.float64], mean: NDArray[np.float64], sd: NDArray[np.float64], q: float
) -> float:
    reach = 9.0 * float(sd.max())
    low, high = float(mean.min()) - reach, float(mean.max()) + reach
    return float(brentq(lambda x: float(weight @ ndtr((x - mean) / sd)) - q, low, high))


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """What the columns of the mean leave over, and how likely these columns are.

    Parameters
    ----------
    products : array of float, shape (1 + q, 1 + q)
        Of whitened scores and responses.
    log_evidence : float
        Up to what all choices of columns share.
    """

    products: NDArray[np.float64]
    log_evidence: float


def _projected_off(
    columns: NDArray[np.float64], x: NDArray[np.float64], prior_sd: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return `C' (I - X (X'X + prior)^-1 X') C`: what `x` does not explain, given its priors."""
    factor = np.linalg.cholesky(x.T @ x + np.diag(1.0 / prior_sd**2))
    explained = solve_triangular(factor, x.T @ columns, lower=True)
    left: NDArray[np.float64] = columns.T @ columns - explained.T @ explained
    return left


def _choices(left: NDArray[np.float64], perhaps: Sequence[Columns]) -> Iterator[_Left]:
    """Return what is left for each choice of groups that are in the mean or not, even odds each."""
    ends = np.cumsum([0, *(len(group.names) for group in perhaps)])
    for taken in product((False, True), repeat=len(perhaps)):
        chosen = [i for i, yes in enumerate(taken) if yes]
        rest = left[ends[-1] :, ends[-1] :]
        if not chosen:
            yield _Left(rest, 0.0)
            continue
        at = np.concatenate([np.arange(ends[i], ends[i + 1]) for i in chosen])
        prior_sd = np.concatenate([perhaps[i].prior_sd for i in chosen])
        factor = np.linalg.cholesky(left[np.ix_(at, at)] + np.diag(1.0 / prior_sd**2))
        explained = solve_triangular(factor, left[at, ends[-1] :], lower=True)
        size = np.log(factor.diagonal()).sum() + np.log(prior_sd).sum()
        gain = 0.5 * float(explained[:, 0] @ explained[:, 0])
        yield _Left(rest - explained.T @ explained, gain - float(size))


def posterior(
    model: Model,
    sessions: Sessions,
    noise: OUCovariance,
    peaks_h: NDArray[np.float64] = PEAKS_H,
    *,
    perhaps: Sequence[Columns] = (),
) -> Posterior:
    """Mix the responses of all peaks and shapes by how well each explains the scores.

    Parameters
    ----------
    model : Model
        Scores with the columns that are surely in the mean; entries in order of time.
    sessions : Sessions
        With their scaled doses.
    noise : OUCovariance
        Taken as known.
    peaks_h : array of float, shape (n_peaks,)
        The grid of peaks, each with every shape.
    perhaps : sequence of Columns
        Groups of columns that may be in the mean or not: mixed, too, each at even odds. What pain
        does not show then costs no power.
    """
    kernels = [(float(peak), shape) for shape in SHAPES for peak in peaks_h]
    responses = summed_responses(model.t_h, sessions.end_h, sessions.dose, kernels)
    optional = [group.x for group in perhaps]
    stacked = np.column_stack([model.x, *optional, model.y, responses])
    white = whitener(noise, model.t_h, model.spread).whiten(stacked)
    p = model.x.shape[1]
    left = _projected_off(white[:, p:], white[:, :p], model.prior_sd)
    choices = list(_choices(left, perhaps))
    s2 = PRIOR_SD**2
    diagonals = np.array([each.products.diagonal()[1:] for each in choices])
    v = 1.0 / np.maximum(diagonals, _LEAST_INFORMATION)
    b = v * np.array([each.products[0, 1:] for each in choices])
    log_factor = 0.5 * np.log(v / (v + s2)) + b**2 / (2 * v) * s2 / (s2 + v)
    evidence = np.array([each.log_evidence for each in choices])
    log_weight = (log_factor + evidence[:, None]).ravel()
    weight = np.exp(log_weight - log_weight.max())
    n = len(choices)
    without = float(np.logaddexp.reduce(evidence)) + float(np.log(len(kernels)))
    return Posterior(
        weight=weight / weight.sum(),
        mean=(b * s2 / (s2 + v)).ravel(),
        sd=np.sqrt(v * s2 / (s2 + v)).ravel(),
        peak_h=np.tile([peak for peak, _ in kernels], n),
        window=np.tile([window_mean(peak, shape) for peak, shape in kernels], n),
        log_bayes_factor=float(log_weight.max() + np.log(weight.sum())) - without,
        kernels=tuple(kernels),
    )
