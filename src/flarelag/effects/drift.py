"""Where pain is expected to go: a mean that is explained, and a drift back from where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from flarelag.effects.kernel import PRIOR_SD
from flarelag.effects.ou import whitener
from flarelag.effects.rivals import Curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.gls import Model
    from flarelag.effects.ou import OUCovariance

LEAST_INFORMATION = 1e-9
"""Of a response that no entry bears on yet; its posterior is the prior."""


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """The hours asked for, with the columns of the mean there.

    Parameters
    ----------
    t_h : array of float, shape (m,)
        On the clock of the model's entries; none before its last one.
    x : array of float, shape (m, p)
        Columns as in the model.
    """

    t_h: NDArray[np.float64]
    x: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Delayed responses of which at most one is true.

    Parameters
    ----------
    seen : array of float, shape (n, q)
        At the entries, 1 at the peak of one scaled dose.
    ahead : array of float, shape (m, q)
        At the hours asked for; sessions that may come meanwhile as the mean of what they do.
    spread : array of float, shape (m, q)
        Variance of what such sessions do.
    """

    seen: NDArray[np.float64]
    ahead: NDArray[np.float64]
    spread: NDArray[np.float64]


def expected(model: Model, noise: OUCovariance, ahead: Ahead, responses: Responses) -> Curve:
    """Return what a next score at each hour is expected to be, given all scores so far.

    Parameters
    ----------
    model : Model
        Scores in order of time, with the columns that are surely in the mean.
    noise : OUCovariance
        Taken as known.
    ahead : Ahead
        When.
    responses : Responses
        Mixed by Bayes factors, with "none of them" at even odds; `q = 0`: none.
    """
    p, q = model.x.shape[1], responses.seen.shape[1]
    back_h = model.t_h[-1] - model.t_h
    standing = np.column_stack([t.variance * np.exp(-back_h / t.tau_h) for t in noise.terms])
    columns = np.column_stack([model.x, model.y, responses.seen, standing])
    white = whitener(noise, model.t_h).whiten(columns)
    products = white.T @ white
    fading = np.column_stack(
        [np.exp(-(ahead.t_h - model.t_h[-1]) / term.tau_h) for term in noise.terms]
    )
    # What the scores say of each column's drift at the hours asked for.
    drifted = fading @ products[p + 1 + q :, : p + 1 + q]
    x_left = ahead.x - drifted[:, :p]
    factor = cho_factor(products[:p, :p] + np.diag(1.0 / model.prior_sd**2))
    solved = cho_solve(factor, products[:p, p : p + 1 + q])
    left = products[p : p + 1 + q, p : p + 1 + q] - products[p : p + 1 + q, :p] @ solved
    own = drifted[:, p] + x_left @ solved[:, 0]
    known = np.einsum("ij,jk,ik->i", fading, products[p + 1 + q :, p + 1 + q :], fading)
    unsure = np.einsum("ij,ij->i", x_left, cho_solve(factor, x_left.T).T)
    variance = np.maximum(noise.variance - known, noise.nugget_variance) + unsure
    rise = responses.ahead - drifted[:, p + 1 :] - x_left @ solved[:, 1:]
    return _mixed(own, variance, rise, responses.spread, left)


def _mixed(
    own: NDArray[np.float64],
    variance: NDArray[np.float64],
    rise: NDArray[np.float64],
    spread: NDArray[np.float64],
    left: NDArray[np.float64],
) -> Curve:
    """Mix the hours without a response and with each one, by how well it explains the scores."""
    s2 = PRIOR_SD**2
    v = 1.0 / np.maximum(left.diagonal()[1:], LEAST_INFORMATION)
    b = v * left[0, 1:]
    height, unsure = b * s2 / (s2 + v), v * s2 / (s2 + v)
    log_factor = 0.5 * np.log(v / (v + s2)) + b**2 / (2 * v) * s2 / (s2 + v)
    log_weight = np.concatenate([[0.0], log_factor - np.log(max(len(v), 1))])
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    means = np.column_stack([own, own[:, None] + rise * height])
    later = rise**2 * unsure + spread * (height**2 + unsure)
    variances = np.column_stack([variance, variance[:, None] + later])
    mean = means @ weight
    return Curve(mean, np.sqrt((variances + means**2) @ weight - mean**2))
