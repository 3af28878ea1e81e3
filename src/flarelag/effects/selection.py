"""Running hard on good days, as columns: pain near the sessions that somebody chose to run.

Pain wanders by itself. If whoever feels good runs hard, that wandering is low when a session is
run, and so it is, fading, for hours to days before *and after* it: an Ornstein-Uhlenbeck process
looks the same in both directions of time, whatever rule the choice followed. Two columns, each
alike on both sides of every session and fading over hours or over days, take that up; the entries
before the sessions settle how much of each. A response lies on one side only.

References
----------
Diggle, Menezes, Su (2010), J. R. Stat. Soc. C 59, 191: "Geostatistical inference under preferential
sampling".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.design import Columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions

CHOSEN_BEFORE_END_H = 1.0
"""When it was chosen to run hard, before the end: about the start of a session."""
FADING_H = (18.0, 120.0)
SELECTION_PRIOR_SD = 1.0
"""Points, at a session."""


def selection_columns(entry_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    """Return the wandering that goes with having chosen these hard sessions.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    sessions : Sessions
        With their hard ones told.
    """
    return around(entry_h, sessions.end_h[sessions.hard] - CHOSEN_BEFORE_END_H)


def around(entry_h: NDArray[np.float64], chosen_h: NDArray[np.float64]) -> Columns:
    """Return two columns that fade from some instants in both directions of time.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    chosen_h : array of float, shape (m,)
        In any order.
    """
    chosen_h = np.sort(chosen_h)
    x = np.column_stack([_fading(entry_h, chosen_h, tau_h) for tau_h in FADING_H])
    names = tuple(f"selection_{tau_h:g}" for tau_h in FADING_H)
    return Columns(names, x, np.full(len(names), SELECTION_PRIOR_SD))


def just_before(
    entry_h: NDArray[np.float64], chosen_h: NDArray[np.float64], within_h: float = 2.0
) -> Columns:
    """Return how often something was chosen within the two hours after each entry.

    What is taken because a score was high follows the chance in that very score, too, which is
    gone by the next entry: it must not pass for relief.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order.
    chosen_h : array of float, shape (m,)
        In any order.
    within_h : float
        Hours.
    """
    ordered = np.sort(chosen_h)
    first, last = (np.searchsorted(ordered, entry_h + hours) for hours in (0.0, within_h))
    x = (last - first)[:, None].astype(np.float64)
    return Columns(("just_before",), x, np.array([SELECTION_PRIOR_SD]))


def _fading(
    entry_h: NDArray[np.float64], chosen_h: NDArray[np.float64], tau_h: float
) -> NDArray[np.float64]:
    after = _fading_sum(entry_h, chosen_h, tau_h)
    before = _fading_sum(-entry_h[::-1], -chosen_h[::-1], tau_h, strictly=True)[::-1]
    return after + before


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
