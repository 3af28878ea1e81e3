"""The data behind each chart: one pure frame each. Times are local wall time, without a zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from flarelag.report.local_time import activity_wall_time, entry_wall_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.effects.result import EffectResult
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.effort import Effort
    from flarelag.model.stored import StoredActivity
    from flarelag.report.sessions import UsualDose

MOST_TRACE_ROWS: Final = 4000
"""A trace longer than this is thinned to the lowest and highest speed of each stretch."""


def pain(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return one row for each diary entry with a known instant, in order of time.

    Returns
    -------
    DataFrame
        `time` (local), `score`, `where` (null if not said), `flare`.
    """
    rows = [
        (
            entry_wall_time(entry),
            entry.score,
            ", ".join(str(site).replace("_", " ").replace(":", " ") for site in entry.sites)
            or None,
            entry.flare,
        )
        for entry in sorted(entries, key=lambda entry: entry.time_utc)
        if entry.time_end_utc is None
    ]
    schema = {"time": pl.Datetime, "score": pl.Int64, "where": pl.String, "flare": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def daily_pain(scores: pl.DataFrame) -> pl.DataFrame:
    """Return the mean score of each local day; a day without an entry is null, not joined up.

    Parameters
    ----------
    scores : DataFrame
        As from `pain`.

    Returns
    -------
    DataFrame
        `time` (noon of the day), `mean_score`, `n_entries`; one row for each day from first to
        last.
    """
    schema = {"time": pl.Datetime, "mean_score": pl.Float64, "n_entries": pl.UInt32}
    if scores.is_empty():
        return pl.DataFrame(schema=schema)
    days = scores.group_by(pl.col("time").dt.date().alias("day")).agg(
        pl.col("score").mean().alias("mean_score"), pl.len().alias("n_entries")
    )
    known: list[date] = days["day"].to_list()
    every = pl.DataFrame({"day": pl.date_range(min(known), max(known), eager=True)})
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    return (
        every.join(days, on="day", how="left")
        .sort("day")
        .select(noon.alias("time"), "mean_score", pl.col("n_entries").fill_null(0))
    )


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


def lag_bins(result: EffectResult) -> pl.DataFrame:
    """Return the lag curve.

    Returns
    -------
    DataFrame
        `from_h`, `to_h`, `mean`, `low`, `high` (points; null where no entry falls), `n_entries`.
    """
    rows = [
        (
            each.from_h,
            each.to_h,
            each.estimate and each.estimate.mean,
            each.estimate and each.estimate.low,
            each.estimate and each.estimate.high,
            each.n_entries,
        )
        for each in result.bins
    ]
    schema = dict.fromkeys(("from_h", "to_h", "mean", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"n_entries": pl.Int64}, orient="row")


def speed(trace: pl.DataFrame, *, from_s: float, to_s: float) -> pl.DataFrame:
    """Return a stretch of a trace, thinned to what a chart can show.

    Parameters
    ----------
    trace : DataFrame
        `t_s`, `speed_m_s`.
    from_s, to_s : float
        The stretch, both ends included.

    Returns
    -------
    DataFrame
        `t_s`, `speed_m_s`; null speeds stay, so that a gap stays a gap.
    """
    stretch = trace.filter(pl.col("t_s").is_between(from_s, to_s)).select("t_s", "speed_m_s")
    if stretch.height <= MOST_TRACE_ROWS:
        return stretch
    size = -(-2 * stretch.height // MOST_TRACE_ROWS)
    numbered = stretch.with_row_index("row").with_columns(part=pl.col("row") // size)
    extremes = numbered.filter(
        (pl.col("speed_m_s") == pl.col("speed_m_s").min().over("part"))
        | (pl.col("speed_m_s") == pl.col("speed_m_s").max().over("part"))
        | pl.col("speed_m_s").is_null()
    )
    return extremes.unique(["part", "speed_m_s"], keep="first").sort("row").drop("row", "part")


def efforts(found: Iterable[Effort]) -> pl.DataFrame:
    """Return one row for each effort, numbered from 1.

    Returns
    -------
    DataFrame
        `number`, `class`, `start_s`, `end_s`, `mean_speed_m_s`, `distance_m`, `p80_fraction`,
        `braking` (grade; null where no slowing could be told), `braking_start_s`,
        `braking_end_s`, `entry_m_s`, `exit_m_s`, `energy_j_kg`, `mean_decel_m_s2`.
    """
    rows = [_effort_row(number, effort) for number, effort in enumerate(found, start=1)]
    floats = ("braking_start_s", "braking_end_s", "entry_m_s", "exit_m_s", "energy_j_kg")
    schema = {
        "number": pl.Int64,
        "class": pl.String,
        **dict.fromkeys(("start_s", "end_s", "mean_speed_m_s", "distance_m"), pl.Float64),
        "p80_fraction": pl.Float64,
        "braking": pl.String,
        **dict.fromkeys((*floats, "mean_decel_m_s2"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _effort_row(number: int, effort: Effort) -> tuple[object, ...]:
    braking = effort.braking
    slowing: tuple[object, ...] = (None,) * 7
    if braking is not None:
        slowing = (
            braking.grade.value,
            braking.interval.start_s,
            braking.interval.end_s,
            braking.entry_m_s,
            braking.exit_m_s,
            braking.energy_j_kg,
            braking.mean_decel_m_s2,
        )
    return (
        number,
        effort.effort_class.value,
        effort.interval.start_s,
        effort.interval.end_s,
        effort.mean_speed_m_s,
        effort.distance_m,
        effort.p80_fraction,
        *slowing,
    )


def weeks(scores: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each week, Monday to Sunday, from the first to the last of either.

    Parameters
    ----------
    scores, done : DataFrame
        As from `pain` and `sessions`.

    Returns
    -------
    DataFrame
        `week` (its Monday), `n_entries`, `n_days` (with an entry), `mean_score`, `max_score`
        (null without entries), `n_hard`, `n_runs` (all runs), `n_rides`, `run_km` (null where a
        run's distance is unknown).
    """
    mondays = [_monday(each) for each in [*scores["time"], *done["time"]]]
    span = _every_week(mondays)
    week = pl.col("time").dt.truncate("1w").dt.date().alias("week")
    pained = scores.group_by(week).agg(
        pl.len().alias("n_entries"),
        pl.col("time").dt.date().n_unique().alias("n_days"),
        pl.col("score").mean().alias("mean_score"),
        pl.col("score").max().alias("max_score"),
    )
    moved = done.group_by(week).agg(
        pl.col("hard").sum().alias("n_hard"),
        pl.col("run").sum().alias("n_runs"),
        (pl.col("kind") == "ride").sum().alias("n_rides"),
        pl.when(pl.col("distance_km").filter("run").is_null().any())
        .then(None)
        .otherwise(pl.col("distance_km").filter("run").sum())
        .alias("run_km"),
    )
    counts = ("n_entries", "n_days", "n_hard", "n_runs", "n_rides")
    return (
        pl.DataFrame({"week": span}, schema={"week": pl.Date})
        .join(pained, on="week", how="left")
        .join(moved, on="week", how="left")
        .sort("week")
        .with_columns(pl.col(*counts).fill_null(0))
    )


def _monday(wall: datetime) -> date:
    return wall.date() - timedelta(days=wall.weekday())


def _every_week(mondays: list[date]) -> list[date]:
    if not mondays:
        return []
    first, last = min(mondays), max(mondays)
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def longest_gap_days(scores: pl.DataFrame) -> int:
    """Return the most days in a row without an entry, between the first and the last."""
    days = scores["time"].dt.date().unique().sort().to_list()
    return max(((later - earlier).days - 1 for earlier, later in pairwise(days)), default=0)
