"""Running hard on good days, as a column: pain near the sessions that somebody chose to run.

Pain wanders by itself. If whoever feels good runs hard, that wandering is low when a session is
run, and so it is, fading, for hours to days before *and after* it. Where the chance of a hard
session is `exp(-c u)` of the wandering `u` at that instant, Gaussian `u` keeps its covariance `K`
and its mean becomes `-c sum_j K(t, t_j)`: one column, alike on both sides of every session, whose
coefficient the entries before the sessions settle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.design import WEAK_PRIOR_SD, Columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.ou import OUCovariance

CHOSEN_BEFORE_END_H = 1.0
"""When it was chosen to run hard, before the end: about the start of a session."""


def selection_column(
    entry_h: NDArray[np.float64], sessions: Sessions, noise: OUCovariance
) -> Columns:
    """Return the wandering that goes with having chosen these sessions, 1 at a lone one.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    sessions : Sessions
        With their hard ones told.
    noise : OUCovariance
        Gives `K`, the nugget aside.

    References
    ----------
    Diggle, Menezes, Su (2010), J. R. Stat. Soc. C 59, 191: "Geostatistical inference under
    preferential sampling".
    """
    chosen_h = np.sort(sessions.end_h[sessions.hard]) - CHOSEN_BEFORE_END_H
    wandering = sum(term.variance for term in noise.terms)
    total = np.zeros(len(entry_h))
    for term in noise.terms:
        after = _fading_sum(entry_h, chosen_h, term.tau_h)
        before = _fading_sum(-entry_h[::-1], -chosen_h[::-1], term.tau_h, strictly=True)[::-1]
        total += term.variance / wandering * (after + before)
    return Columns(("selection",), total[:, None], np.array([WEAK_PRIOR_SD]))


def _fading_sum(
    at_h: NDArray[np.float64],
    since_h: NDArray[np.float64],
    tau_h: float,
    *,
    strictly: bool = False,
) -> NDArray[np.float64]:
    """Return at each time the sum of `exp(-(t - s)/tau)` over the times `s` up to it, in O(n)."""
    reached = np.searchsorted(since_h, at_h, side="left" if strictly else "right")
    sums = np.zeros(len(since_h) + 1)
    gaps = np.exp(-np.diff(since_h) / tau_h)
    for i in range(len(since_h)):
        sums[i + 1] = 1.0 + (gaps[i - 1] * sums[i] if i else 0.0)
    latest = np.concatenate([[0.0], since_h])[reached]
    faded: NDArray[np.float64] = sums[reached] * np.exp(
        -np.where(reached, at_h - latest, 0) / tau_h
    )
    return faded
