"""What the diary says, by entry and by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from flarelag.model.body import reach_of
from flarelag.report.frames.time_line import NOT_SAID
from flarelag.report.local_time import entry_wall_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.model.diary import DiaryEntry


def pain(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return one row for each diary entry with a known instant, in order of time.

    Returns
    -------
    DataFrame
        `time` (local) and `score`.
    """
    told = [entry for entry in entries if entry.time_end_utc is None]
    told.sort(key=lambda entry: entry.time_utc)
    rows = [(entry_wall_time(entry), entry.score) for entry in told]
    return pl.DataFrame(rows, schema={"time": pl.Datetime, "score": pl.Int64}, orient="row")


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


def longest_gap_days(scores: pl.DataFrame) -> int:
    """Return the most days in a row without an entry, between the first and the last."""
    days = scores["time"].dt.date().unique().sort().to_list()
    return max(((later - earlier).days - 1 for earlier, later in pairwise(days)), default=0)


def reach_by_day(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return how far down each leg pain went, the furthest of each day.

    Returns
    -------
    DataFrame
        `time` (noon of the local day), `side` (`left`, `right` or `not said`), `reach` (0 back to 5
        foot).
    """
    rows = [
        (entry_wall_time(entry).date(), side, level)
        for entry in entries
        if entry.score > 0 and entry.time_end_utc is None and entry.sites
        for reach in [reach_of(entry.sites)]
        for side, level in (("left", reach.left), ("right", reach.right), (NOT_SAID, reach.unsided))
        if level is not None
    ]
    schema = {"day": pl.Date, "side": pl.String, "reach": pl.Int64}
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by("day", "side")
        .agg(pl.col("reach").max())
        .sort("day", "side")
        .select(noon.alias("time"), "side", "reach")
    )


def reach_by_month(days: pl.DataFrame) -> pl.DataFrame:
    """Return how often pain went how far down, month by month.

    Parameters
    ----------
    days : DataFrame
        As from `reach_by_day`.

    Returns
    -------
    DataFrame
        `time` (noon amid the month), `side`, `reach`, `days_n`.
    """
    month = pl.col("time").dt.truncate("1mo") + timedelta(days=14, hours=12)
    return (
        days.group_by(month, "side", "reach")
        .agg(pl.len().cast(pl.Int64).alias("days_n"))
        .sort("time", "side", "reach")
    )
