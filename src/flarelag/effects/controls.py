"""Controls: what should show nothing where only the hours after hard sessions matter.

A future exposure cannot act on the past (Flanders et al. 2011, Epidemiology 22, 59), doses dealt
out at random carry no pain, and a ride is no sprint.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from flarelag.effects.design import (
    IMMEDIATE_PRIOR_SD,
    RELIEF_H,
    SLOW_FLARE_H,
    WEAK_PRIOR_SD,
    Columns,
    relief_columns,
)
from flarelag.effects.kernel import kernel_columns, noise_columns, posterior, response
from flarelag.effects.lags import lags
from flarelag.effects.ou import whitener
from flarelag.effects.result import Estimate, Shuffled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.gls import Model
    from flarelag.effects.ou import OUCovariance

BEFORE_H = (1.0, 25.0)
"""Before the end of a session: the 24 h before one that lasts an hour."""
SHUFFLES = 199
SHUFFLED_PEAKS_H = (6.0, 9.0, 12.0, 18.0, 24.0, 36.0)
_SHUFFLED_SHAPE = 3
_SHUFFLED_HORIZON_H = 240.0
_TIES = 1e-9
_FEWEST_RIDES = 8


def before_column(entry_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    """Return how many hard sessions begin within 24 h after each entry.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    sessions : Sessions
        With their hard ones told.
    """
    end_h = np.sort(sessions.end_h[sessions.hard])
    soon, later = (np.searchsorted(end_h, entry_h + hours) for hours in BEFORE_H)
    return Columns(("before",), (later - soon)[:, None].astype(float), np.array([WEAK_PRIOR_SD]))


def after_rides(model: Model, sessions: Sessions, noise: OUCovariance) -> Estimate | None:
    """Return the mean change over 6-24 h after a ride, by the same model as after hard sessions.

    Parameters
    ----------
    model : Model
        Scores with background and immediate columns; entries in order of time.
    sessions : Sessions
        Hard runs are accounted for.
    noise : OUCovariance
        Taken as known.

    Returns
    -------
    Estimate or None
        Null below 8 rides.
    """
    if int((sessions.ride & sessions.in_diary).sum()) < _FEWEST_RIDES:
        return None
    runs = noise_columns(model.t_h, sessions)
    rides = replace(sessions, dose=sessions.ride.astype(np.float64))
    return Estimate(*posterior(model.beside(runs.x, runs.prior_sd), rides, noise).theta())


@dataclass(frozen=True, slots=True, eq=False)
class _Projected:
    """Whitened columns and what the background explains of them."""

    white: NDArray[np.float64]
    explained: NDArray[np.float64]

    def dot(self, other: _Projected) -> NDArray[np.float64]:
        """Return column by column what two blocks share beyond the background."""
        shared: NDArray[np.float64] = (self.white * other.white).sum(0) - (
            self.explained * other.explained
        ).sum(0)
        return shared


def shuffled_doses(
    model: Model,
    sessions: Sessions,
    noise: OUCovariance,
    rng: np.random.Generator,
    *,
    shuffles: int = SHUFFLES,
) -> Shuffled | None:
    """Return how often doses shuffled among the runs line up with pain as well as the true ones.

    The statistic is the greatest |z| of a delayed response over its peak, beside the responses at
    once to the same doses. Whatever runs do whatever their dose must be in the background, and the
    noise must know nothing of the doses: then p is uniform where doses do not matter.

    Parameters
    ----------
    model : Model
        Scores and a background that knows of runs, but not of their doses.
    sessions : Sessions
        With their scaled doses.
    noise : OUCovariance
        Of that model; taken as known.
    rng : Generator
        Deals the doses out.
    shuffles : int
        How often.
    """
    runs = np.flatnonzero(sessions.run)
    dose = sessions.dose[runs]
    if len(np.unique(dose)) <= 1:
        return None
    dealt = np.vstack([dose, rng.permuted(np.tile(dose, (shuffles, 1)), axis=1)]).T
    z = _greatest_z(model, sessions.end_h[runs], dealt, noise)
    as_well = int((z[1:] >= z[0] - _TIES).sum())
    return Shuffled((1 + as_well) / (shuffles + 1), shuffles)


def _greatest_z(
    model: Model,
    end_h: NDArray[np.float64],
    dealt: NDArray[np.float64],
    noise: OUCovariance,
) -> NDArray[np.float64]:
    """Return for each column of doses, shape (runs, k), the greatest |z| over the peaks."""
    factored = whitener(noise, model.t_h, model.spread)
    x = factored.whiten(model.x)
    root = np.linalg.cholesky(x.T @ x + np.diag(1.0 / model.prior_sd**2))
    onto = np.linalg.solve(root, x.T)

    def projected(columns: NDArray[np.float64]) -> _Projected:
        white = factored.whiten(columns)
        return _Projected(white, onto @ white)

    pairs = lags(model.t_h, end_h, _SHUFFLED_HORIZON_H)

    def summed(curve: NDArray[np.float64]) -> _Projected:
        shape = (len(model.t_h), len(end_h))
        by_run = csr_array((curve, (pairs.entry, pairs.session)), shape=shape)
        return projected(np.asarray(by_run @ dealt, dtype=np.float64))

    y = projected(model.y[:, None])
    at_once = [summed(np.exp(-pairs.lag_h / fade_h)) for fade_h in (RELIEF_H, SLOW_FLARE_H)]
    inverse = np.linalg.inv(_gram(at_once))
    of_y = np.stack([each.dot(y) for each in at_once], axis=1)
    z = np.zeros(dealt.shape[1])
    for peak_h in SHUFFLED_PEAKS_H:
        later = summed(response(pairs.lag_h, peak_h, _SHUFFLED_SHAPE))
        shared = np.stack([each.dot(later) for each in at_once], axis=1)
        weight = np.einsum("kij,kj->ki", inverse, shared)
        information = later.dot(later) - (weight * shared).sum(1)
        found = later.dot(y) - (weight * of_y).sum(1)
        z = np.maximum(z, np.abs(found) / np.sqrt(np.maximum(information, _TIES)))
    return z


def _gram(at_once: list[_Projected]) -> NDArray[np.float64]:
    """Return one matrix for each column of doses, shape (k, 2, 2), their priors added."""
    products = [[one.dot(other) for other in at_once] for one in at_once]
    gram: NDArray[np.float64] = np.moveaxis(np.array(products), 2, 0)
    return gram + np.diag(1.0 / np.square(IMMEDIATE_PRIOR_SD))


def background_of_runs(entry_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    """Return what a run does whatever its dose, at once and later, and a ride at once.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    sessions : Sessions
        Their doses are not looked at.
    """
    undosed = replace(sessions, hard=np.zeros(len(sessions.end_h), dtype=bool))
    later = kernel_columns(entry_h, sessions.end_h, sessions.run.astype(np.float64))
    return relief_columns(entry_h, undosed).beside(later)
