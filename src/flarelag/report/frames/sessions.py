"""The activities, one row each, and the weeks that hold them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from flarelag.report.local_time import activity_wall_time
from flarelag.training.volume import WeekStart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.model.stored import StoredActivity
    from flarelag.report.sessions import UsualDose


def sessions(activities: Iterable[StoredActivity], dose: UsualDose) -> pl.DataFrame:
    """Return one row for each activity, in order of time.

    Returns
    -------
    DataFrame
        `time` (local start), `kind` (`SessionKind`), `hard`, `run`, `distance_km`, `duration_min`,
        `dose` (in the unit of the dose used; null if unknown), `sprints` and `hard_stops`
        (numbers; null where not classified).
    """
    rows = [
        _session_row(stored, dose)
        for stored in sorted(activities, key=lambda stored: stored.activity.start_utc)
    ]
    schema = {
        "time": pl.Datetime,
        "kind": pl.String,
        "hard": pl.Boolean,
        "run": pl.Boolean,
        "distance_km": pl.Float64,
        "duration_min": pl.Float64,
        "dose": pl.Float64,
        "sprints": pl.Int64,
        "hard_stops": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _session_row(stored: StoredActivity, dose: UsualDose) -> tuple[object, ...]:
    activity, classified = stored.activity, stored.classification
    kind = dose.kind(stored)
    return (
        activity_wall_time(activity),
        kind.value,
        kind.hard,
        kind.run,
        None if activity.distance_m is None else activity.distance_m / 1000,
        None if activity.duration_s is None else activity.duration_s / 60,
        dose.of(stored),
        classified and sum(effort.effort_class == "sprint" for effort in classified.efforts),
        classified and classified.doses.hard_stops_n,
    )


def weeks(
    scores: pl.DataFrame, done: pl.DataFrame, start: WeekStart = WeekStart.MONDAY
) -> pl.DataFrame:
    """Return one row for each week from the first to the last of either.

    Parameters
    ----------
    scores, done : DataFrame
        As from `pain` and `sessions`.
    start : WeekStart
        The day on which a week begins.

    Returns
    -------
    DataFrame
        `week` (its first day), `n_entries`, `n_days` (with an entry), `mean_score`, `max_score`
        (null without entries), `n_hard`, `n_runs` (all runs), `n_rides`, `run_km` and
        `ride_km` (null where the distance of one is unknown).
    """
    days = [start.of(each.date()) for each in [*scores["time"], *done["time"]]]
    every = _every_week(days)
    week = start.column(pl.col("time").dt.date()).alias("week")
    ride = pl.col("kind") == "ride"
    pained = scores.group_by(week).agg(
        pl.len().alias("n_entries"),
        pl.col("time").dt.date().n_unique().alias("n_days"),
        pl.col("score").mean().alias("mean_score"),
        pl.col("score").max().alias("max_score"),
    )
    moved = done.group_by(week).agg(
        pl.col("hard").sum().alias("n_hard"),
        pl.col("run").sum().alias("n_runs"),
        ride.sum().alias("n_rides"),
        pl.when(pl.col("distance_km").filter("run").is_null().any())
        .then(None)
        .otherwise(pl.col("distance_km").filter("run").sum())
        .alias("run_km"),
        pl.when(pl.col("distance_km").filter(ride).is_null().any())
        .then(None)
        .otherwise(pl.col("distance_km").filter(ride).sum())
        .alias("ride_km"),
    )
    counts = ("n_entries", "n_days", "n_hard", "n_runs", "n_rides")
    return (
        pl.DataFrame({"week": every}, schema={"week": pl.Date})
        .join(pained, on="week", how="left")
        .join(moved, on="week", how="left")
        .sort("week")
        .with_columns(pl.col(*counts).fill_null(0))
    )


def _every_week(first_days: list[date]) -> list[date]:
    if not first_days:
        return []
    first, last = min(first_days), max(first_days)
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
