"""How many pairs it takes, how surely they show a difference, and until when."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import nctdtr, stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL_SD: Final = 1.4
"""Of the differences of pairs, in points, where a diary does not tell its own."""
_FACTOR: Final = 7.84
"""(1.96 + 0.84)^2: a power of 80 % at 5 %, two-sided."""
_COARSE_BELOW: Final = 12
"""With fewer pairs the exact test's few possible p cost power against Student's."""
_DRAWS, _SEED = 4000, 20_260
LOOK_BACK: Final = timedelta(weeks=8)
"""So far back goes what a diary tells of the time to come."""
_WEEK: Final = timedelta(weeks=1)


def pairs_needed(smallest: float, sd: float = USUAL_SD) -> int:
    """Return the pairs that show a difference four times in five: `7.84 sd^2 / D^2 + 2`.

    Parameters
    ----------
    smallest : float
        D, in points.
    sd : float
        Standard deviation of the differences of pairs, in points.
    """
    return math.ceil(_FACTOR * sd**2 / smallest**2 + 2)


def least_p(n_pairs: int) -> float:
    """Return the least p that the exact two-sided test can reach."""
    return 2.0 / 2.0**n_pairs


def t_power(n_pairs: int, d: float) -> float:
    """Return the power of the paired t test at 5 %, two-sided.

    Parameters
    ----------
    n_pairs : int
        At least 2.
    d : float
        The difference in standard deviations of the differences of pairs.

    References
    ----------
    R: `power.t.test(n, delta = d, sd = 1, type = "paired")`.
    """
    freedom = np.float64(n_pairs - 1)
    bound = stdtrit(freedom, np.float64(0.975))
    return 1.0 - float(nctdtr(freedom, np.float64(d * math.sqrt(n_pairs)), bound))


@lru_cache
def power(n_pairs: int, d: float) -> float:
    """Return how often the exact sign-flip test finds a difference, on normal differences.

    Parameters
    ----------
    n_pairs, d
        As in `t_power`, which it is very near to from 12 pairs on; with fewer it is simulated
        from one seed, over all signs.
    """
    if n_pairs >= _COARSE_BELOW:
        return t_power(n_pairs, d)
    drawn = np.random.default_rng(_SEED).normal(d, 1.0, (_DRAWS, n_pairs))
    signs = 1.0 - 2.0 * ((np.arange(2**n_pairs)[:, None] >> np.arange(n_pairs)) & 1)
    sums = np.abs(drawn @ signs.T)
    p = (sums >= sums[:, :1] - 1e-9).mean(axis=1)
    return float((p <= 0.05).mean())  # noqa: PLR2004 - the level


def sessions_per_week(
    ends: Sequence[datetime], *, least_gap: timedelta, now: datetime
) -> float | None:
    """Return how many sessions a week would count, as the last eight weeks went.

    Parameters
    ----------
    ends : sequence of datetime
        Of the sessions that could be paired, in order.
    least_gap : timedelta
        From one that counts to the next, at least.
    now : datetime
        Aware.

    Returns
    -------
    float or None
        Null where there was none.
    """
    recent = [end for end in ends if now - LOOK_BACK <= end < now]
    counted: list[datetime] = []
    for end in recent:
        if not counted or end - counted[-1] >= least_gap:
            counted.append(end)
    return len(counted) / (LOOK_BACK / _WEEK) if counted else None


def ready_at(n_sessions: int, per_week: float | None, *, now: datetime) -> datetime | None:
    """Return when so many sessions will have taken place at this rate; null when it cannot be told.

    Parameters
    ----------
    n_sessions : int
        Still to come.
    per_week : float or None
        As `sessions_per_week` returns it.
    now : datetime
        Aware.
    """
    return None if not per_week else now + n_sessions / per_week * _WEEK
