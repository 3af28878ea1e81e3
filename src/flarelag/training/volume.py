"""How much was run and ridden, and when one took the place of the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

SIDE_WEEKS: Final = 26
"""A switch is a change between half a year before and half a year after."""
FEWEST_WEEKS: Final = 8
LEAST_CHANGE: Final = 0.35
"""Change in riding's share of the minutes that makes a switch. Heuristic."""


class WeekStart(StrEnum):
    """The day on which a week begins."""

    MONDAY = "monday"
    SUNDAY = "sunday"

    def of(self, day: date) -> date:
        """Return the first day of a day's week."""
        back = day.weekday() if self is WeekStart.MONDAY else (day.weekday() + 1) % 7
        return day - timedelta(days=back)

    def column(self, day: pl.Expr) -> pl.Expr:
        """Return the first day of each day's week."""
        late = pl.duration(days=1 if self is WeekStart.SUNDAY else 0)
        return (day + late).dt.truncate("1w") - late


@dataclass(frozen=True, slots=True)
class Switch:
    """A lasting change between running and riding.

    Parameters
    ----------
    week : datetime.date
        The first week of the new habit.
    before, after : float
        Riding's share of the minutes in the half-year before and after, 0 to 1.
    """

    week: date
    before: float
    after: float

    @property
    def to_riding(self) -> bool:
        """Whether riding took the place of running."""
        return self.after > self.before


def weekly(sessions: pl.DataFrame, start: WeekStart = WeekStart.MONDAY) -> pl.DataFrame:
    """Return each week's running and riding, from the first to the last session.

    Parameters
    ----------
    sessions : DataFrame
        Columns of `model.frames.TrainingSessions`.
    start : WeekStart
        The day on which a week begins.

    Returns
    -------
    DataFrame
        `period` (its first day), `runs_n`, `rides_n`, `run_km`, `ride_km`, `run_min`, `ride_min`
        (null where a session of that sport does not tell), `hard_n`, `sprint_s`.
    """
    first_day = start.column(pl.col("time").dt.date())
    return _totals(sessions, first_day, "1w")


def monthly(sessions: pl.DataFrame) -> pl.DataFrame:
    """Return each calendar month's running and riding, with the columns of `weekly`."""
    return _totals(sessions, pl.col("time").dt.date().dt.truncate("1mo"), "1mo")


def _totals(sessions: pl.DataFrame, period: pl.Expr, every: str) -> pl.DataFrame:
    run, ride = pl.col("sport") == "run", pl.col("sport") == "ride"
    summed = (
        sessions.with_columns(period=period)
        .group_by("period")
        .agg(
            run.sum().cast(pl.Int64).alias("runs_n"),
            ride.sum().cast(pl.Int64).alias("rides_n"),
            _told("distance_km", run).alias("run_km"),
            _told("distance_km", ride).alias("ride_km"),
            _told("duration_min", run).alias("run_min"),
            _told("duration_min", ride).alias("ride_min"),
            (pl.col("hard") & run).sum().cast(pl.Int64).alias("hard_n"),
            _told("sprint_s", run).alias("sprint_s"),
        )
    )
    if summed.is_empty():
        return summed.select("period", *_MEASURES)
    first, last = summed["period"].min(), summed["period"].max()
    assert isinstance(first, date)  # noqa: S101 - the frame is not empty
    assert isinstance(last, date)  # noqa: S101
    span = pl.DataFrame({"period": pl.date_range(first, last, every, eager=True)})
    joined = span.join(summed, on="period", how="left").sort("period")
    empty = pl.col("runs_n").is_null()
    return joined.select(
        "period", *(pl.when(empty).then(0).otherwise(pl.col(n)).alias(n) for n in _MEASURES)
    )


_MEASURES: Final = (
    "runs_n",
    "rides_n",
    "run_km",
    "ride_km",
    "run_min",
    "ride_min",
    "hard_n",
    "sprint_s",
)


def _told(column: str, who: pl.Expr) -> pl.Expr:
    """Return the total of a column over some sessions; null where one of them does not tell."""
    chosen = pl.col(column).filter(who)
    return pl.when(chosen.is_null().any()).then(None).otherwise(chosen.sum())


def switches(weeks: pl.DataFrame) -> tuple[Switch, ...]:
    """Return the lasting changes between running and riding, oldest first.

    The week at which riding's share of the minutes changes most between the half-years around it,
    then the next such week at least half a year away.

    Parameters
    ----------
    weeks : DataFrame
        As from `weekly`.
    """
    days: list[date] = weeks["period"].to_list()
    run = weeks["run_min"].fill_null(0.0).to_list()
    ride = weeks["ride_min"].fill_null(0.0).to_list()
    found = [
        Switch(days[n], before, after)
        for n in range(FEWEST_WEEKS, len(days) - FEWEST_WEEKS + 1)
        if (before := _share(run, ride, n - SIDE_WEEKS, n)) is not None
        and (after := _share(run, ride, n, n + SIDE_WEEKS)) is not None
        and abs(after - before) >= LEAST_CHANGE
    ]
    chosen = list[Switch]()
    for each in sorted(found, key=lambda switch: -abs(switch.after - switch.before)):
        if all(abs(each.week - other.week) >= timedelta(weeks=SIDE_WEEKS) for other in chosen):
            chosen.append(each)
    return tuple(sorted(chosen, key=lambda switch: switch.week))


def _share(run: list[float], ride: list[float], start: int, end: int) -> float | None:
    run_min, ride_min = sum(run[max(0, start) : end]), sum(ride[max(0, start) : end])
    return ride_min / (run_min + ride_min) if run_min + ride_min else None
