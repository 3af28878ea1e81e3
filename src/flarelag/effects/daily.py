"""Pain by hour of day, and days with something against days without: first looks, preliminary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from flarelag.effects.factors import told_days
from flarelag.effects.scores import scores_at_instants

HOURS_EACH: Final = 4
FEWEST_DAYS: Final = 4
"""Days of either kind below which nothing is compared."""
FEWEST_NAMED: Final = 8
"""Entries that name a place, below which its hours are not told."""
MOST_PLACES: Final = 3
"""As many as a reader can keep apart."""
_NOWHERE: Final = pl.DataFrame(
    schema={
        "site": pl.String,
        "side": pl.String,
        "from_hour": pl.Int64,
        "to_hour": pl.Int64,
        "mean": pl.Float64,
        "n": pl.Int64,
    }
)


@dataclass(frozen=True, slots=True)
class DaysCompared:
    """Days on which something was logged, beside the other days with an entry.

    Parameters
    ----------
    name : str
        The factor, as it was logged.
    with_n, without_n : int
        Days of either kind.
    with_mean, without_mean : float
        Mean over days of the day's mean score.
    """

    name: str
    with_n: int
    without_n: int
    with_mean: float
    without_mean: float


def by_hour_of_day(scores: pl.DataFrame) -> pl.DataFrame:
    """Return mean pain by time of day.

    Parameters
    ----------
    scores : DataFrame
        `time` (UTC), `utc_offset_min`, `score`.

    Returns
    -------
    DataFrame
        `from_hour`, `to_hour` (local), `mean`, `n`; only where something was logged.
    """
    hour = _local(pl.col("time")).dt.hour().cast(pl.Int64)
    return (
        scores.group_by((hour // HOURS_EACH * HOURS_EACH).alias("from_hour"))
        .agg(pl.col("score").mean().alias("mean"), pl.len().cast(pl.Int64).alias("n"))
        .sort("from_hour")
        .select("from_hour", (pl.col("from_hour") + HOURS_EACH).alias("to_hour"), "mean", "n")
    )


def by_hour_and_place(diary: pl.DataFrame) -> pl.DataFrame:
    """Return mean pain by time of day in the places that are named most.

    Parameters
    ----------
    diary : DataFrame
        Columns of `model.frames.DiaryScores`: one row for each site of an entry.

    Returns
    -------
    DataFrame
        `site` and `side` (null: not said), and the columns of `by_hour_of_day`; the place with the
        most entries first.
    """
    named = (
        diary.drop_nulls("site")
        .group_by("site", "side")
        .agg(pl.col("time").n_unique().alias("named"))
        .filter(pl.col("named") >= FEWEST_NAMED)
        .sort("named", "site", "side", descending=[True, False, False], nulls_last=True)
        .head(MOST_PLACES)
    )
    free = diary.filter(pl.col("site").is_null() & (pl.col("score") == 0))
    parts = [
        by_hour_of_day(scores_at_instants(pl.concat([_rows_of(diary, site, side), free]))).select(
            pl.lit(site).alias("site"), pl.lit(side, dtype=pl.String).alias("side"), pl.all()
        )
        for site, side in named.select("site", "side").rows()
    ]
    return pl.concat(parts) if parts else _NOWHERE.clone()


def _rows_of(diary: pl.DataFrame, site: str, side: str | None) -> pl.DataFrame:
    return diary.filter(pl.col("site").eq(site) & pl.col("side").eq_missing(side))


def days_compared(scores: pl.DataFrame, factors: pl.DataFrame) -> tuple[DaysCompared, ...]:
    """Return mean pain on days with each factor beside the other days on which any was logged.

    A day on which she logged none does not tell whether there was one: it counts on neither side,
    unless this factor is known without logging.

    Parameters
    ----------
    scores : DataFrame
        `time` (UTC), `utc_offset_min`, `score`.
    factors : DataFrame
        Columns of `model.frames.Factors`.
    """
    day = _local(pl.col("time")).dt.date().alias("day")
    daily = scores.group_by(day).agg(pl.col("score").mean())
    logged = factors.select(day, "name", on=pl.col("value") > 0)
    told_any = told_days(factors).rename("day").to_frame()
    found = list[DaysCompared]()
    for name in sorted(logged["name"].unique().to_list()):
        own = logged.filter(pl.col("name") == name)
        told = daily.join(pl.concat([told_any, own.select("day")]).unique(), on="day", how="semi")
        days = own.filter(pl.col("on")).select("day").unique()
        with_it = told.join(days, on="day", how="semi")["score"].to_list()
        without = told.join(days, on="day", how="anti")["score"].to_list()
        if min(len(with_it), len(without)) >= FEWEST_DAYS:
            means = sum(with_it) / len(with_it), sum(without) / len(without)
            found.append(DaysCompared(name, len(with_it), len(without), *means))
    return tuple(found)


def _local(time: pl.Expr) -> pl.Expr:
    return time.dt.replace_time_zone(None) + pl.duration(minutes=pl.col("utc_offset_min"))
