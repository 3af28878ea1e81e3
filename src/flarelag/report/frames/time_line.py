"""Pain by side, and the lanes below it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from flarelag.model.body import Side
from flarelag.report.local_time import activity_wall_time, entry_wall_time
from flarelag.report.units import Units
from flarelag.report.words import distance_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity
    from flarelag.report.sessions import UsualDose

NOT_SAID: Final = "not said"


def daily_by_side(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return the mean and the highest score of each local day and side.

    "No pain" without a place speaks of every side that the diary knows; both sides count for each.

    Returns
    -------
    DataFrame
        `time` (noon of the day), `side` (`left`, `right` or `not said`), `mean`, `highest`, `sites`
        (in words). After the last day before a gap stands one row without scores, so that a line
        breaks there.
    """
    told = [entry for entry in entries if entry.time_end_utc is None]
    placed = (entry for entry in told if entry.sites or entry.score)
    known = {side for entry in placed for side in _sides(entry)} or {NOT_SAID}
    rows = [
        (
            entry_wall_time(entry).date(),
            side,
            entry.score,
            [p.site.value.replace("_", " ") for p in entry.sites],
        )
        for entry in told
        for side in sorted(known if not (entry.sites or entry.score) else _sides(entry))
    ]
    schema: dict[str, Any] = {
        "day": pl.Date,
        "side": pl.String,
        "score": pl.Int64,
        "sites": pl.List(pl.String),
    }
    days = (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by("day", "side")
        .agg(
            pl.col("score").mean().alias("mean"),
            pl.col("score").max().alias("highest"),
            pl.col("sites").explode().drop_nulls().unique().sort().str.join(", ").alias("sites"),
        )
        .sort("side", "day")
    )
    return _with_breaks(days)


def _with_breaks(days: pl.DataFrame) -> pl.DataFrame:
    step = timedelta(days=1)
    following = pl.col("day").shift(-1).over("side")
    gaps = days.filter(following - pl.col("day") > step).select(
        pl.col("day") + step,
        "side",
        pl.lit(None, dtype=pl.Float64).alias("mean"),
        pl.lit(None, dtype=pl.Int64).alias("highest"),
        pl.lit("").alias("sites"),
    )
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    every = pl.concat([days.select(gaps.columns), gaps]).sort("side", "day")
    return every.select(noon.alias("time"), "side", "mean", "highest", "sites")


def _sides(entry: DiaryEntry) -> set[str]:
    sides = {place.side for place in entry.sites}
    told = {side.value for side in (Side.LEFT, Side.RIGHT) if sides & {side, Side.BOTH}}
    return told or {NOT_SAID}


def lanes(
    activities: Iterable[StoredActivity], dose: UsualDose, units: Units = Units.METRIC
) -> pl.DataFrame:
    """Return what stands in the lanes below the time line, in order of time.

    Returns
    -------
    DataFrame
        `time`, `lane` (`hard`, `braking`, `runs`, `rides`), `kind`, `distance` (in words),
        `duration_min`, `dose`, `hard_stops`, `filled` (it holds sprints), `session` (its number).
    """
    schema: dict[str, Any] = {
        "time": pl.Datetime,
        **dict.fromkeys(("lane", "kind", "distance"), pl.String),
        **dict.fromkeys(("duration_min", "dose"), pl.Float64),
        "hard_stops": pl.Int64,
        "filled": pl.Boolean,
        "session": pl.Int64,
    }
    ordered = sorted(activities, key=lambda stored: stored.activity.start_utc)
    rows = [row for stored in ordered for row in _lane_rows(stored, dose, units)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _lane_rows(
    stored: StoredActivity, dose: UsualDose, units: Units
) -> Iterator[tuple[object, ...]]:
    activity, kind = stored.activity, dose.kind(stored)
    if not kind.run and kind.value != "ride":
        return
    doses = stored.classification.doses if stored.classification else None
    told = (
        kind.value,
        distance_words(activity, units),
        None if activity.duration_s is None else activity.duration_s / 60,
        dose.of(stored) if kind.run else None,
        doses.hard_stops_n if doses and kind.run else None,
    )
    lane = "hard" if kind.hard else "runs" if kind.run else "rides"
    sprints = kind.run and bool(doses and doses.sprint_s)
    time = activity_wall_time(activity)
    yield (time, lane, *told, sprints, stored.id)
    if kind.run and doses and doses.hard_stops_n:
        yield (time, "braking", *told, True, stored.id)


def span(*timed: pl.DataFrame) -> tuple[datetime, datetime] | None:
    """Return a stretch around all times in some frames, a fortnight at least; null without one."""
    moments = [moment for frame in timed for moment in (frame["time"].min(), frame["time"].max())]
    known = [moment for moment in moments if isinstance(moment, datetime)]
    if not known:
        return None
    first, last = min(known), max(known)
    room = max(timedelta(days=1), (timedelta(days=14) - (last - first)) / 2)
    return first - room, last + room
