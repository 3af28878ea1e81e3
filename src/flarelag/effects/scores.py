"""Which scores an analysis looks at."""

from __future__ import annotations

import polars as pl

from flarelag.model.body import BodySite, PainSite, Side, reach_of
from flarelag.model.frames import DiaryScores


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
    rows: list[tuple[object, ...]] = []
    for (time,), entry in diary.group_by("time", maintain_order=True):
        offset = entry["utc_offset_min"][0]
        if entry["score"].max() == 0:
            rows.append((time, offset, 0, None, None))
            continue
        hurting = entry.filter(pl.col("site").is_not_null() & (pl.col("score") > 0))
        reach = reach_of(
            PainSite(BodySite(site), Side(side) if side else None)
            for site, side in hurting.select("site", "side").rows()
        )
        told = (("left", reach.left), ("right", reach.right), (None, reach.unsided))
        rows += [(time, offset, far, "leg", side) for side, far in told if far is not None]
    return pl.DataFrame(rows, schema=diary.select(DiaryScores.column_names()).schema, orient="row")


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
