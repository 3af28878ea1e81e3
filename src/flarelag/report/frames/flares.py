"""Flare-ups and the measures taken."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from flarelag.model.factors import FactorKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.effects.flare_result import FlareStory
    from flarelag.model.factors import Factor
    from flarelag.model.remembered import RememberedFlare

NOON: Final = time(12)
REMEMBERED_AT: Final = 9.5
"""Where the time line shows a flare-up whose score nobody knows."""


def flares(
    stories: Iterable[FlareStory], remembered: Iterable[RememberedFlare] = ()
) -> pl.DataFrame:
    """Return flare-ups at their onset, and remembered ones at their first day.

    Returns
    -------
    DataFrame
        `time` (local), `height` (where it is drawn) and `peak` (null where it is from memory).
    """
    found = [
        (onset_wall_time(story), float(story.flare.peak), story.flare.peak) for story in stories
    ]
    recalled = [
        (datetime.combine(each.first_day, NOON), REMEMBERED_AT, None) for each in remembered
    ]
    schema = {"time": pl.Datetime(), "height": pl.Float64(), "peak": pl.Int64()}
    return pl.DataFrame([*found, *recalled], schema=schema, orient="row").sort("time")


def onset_wall_time(story: FlareStory) -> datetime:
    """Return when a flare-up began, by the clock on the wall."""
    return story.onset.replace(tzinfo=None) + timedelta(minutes=story.utc_offset_min)


def measures(factors: Iterable[Factor]) -> pl.DataFrame:
    """Return the days with measures taken.

    Returns
    -------
    DataFrame
        `time` (noon of the local day) and `names` (in words).
    """
    taken = [each for each in factors if each.kind is FactorKind.MEASURE and each.amount > 0]
    rows = [(local_day(each), each.name.replace("_", " ")) for each in taken]
    days = pl.DataFrame(rows, schema={"day": pl.Date, "name": pl.String}, orient="row")
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    return (
        days.group_by("day")
        .agg(pl.col("name").unique().sort().str.join(", ").alias("names"))
        .sort("day")
        .select(noon.alias("time"), "names")
    )


def local_day(factor: Factor) -> date:
    """Return the day on which a factor was logged to have been, by its own clock."""
    return (factor.time_utc + timedelta(seconds=factor.utc_offset_s)).date()
