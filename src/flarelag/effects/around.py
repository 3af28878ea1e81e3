"""Pain in the hours around sessions, as it was logged: a picture, not an inference.

Days with hard runs differ from others in more than the run. What can be said of the hours after
hard sessions, `analysis` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

EDGES_H: Final = (-24.0, -12.0, -6.0, 0.0, 3.0, 6.0, 12.0, 18.0, 24.0, 36.0, 48.0, 72.0)
"""Hours from the end of a session; negative before it."""
HARD_LASTS_H: Final = 48.0
"""Hours after a hard session that count as its own, not as those around an easy run or a ride."""
FEWEST_SESSIONS: Final = 4
"""Sessions with an entry in a stretch below which it shows nothing."""


@dataclass(frozen=True, slots=True)
class AroundBin:
    """Mean pain in one stretch of hours around sessions of one kind.

    Parameters
    ----------
    kind : str
        As the caller names it.
    from_h, to_h : float
        Hours from the end of the session, half-open.
    mean, low, high : float
        Mean over sessions of their mean score, with a 95 % interval over sessions.
    n_sessions : int
        Sessions with an entry there.
    """

    kind: str
    from_h: float
    to_h: float
    mean: float
    low: float
    high: float
    n_sessions: int


def pain_around(sessions: pl.DataFrame, scores: pl.DataFrame) -> tuple[AroundBin, ...]:
    """Return mean pain from 24 h before to 72 h after sessions, by their kind.

    An entry after a hard session counts for the latest hard session before it. Entries within 48 h
    after a hard session do not count for easy runs and rides. Each session weighs the same,
    however often pain was logged around it: people log more when it hurts.

    Parameters
    ----------
    sessions : DataFrame
        `end` (UTC), `kind` and `hard`, in any order.
    scores : DataFrame
        `time` (UTC) and `score`: one an instant, in order of time.

    Returns
    -------
    tuple of AroundBin
        Kinds in order of name; stretches seen around fewer than four sessions are left out.
    """
    if sessions.is_empty() or scores.is_empty():
        return ()
    time_h = scores["time"].dt.epoch("us").to_numpy() / 3.6e9
    score = scores["score"].to_numpy().astype(float)
    ordered = sessions.sort("end")
    hard_h = _hours(ordered.filter(ordered["hard"]))
    bins = list[AroundBin]()
    for kind in ordered["kind"].unique().sort():
        of_kind = ordered.filter(ordered["kind"] == kind)
        own = bool(of_kind["hard"][0])
        means = [
            _session_means(end_h, time_h, score, hard_h, hard=own) for end_h in _hours(of_kind)
        ]
        bins += _bins(kind, np.array(means))
    return tuple(bins)


def _hours(sessions: pl.DataFrame) -> NDArray[np.float64]:
    return sessions["end"].dt.epoch("us").to_numpy() / 3.6e9


def _session_means(
    end_h: float,
    time_h: NDArray[np.float64],
    score: NDArray[np.float64],
    hard_h: NDArray[np.float64],
    *,
    hard: bool,
) -> NDArray[np.float64]:
    """Return the mean score of each stretch around one session; NaN without an entry."""
    first, last = np.searchsorted(time_h, [end_h + EDGES_H[0], end_h + EDGES_H[-1]])
    lag, told = time_h[first:last] - end_h, score[first:last]
    never = np.concatenate(([-np.inf], hard_h))
    latest = never[np.searchsorted(hard_h, time_h[first:last], side="right")]
    own = (lag < 0) | (latest <= end_h) if hard else time_h[first:last] - latest >= HARD_LASTS_H
    where = np.digitize(lag, EDGES_H) - 1
    n = len(EDGES_H) - 1
    counts = np.bincount(where[own], minlength=n)
    sums = np.bincount(where[own], weights=told[own], minlength=n)
    with np.errstate(invalid="ignore"):
        return sums / np.where(counts, counts, np.nan)


def _bins(kind: str, means: NDArray[np.float64]) -> list[AroundBin]:
    found = list[AroundBin]()
    for (low_h, high_h), column in zip(pairwise(EDGES_H), means.T, strict=True):
        told = column[~np.isnan(column)]
        if told.size < FEWEST_SESSIONS:
            continue
        mean = float(told.mean())
        half = float(stdtrit(told.size - 1, 0.975) * told.std(ddof=1) / np.sqrt(told.size))
        found.append(
            AroundBin(
                kind, low_h, high_h, mean, max(0.0, mean - half), min(10.0, mean + half), told.size
            )
        )
    return found
