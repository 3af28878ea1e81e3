"""The columns that explain a score: what goes on anyway, what happens at once, what comes later.

Two designs share the same background (intercept, local time of day, weekend, relief after easy
runs and after rides):

- **The lag curve** adds the bins 0-3 ... 48-72 h, weighted by scaled dose, and *no* dosed immediate
  terms. `exp(-l/2h)` and `exp(-l/6h)` span nearly what the bins 0-3 and 3-6 h span: with both in,
  the early bins would say only what the immediate terms leave over, which nobody could read, and
  the shrinkage of the latter would decide how a flare at once is shared out. Without them the early
  bins take up whatever happens at once, rise or relief, and so keep it out of the bins from 6 h on.
- **The kernel model** has one smooth curve in the place of the bins, which would bend towards a
  flare at once. There the dosed immediate terms stand apart from it, shrunk towards 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.effects.lags import Lags, lags

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions

BIN_EDGES_H = (0.0, 3.0, 6.0, 12.0, 18.0, 24.0, 36.0, 48.0, 72.0)
RELIEF_H = 2.0
SLOW_FLARE_H = 6.0
IMMEDIATE_PRIOR_SD = (2.0, 1.0)
"""Points for scaled dose 1 right after the session: of the fast and of the slow immediate term.

The slow one is held tighter, since at 12 h it still looks like a delayed response."""
WEAK_PRIOR_SD = 10.0
"""Points. So wide that it matters only to a column that the entries cannot tell from others."""
_IMMEDIATE_HORIZON_H = 72.0


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Named columns of a design, with the prior of each coefficient.

    Parameters
    ----------
    names : tuple of str
        One for each column.
    x : array of float, shape (n, p)
        The columns.
    prior_sd : array of float, shape (p,)
        In points of pain; infinity where there is none.
    """

    names: tuple[str, ...]
    x: NDArray[np.float64]
    prior_sd: NDArray[np.float64]

    def beside(self, other: Columns) -> Columns:
        """Return these columns followed by others."""
        return Columns(
            (*self.names, *other.names),
            np.hstack([self.x, other.x]),
            np.concatenate([self.prior_sd, other.prior_sd]),
        )

    def without(self, *names: str) -> Columns:
        """Return these columns less some of them."""
        kept = [i for i, name in enumerate(self.names) if name not in names]
        return Columns(tuple(self.names[i] for i in kept), self.x[:, kept], self.prior_sd[kept])


def calendar_columns(scores: pl.DataFrame) -> Columns:
    """Return intercept, two harmonics of the local time of day, and weekend.

    Parameters
    ----------
    scores : DataFrame
        `time` (UTC) and `utc_offset_min`, in order of time.
    """
    offset = pl.duration(minutes=pl.col("utc_offset_min"))
    local = pl.col("time").dt.replace_time_zone(None) + offset
    clock = scores.select(
        hour=(local - local.dt.truncate("1d")).dt.total_seconds() / 3600,
        weekend=local.dt.weekday() >= 6,  # noqa: PLR2004 - ISO: Saturday is 6
    )
    angle = 2 * np.pi * clock["hour"].to_numpy() / 24
    harmonics = [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
    weekend = clock["weekend"].to_numpy().astype(float)
    x = np.column_stack([np.ones(scores.height), *harmonics, weekend])
    names = ("intercept", "cos1", "sin1", "cos2", "sin2", "weekend")
    return Columns(names, x, np.array([np.inf, *[WEAK_PRIOR_SD] * 5]))


def relief_columns(entry_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    """Return what fades with `exp(-l/2h)` after easy runs and after rides, undosed."""
    pairs = lags(entry_h, sessions.end_h, _IMMEDIATE_HORIZON_H)
    fading = np.exp(-pairs.lag_h / RELIEF_H)
    x = np.column_stack(
        [pairs.summed(kind.astype(float), fading) for kind in (sessions.easy, sessions.ride)]
    )
    return Columns(("relief_run", "relief_ride"), x, np.full(2, WEAK_PRIOR_SD))


def immediate_columns(entry_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    """Return the dosed responses `exp(-l/2h)` and `exp(-l/6h)` after runs, shrunk."""
    pairs = lags(entry_h, sessions.end_h, _IMMEDIATE_HORIZON_H)
    x = np.column_stack(
        [
            pairs.summed(sessions.dose, np.exp(-pairs.lag_h / fade_h))
            for fade_h in (RELIEF_H, SLOW_FLARE_H)
        ]
    )
    return Columns(("immediate_fast", "immediate_slow"), x, np.array(IMMEDIATE_PRIOR_SD))


def _bin_of(pairs: Lags) -> NDArray[np.intp]:
    """Return the number of each pair's bin; half-open, as the bins are."""
    return np.searchsorted(BIN_EDGES_H, pairs.lag_h, side="right") - 1


def bin_columns(entry_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    """Return one column for each lag bin: the sum of scaled doses that lie so far back."""
    pairs = lags(entry_h, sessions.end_h, BIN_EDGES_H[-1])
    number = _bin_of(pairs)
    edges = list(pairwise(BIN_EDGES_H))
    x = np.column_stack([pairs.summed(sessions.dose, number == i) for i in range(len(edges))])
    names = tuple(f"lag_{low:g}_{high:g}" for low, high in edges)
    return Columns(names, x, np.full(len(edges), WEAK_PRIOR_SD))


def entries_in_bins(entry_h: NDArray[np.float64], sessions: Sessions) -> list[int]:
    """Count for each lag bin the entries that fall into it after any hard session."""
    pairs = lags(entry_h, sessions.end_h[sessions.hard], BIN_EDGES_H[-1])
    number = _bin_of(pairs)
    return [len(np.unique(pairs.entry[number == i])) for i in range(len(BIN_EDGES_H) - 1)]
