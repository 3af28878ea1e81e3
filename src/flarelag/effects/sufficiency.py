"""Whether there is enough to say anything, what is missing, and how much more diary it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.effects.result import Missing, NeededSessions
from flarelag.model.lag_bands import LEAST_COVERED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.result import EntryToAdd

FEWEST_HARD_SESSIONS = 8
FEWEST_ENTRIES = 100
_RATE_OVER_H = 56 * 24.0
_RATE_FROM_DAYS = 7.0
LONGEST_WAIT_DAYS = 730
"""No rate says more than two years ahead; more would be false precision."""
_MOST_SESSIONS = 200
_SE_AT_ONE_SESSION = 0.87
"""Points, at three entries a day, before the person's own figure is known."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast data comes in, over the diary's last eight weeks (or all of it, if shorter).

    It says how many days of diary more something takes, never a date: nobody here knows what day
    it is, and a diary may have stopped long ago.

    Parameters
    ----------
    hard_per_day, entries_per_day : float
        The diary's latest rate.
    """

    hard_per_day: float
    entries_per_day: float

    def days_for(self, hard_sessions: int, entries: int = 0) -> int | None:
        """Return in how many days so many more are there; null where no number is worth giving."""
        waits = [(hard_sessions, self.hard_per_day), (entries, self.entries_per_day)]
        if any(needed > 0 and rate <= 0 for needed, rate in waits):
            return None
        days = max((needed / rate for needed, rate in waits if needed > 0), default=0.0)
        if days > LONGEST_WAIT_DAYS:
            return None
        return math.ceil(days)


def latest_rate(entry_h: NDArray[np.float64], sessions: Sessions) -> Rate:
    """Return how many entries and hard sessions a day brought of late.

    A diary of less than a week counts as a week's: one hard session on its first day is no rate of
    one a day.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order; at least one.
    sessions : Sessions
        With their hard ones told.
    """
    since_h = max(entry_h[-1] - _RATE_OVER_H, entry_h[0])
    days = max((entry_h[-1] - since_h) / 24, _RATE_FROM_DAYS)
    recent = sessions.hard_in_diary & (sessions.end_h >= since_h)
    return Rate(int(recent.sum()) / days, int((entry_h >= since_h).sum()) / days)


def missing(
    n_hard: int,
    n_entries: int,
    covered: float | None,
    rate: Rate,
    to_add: EntryToAdd | None = None,
) -> Missing:
    """Say what is missing, and how many days of diary more it takes at the latest rate.

    Where too few sessions have entries after them, these are the days in which enough further
    sessions, each with entries in two of the bands, lift the share.

    Parameters
    ----------
    n_hard, n_entries : int
        What there is.
    covered : float or None
        Share of hard sessions with entries after them; null where none can be judged.
    rate : Rate
        How fast more comes in.
    to_add : EntryToAdd or None
        The entry most often missing after hard sessions.
    """
    hard = max(0, FEWEST_HARD_SESSIONS - n_hard)
    entries = max(0, FEWEST_ENTRIES - n_entries)
    to_lift = 0
    if covered is not None and covered < LEAST_COVERED:
        to_lift = math.ceil((LEAST_COVERED - covered) * n_hard / (1 - LEAST_COVERED))
    if not (hard or entries or to_lift):
        return Missing(0, 0, covered, None)
    days = rate.days_for(max(hard, to_lift), entries)
    return Missing(hard, entries, covered, days, to_add if to_lift else None)


def enough(lacking: Missing) -> bool:
    """Whether anything may be said at all."""
    covered = lacking.covered_fraction
    nothing_lacks = lacking.hard_sessions == 0 and lacking.entries == 0
    return nothing_lacks and covered is not None and covered >= LEAST_COVERED


def needed_hard_sessions(n_hard: int, standard_error: float | None) -> NeededSessions:
    """Return how many hard sessions in all show a mean rise of 1 and of 2 points.

    `N = (3.2 SE sqrt(N_now) / rise)^2 x 1.4`, never from the estimate itself.

    Parameters
    ----------
    n_hard : int
        Hard sessions so far.
    standard_error : float or None
        Of the mean change over 6-24 h; null before it can be told.
    """

    def shown(points: float) -> int | None:
        n = sessions_for(points, n_hard, standard_error)
        return n if n <= _MOST_SESSIONS else None

    return NeededSessions(shown(1.0), shown(2.0))


def sessions_for(points: float, n_hard: int, standard_error: float | None) -> int:
    """Return how many hard sessions in all show a mean rise of so many points.

    Parameters
    ----------
    points : float
        The rise.
    n_hard, standard_error
        As in `needed_hard_sessions`.
    """
    own = standard_error is not None and n_hard >= FEWEST_HARD_SESSIONS
    at_one = standard_error * math.sqrt(n_hard) if own and standard_error else _SE_AT_ONE_SESSION
    return max(FEWEST_HARD_SESSIONS, math.ceil((3.2 * at_one / points) ** 2 * 1.4))
