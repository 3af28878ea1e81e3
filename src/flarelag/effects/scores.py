"""Which scores an analysis looks at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from flarelag.model.body import DOWN_THE_LEG, OF_BOTH, Side

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.body import BodySite

_LEG: Final = "leg"
ONE_MOMENT: Final = timedelta(minutes=5)


def scores_of(
    diary: pl.DataFrame, *, site: BodySite | None = None, side: Side | None = None
) -> pl.DataFrame:
    """Return the rows that speak of one site and side.

    A score elsewhere says nothing of this site, so it is left out, not taken as 0. "No pain"
    without a site speaks of every site; `both` speaks of left and of right.

    Parameters
    ----------
    diary : DataFrame[DiaryScores]
        One row for each site of an entry.
    site, side : BodySite, Side or None
        Null: any.
    """
    chosen = pl.lit(value=True)
    if site is not None:
        chosen &= pl.col("site") == site.value
    if side is not None:
        sides = {side.value, "both"} if side.value in {"left", "right"} else {side.value}
        chosen &= pl.col("side").is_in(sides)
    nowhere = (pl.col("score") == 0) & pl.col("site").is_null()
    return diary.filter(chosen.fill_null(value=False) | nowhere)


def reach_scores(diary: pl.DataFrame) -> pl.DataFrame:
    """Return how far down each leg pain goes, in the place of its score: 0 to 5.

    No pain at all is 0 on both sides, like pain that stays in the back. An entry that names other
    places only, or none, says nothing of a leg and is left out.

    Parameters
    ----------
    diary : DataFrame[DiaryScores]
        One row for each site of an entry.
    """
    hurting = pl.col("score") > 0
    levels = pl.col("site").replace_strict(
        {site.value: level for site, level in DOWN_THE_LEG.items()},
        default=None,
        return_dtype=pl.Int64,
    )
    sides: tuple[tuple[str | None, pl.Expr], ...] = (
        *((side, pl.col("side").is_in([side, *OF_BOTH])) for side in (Side.LEFT, Side.RIGHT)),
        (None, pl.col("side").is_null()),
    )
    instants = diary.group_by("time", maintain_order=True).agg(
        pl.col("utc_offset_min").first(),
        pl.col("score").max().alias("worst"),
        *(levels.filter(hurting & there).max().alias(str(side)) for side, there in sides),
    )
    free = _reach_rows(instants.filter(pl.col("worst") == 0), pl.lit(0), None, None)
    hurt = instants.filter(pl.col("worst") > 0)
    found = [_reach_rows(hurt, pl.col(str(side)), _LEG, side) for side, _ in sides]
    return pl.concat([free, *found]).drop_nulls("score").sort("time", maintain_order=True)


def _reach_rows(
    instants: pl.DataFrame, reach: pl.Expr, site: str | None, side: str | None
) -> pl.DataFrame:
    return instants.select(
        "time",
        "utc_offset_min",
        reach.cast(pl.Int64).alias("score"),
        pl.lit(site, dtype=pl.String).alias("site"),
        pl.lit(side, dtype=pl.String).alias("side"),
    )


def scores_at_instants(diary: pl.DataFrame) -> pl.DataFrame:
    """Return one score for each instant, the greatest of its sites, in order of time.

    Who scores each side by itself writes the second a minute after the first. Both speak of one
    moment: another place's score within five minutes of a first one is counted with it. A second
    score of the same place, or of none, is a moment of its own.

    Parameters
    ----------
    diary : DataFrame[DiaryScores]
        One row for each site of an entry, in any order.

    Returns
    -------
    DataFrame
        `time`, `utc_offset_min`, `score`; every instant once.
    """
    instants = (
        diary.group_by("time")
        .agg(
            pl.col("utc_offset_min").max(),
            pl.col("score").max(),
            pl.concat_str("site", "side", separator=":", ignore_nulls=True).alias("places"),
        )
        .sort("time")
    )
    times, places = instants["time"], instants.drop_in_place("places")
    if not (times.diff() <= ONE_MOMENT).any():
        return instants
    return (
        instants.with_columns(moment=_moments(times.to_list(), places.to_list()))
        .group_by("moment", maintain_order=True)
        .agg(pl.col("time").first(), pl.col("utc_offset_min").first(), pl.col("score").max())
        .drop("moment")
    )


def _moments(times: list[datetime], places: list[list[str]]) -> pl.Series:
    """Return the number of the moment that each time belongs to."""
    numbers, moment, first, scored = list[int](), -1, times[0], {""}
    for time, here in zip(times, places, strict=True):
        again = "" in scored or "" in here or not scored.isdisjoint(here)
        if again or time - first > ONE_MOMENT:
            moment, first, scored = moment + 1, time, set[str]()
        scored.update(here)
        numbers.append(moment)
    return pl.Series(numbers)
