"""Which scores an analysis looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from flarelag.model.body import BodySite, Side


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


def scores_at_instants(diary: pl.DataFrame) -> pl.DataFrame:
    """Return one score for each instant, the greatest of its sites, in order of time.

    Parameters
    ----------
    diary : DataFrame[DiaryScores]
        One row for each site of an entry, in any order.

    Returns
    -------
    DataFrame
        `time`, `utc_offset_min`, `score`; every instant once.
    """
    return (
        diary.group_by("time")
        .agg(pl.col("utc_offset_min").max(), pl.col("score").max())
        .sort("time")
    )
