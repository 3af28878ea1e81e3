"""Forecasts beside what was then logged, in points of the ranked probability score.

Scores are compared as whole points 0-10 by the continuous ranked probability score, which for whole
points is the ranked probability score (Epstein 1969; Gneiting, Raftery 2007): 0 is perfect, and a
certain forecast that is off by one point scores 1.

References
----------
Epstein (1969), J. Appl. Meteorol. 8, 985. Gneiting, Raftery (2007), J. Am. Stat. Assoc. 102, 359.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr

from flarelag.effects.forecast import LEAD_H
from flarelag.effects.rivals import Curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.effects.forecast import Forecast

BAND: Final = (0.05, 0.95)
_EDGES = np.arange(0, 10) + 0.5


class Rival(StrEnum):
    """What a forecast is compared with."""

    PERSISTENCE = "persistence"
    USUAL = "usual"
    WITHOUT_SESSIONS = "without_sessions"


def below(curve: Curve) -> NDArray[np.float64]:
    """Return the probability of a score of at most 0, 1 ... 9, shape (m, 10)."""
    return ndtr((_EDGES[None, :] - curve.mean[:, None]) / curve.sd[:, None])


def crps(curve: Curve, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the score of a forecast at each hour against what was logged, shape (m,).

    Parameters
    ----------
    curve : Curve
        At the hours of the entries.
    score : array of float, shape (m,)
        0 to 10.
    """
    reached = score[:, None] <= np.arange(10)
    total: NDArray[np.float64] = ((below(curve) - reached) ** 2).sum(axis=1)
    return total


def band(curve: Curve) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the least and the greatest score of the band that holds nine of ten entries."""
    certain = np.column_stack([below(curve), np.ones(len(curve.mean))])
    low, high = ((certain >= share).argmax(axis=1) for share in BAND)
    return low, high


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """One forecast beside the entries of the 72 h after its session.

    Parameters
    ----------
    end_h : float
        When its session ended, on any clock in hours.
    hard : bool
        Whether it was a hard session.
    lead_h : array of float, shape (m,)
        Hours after it.
    own : array of float, shape (m,)
        The forecast's scores.
    rivals : dict of Rival to array of float, shape (m,)
        Theirs.
    inside : array of bool, shape (m,)
        Whether each entry lies in the band.
    """

    end_h: float
    hard: bool
    lead_h: NDArray[np.float64]
    own: NDArray[np.float64]
    rivals: dict[Rival, NDArray[np.float64]]
    inside: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """One forecast, and the entries that may answer it.

    Parameters
    ----------
    forecast : Forecast
        As it was made.
    end_h : float
        As in `Scored`.
    lead_h, score : array of float, shape (m,)
        Hours from the session's end to entries, and their scores; others than 0-72 h are left out.
    """

    forecast: Forecast
    end_h: float
    lead_h: NDArray[np.float64]
    score: NDArray[np.float64]


def scored(answered: Sequence[Answered]) -> list[Scored]:
    """Compare forecasts with what was logged, all at once: years of them in milliseconds.

    Parameters
    ----------
    answered : sequence of Answered
        In any order.
    """
    if not answered:
        return []
    within = [(each.lead_h > 0) & (each.lead_h <= LEAD_H[-1]) for each in answered]
    n = [int(each.sum()) for each in within]
    at = np.concatenate([each.lead_h[own] for each, own in zip(answered, within, strict=True)])
    said = np.concatenate([each.score[own] for each, own in zip(answered, within, strict=True)])
    of = np.repeat(np.arange(len(answered)), n)
    forecasts = [each.forecast for each in answered]
    expected = _read_at([each.expected for each in forecasts], of, at)
    low, high = band(expected)
    cuts = np.cumsum(n)[:-1]
    parts = {
        Rival.PERSISTENCE: [each.persistence for each in forecasts],
        Rival.USUAL: [each.usual for each in forecasts],
        Rival.WITHOUT_SESSIONS: [each.without_sessions for each in forecasts],
    }
    rivals = {
        rival: np.split(crps(_read_at(curves, of, at), said), cuts)
        for rival, curves in parts.items()
    }
    own = np.split(crps(expected, said), cuts)
    inside = np.split((low <= said) & (said <= high), cuts)
    leads = np.split(at, cuts)
    return [
        Scored(
            end_h=each.end_h,
            hard=each.forecast.hard,
            lead_h=leads[i],
            own=own[i],
            rivals={rival: scores[i] for rival, scores in rivals.items()},
            inside=inside[i],
        )
        for i, each in enumerate(answered)
    ]


def _read_at(curves: Sequence[Curve], of: NDArray[np.intp], at: NDArray[np.float64]) -> Curve:
    """Return each entry's own curve at its hour, between those of `LEAD_H` by straight lines."""
    steps = at / (LEAD_H[1] - LEAD_H[0])
    first = np.minimum(steps.astype(np.intp), len(LEAD_H) - 2)
    share = steps - first
    mean, sd = (
        (1.0 - share) * values[of, first] + share * values[of, first + 1]
        for values in (
            np.stack([each.mean for each in curves]),
            np.stack([each.sd for each in curves]),
        )
    )
    return Curve(mean, sd)
