"""Where it hurt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from flarelag.model.body import Side
from flarelag.report.frames.time_line import NOT_SAID
from flarelag.report.local_time import entry_wall_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.model.diary import DiaryEntry

YEARS_FROM_DAYS: Final = 550
_SIDES: Final[dict[Side | None, tuple[str, ...]]] = {
    Side.LEFT: ("left",),
    Side.RIGHT: ("right",),
    Side.BOTH: ("left", "right"),
    Side.MIDDLE: ("middle",),
    None: (NOT_SAID,),
}


def hours_by_place(hours: pl.DataFrame) -> pl.DataFrame:
    """Return pain by hour of day and place, in words.

    Parameters
    ----------
    hours : DataFrame
        As from `effects.daily.by_hour_and_place`.

    Returns
    -------
    DataFrame
        `place` (in words), `from_hour`, `to_hour`, `mean`, `n`.
    """
    where = pl.concat_str("side", "site", separator=" ", ignore_nulls=True)
    return hours.select(
        where.str.replace_all("_", " ").alias("place"), "from_hour", "to_hour", "mean", "n"
    )


def places(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return on how many days it hurt where, by year, or by quarter where there is one year.

    Returns
    -------
    DataFrame
        `period`, `period_days` (days with any place), `side` (`left`, `right`, `middle`,
        `not said`), `site`, `days_n`; the oldest period first.
    """
    rows = [
        (entry_wall_time(entry).date(), side, place.site.value)
        for entry in entries
        if entry.score > 0 and entry.time_end_utc is None
        for place in entry.sites
        for side in _SIDES[place.side]
    ]
    schema = {"day": pl.Date, "side": pl.String, "site": pl.String}
    told = pl.DataFrame(rows, schema=schema, orient="row").unique().sort("day", "side", "site")
    long = bool(rows) and (max(rows)[0] - min(rows)[0]).days > YEARS_FROM_DAYS
    year = pl.col("day").dt.year().cast(pl.String)
    quarter = year + pl.lit(" Q") + pl.col("day").dt.quarter().cast(pl.String)
    named = told.with_columns(period=year if long else quarter)
    return (
        named.with_columns(period_days=pl.col("day").n_unique().over("period"))
        .group_by("period", "period_days", "side", "site")
        .agg(pl.len().cast(pl.Int64).alias("days_n"))
        .sort("period", "days_n", "side", "site", descending=[False, True, False, False])
    )
