"""Relief, then rebound: how often, beside how often the same happens without a session.

Pain that is high falls, and pain that is low rises: regression to the mean makes the pattern by
itself. So a session's label is never shown without the rate of the same at the same local hour on
days without a session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions

RELIEF_WITHIN_H = 2.0
RELIEF, REBOUND = 1.0, 2.0
REBOUND_H = (3.0, 48.0)
BEFORE_WITHIN_H = 24.0
_MATCHED_DAYS = 28
_FREE_H = 48.0
_DAY_H = 24.0


@dataclass(frozen=True, slots=True)
class Rate:
    """How often.

    Parameters
    ----------
    n : int
        Times of which it can be told.
    n_rebound : int
        Those with relief and then a rebound.
    """

    n: int
    n_rebound: int


@dataclass(frozen=True, slots=True)
class Rebound:
    """After sessions, and at matched times without one.

    Parameters
    ----------
    sessions, matched : Rate
        Each run; the same local hours on days without a session.
    """

    sessions: Rate
    matched: Rate


def rebound(
    entry_h: NDArray[np.float64], score: NDArray[np.float64], sessions: Sessions
) -> Rebound | None:
    """Return how often relief is followed by a rebound; null where no session can be judged.

    Parameters
    ----------
    entry_h, score : array of float, shape (n,)
        In order of time.
    sessions : Sessions
        Runs are judged; any session bars a matched time.
    """
    runs_h = np.sort(sessions.end_h[sessions.run & sessions.in_diary])
    found = [_rebounds(entry_h, score, end_h) for end_h in runs_h.tolist()]
    if all(each is None for each in found):
        return None
    matched = (_rebounds(entry_h, score, at_h) for at_h in _matched(runs_h, sessions.end_h))
    return Rebound(sessions=_rate(found), matched=_rate(matched))


def _rate(found: Iterable[bool | None]) -> Rate:
    told = [each for each in found if each is not None]
    return Rate(len(told), sum(told))


def _rebounds(entry_h: NDArray[np.float64], score: NDArray[np.float64], at_h: float) -> bool | None:
    """Whether pain fell within 2 h and rose later; null where entries do not tell.

    The entry before is the last one ahead of the session itself, which began about an hour before
    its end.
    """
    before = int(np.searchsorted(entry_h, at_h - 1.0, side="right")) - 1
    soon = slice(*np.searchsorted(entry_h, (at_h, at_h + RELIEF_WITHIN_H), side="left").tolist())
    later = slice(
        *np.searchsorted(entry_h, (at_h + REBOUND_H[0], at_h + REBOUND_H[1]), side="left").tolist()
    )
    known = before >= 0 and entry_h[before] > at_h - BEFORE_WITHIN_H
    if not known or soon.start == soon.stop or later.start == later.stop:
        return None
    eased = float(score[soon].min())
    return bool(eased <= score[before] - RELIEF and float(score[later].max()) >= eased + REBOUND)


def _matched(runs_h: NDArray[np.float64], every_h: NDArray[np.float64]) -> list[float]:
    """Return the same hours on the nearest days that no session lies within two days of."""
    ordered = np.sort(every_h)
    found: list[float] = []
    for end_h in runs_h.tolist():
        shifts = sorted(range(-_MATCHED_DAYS, _MATCHED_DAYS + 1), key=abs)
        times = (end_h + _DAY_H * days for days in shifts if days)
        free = next((each for each in times if _is_free(ordered, each)), None)
        found += [] if free is None else [free]
    return found


def _is_free(ordered: NDArray[np.float64], at_h: float) -> bool:
    """Whether no session ends from a day before until the two days after are over."""
    first, last = np.searchsorted(ordered, (at_h - _DAY_H, at_h + _FREE_H))
    return bool(first == last)
