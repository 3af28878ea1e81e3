"""Days on which something was done, and the like days on which it was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.effects.exposures import Sessions, hours_since
from flarelag.effects.factors import frequent_factors, local_day, told_days

if TYPE_CHECKING:
    from datetime import date, datetime

    from numpy.typing import NDArray

FEWEST_DAYS = 10
_DAY_H = 24.0


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """One thing, day by day.

    Parameters
    ----------
    name : str
        A factor's name, `ride`, or `run`.
    end_h : array of float, shape (m,)
        When it ended, in hours from the diary's first entry; on days without it, when it usually
        does.
    amount : array of float, shape (m,)
        In units of the usual amount; 0 on days without it.
    per_amount : float
        The usual amount: the median of those above 0.
    covariates : tuple of str
        Columns of the background that say the same.
    is_running : bool
        Whether it is running itself, so that runs are not beside it.
    """

    name: str
    end_h: NDArray[np.float64]
    amount: NDArray[np.float64]
    per_amount: float
    covariates: tuple[str, ...] = ()
    is_running: bool = False

    @property
    def done_h(self) -> NDArray[np.float64]:
        """When it was done."""
        return self.end_h[self.amount > 0]

    @property
    def n_days(self) -> int:
        """On how many days."""
        return int((self.amount > 0).sum())

    @property
    def as_sessions(self) -> Sessions:
        """The same as exposures of the delayed-effect model: every occasion counts as a run."""
        every = np.ones(len(self.end_h), dtype=bool)
        return Sessions(
            end_h=self.end_h,
            dose=self.amount,
            run=every,
            ride=~every,
            hard=self.amount > 0,
            in_diary=every,
            name=self.name,
            per_dose=self.per_amount,
            n_unknown=0,
        )


def factor_occasions(scores: pl.DataFrame, factors: pl.DataFrame | None) -> list[Occasions]:
    """Return each factor that was logged on 10 days or more, over all days that tell of it.

    Parameters
    ----------
    scores : DataFrame
        `time` and `utc_offset_min`, in order of time; at least one.
    factors : DataFrame[Factors] or None
        In any order.
    """
    if factors is None:
        return []
    origin = scores["time"][0]
    midnight_h: dict[date, float] = dict(
        zip(local_day(factors), _midnights(factors, origin).tolist(), strict=True)
    )
    told = set(told_days(factors))
    return [
        _occasions_of(
            name,
            rows,
            {day: at for day, at in midnight_h.items() if day in told.union(local_day(rows))},
            origin,
        )
        for name, rows in frequent_factors(factors).items()
    ]


def _midnights(factors: pl.DataFrame, origin: datetime) -> NDArray[np.float64]:
    offset = pl.duration(minutes=pl.col("utc_offset_min"))
    local = pl.col("time") + offset
    midnight = factors.select(local.dt.truncate("1d") - offset).to_series()
    return hours_since(midnight, origin)


def _occasions_of(
    name: str, rows: pl.DataFrame, midnight_h: dict[date, float], origin: datetime
) -> Occasions:
    ends = rows["end"].fill_null(rows["time"])
    end_h = hours_since(ends, origin)
    by_day: dict[date, tuple[float, float]] = {}
    whole = zip(local_day(rows), end_h.tolist(), rows["value"].to_list(), strict=True)
    for day, at_h, value in whole:
        before_h, before = by_day.get(day, (at_h, 0.0))
        by_day[day] = (max(before_h, at_h), before + value)
    clock = float(np.median([at_h - midnight_h[day] for day, (at_h, _) in by_day.items()]))
    every = {day: by_day.get(day, (begin_h + clock, 0.0)) for day, begin_h in midnight_h.items()}
    at, amounts = (np.array(each) for each in zip(*every.values(), strict=True))
    return Occasions(name, at, *_scaled(amounts), covariates=(f"factor_{name}",))


def session_occasions(sessions: Sessions) -> list[Occasions]:
    """Return rides and runs, each over all days from the first session to the last.

    Parameters
    ----------
    sessions : Sessions
        Of any sport.
    """
    found = []
    for name, kind, covariate in (
        ("ride", sessions.ride, "relief_ride"),
        ("run", sessions.run, "relief_run"),
    ):
        end_h = sessions.end_h[kind & sessions.in_diary]
        day = np.floor(end_h / _DAY_H).astype(int)
        if len(np.unique(day)) < FEWEST_DAYS:
            continue
        clock = float(np.median(end_h % _DAY_H))
        free = np.setdiff1d(np.arange(day.min(), day.max() + 1), day)
        at = np.concatenate([end_h, free * _DAY_H + clock])
        amount = np.concatenate([np.ones(len(end_h)), np.zeros(len(free))])
        order = np.argsort(at, kind="stable")
        found.append(
            Occasions(name, at[order], amount[order], 1.0, (covariate,), is_running=name == "run")
        )
    return found


def _scaled(amounts: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    usual = float(np.median(amounts[amounts > 0])) if (amounts > 0).any() else 1.0
    return amounts / usual, usual
