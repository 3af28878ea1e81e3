"""Totals of running by local day, and of the seven days up to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

WEEK_DAYS: Final = 7
MEASURES: Final = ("run_km", "run_min", "hard_n", "sprint_s", "hard_stops_n", "ride_min")
"""What is summed; each is unknown as soon as one session of the week does not tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days, summed. Null: some session in them does not tell.

    Parameters
    ----------
    last_day : datetime.date or None
        Its last day; null for a mean over weeks.
    runs_n : float
        Runs; a fraction in a mean over weeks.
    run_km, run_min, hard_n, sprint_s, hard_stops_n, ride_min : float or None
        Distance and minutes run, hard sessions, seconds at sprint speed, hard slow-downs, minutes
        ridden.
    """

    last_day: date | None
    runs_n: float
    run_km: float | None
    run_min: float | None
    hard_n: float | None
    sprint_s: float | None
    hard_stops_n: float | None
    ride_min: float | None


@dataclass(frozen=True, slots=True, eq=False)
class DayTotals:
    """Running totals over days, so that any week costs two look-ups.

    Parameters
    ----------
    first : datetime.date
        The first day.
    runs : array of float, shape (days + 1,)
        Runs before each day.
    sums, unknown : dict of str to array of float, shape (days + 1,)
        For each measure: its total before each day, and how many sessions did not tell it.
    """

    first: date
    runs: NDArray[np.float64]
    sums: dict[str, NDArray[np.float64]]
    unknown: dict[str, NDArray[np.float64]]

    @property
    def run_days(self) -> list[date]:
        """The days with a run, in order."""
        return [self.first + timedelta(days=int(i)) for i in np.flatnonzero(np.diff(self.runs))]

    def week(self, last_day: date, days: int = WEEK_DAYS) -> Week:
        """Return the days up to and including one."""
        end = int(np.clip((last_day - self.first).days + 1, 0, len(self.runs) - 1))
        start = int(np.clip((last_day - self.first).days + 1 - days, 0, end))
        told = {
            name: float(self.sums[name][end] - self.sums[name][start])
            if self.unknown[name][end] == self.unknown[name][start]
            else None
            for name in MEASURES
        }
        return Week(last_day=last_day, runs_n=float(self.runs[end] - self.runs[start]), **told)


def day_totals(sessions: pl.DataFrame) -> DayTotals | None:
    """Return the totals; null without a session.

    Parameters
    ----------
    sessions : DataFrame
        Columns of `model.frames.TrainingSessions`.
    """
    if sessions.is_empty():
        return None
    days = sessions["time"].dt.date()
    first, last = days.min(), days.max()
    assert isinstance(first, date)  # noqa: S101 - the frame is not empty and its times are known
    assert isinstance(last, date)  # noqa: S101
    shape = (last - first).days + 1
    at = (days - first).dt.total_days().to_numpy()
    run = (sessions["sport"] == "run").to_numpy()
    ride = (sessions["sport"] == "ride").to_numpy()
    columns = {
        "run_km": (sessions["distance_km"], run),
        "run_min": (sessions["duration_min"], run),
        "hard_n": (sessions["hard"].cast(pl.Float64), run),
        "sprint_s": (sessions["sprint_s"], run),
        "hard_stops_n": (sessions["hard_stops_n"].cast(pl.Float64), run),
        "ride_min": (sessions["duration_min"], ride),
    }

    def total(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        by_day = np.bincount(at, weights=weights, minlength=shape)
        return np.concatenate(([0.0], np.cumsum(by_day)))

    sums = {n: total(np.where(who, v.fill_null(0.0), 0.0)) for n, (v, who) in columns.items()}
    unknown = {n: total((v.is_null().to_numpy() & who) * 1.0) for n, (v, who) in columns.items()}
    return DayTotals(first=first, runs=total(run * 1.0), sums=sums, unknown=unknown)


def mean_week(weeks: Iterable[Week]) -> Week | None:
    """Return the mean over weeks, each measure over those that tell it; null without a week."""
    every = list(weeks)
    if not every:
        return None
    told = {
        name: [v for week in every if (v := getattr(week, name)) is not None] for name in MEASURES
    }
    means = {name: sum(values) / len(values) if values else None for name, values in told.items()}
    return Week(last_day=None, runs_n=sum(w.runs_n for w in every) / len(every), **means)
