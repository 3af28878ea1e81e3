"""How far each pair of shoes has been run in."""

from __future__ import annotations

import polars as pl


def shoe_mileage(sessions: pl.DataFrame) -> pl.DataFrame:
    """Return each pair's runs, the latest worn first.

    Parameters
    ----------
    sessions : DataFrame
        Columns of `model.frames.TrainingSessions`.

    Returns
    -------
    DataFrame
        `gear`, `first_day`, `last_day`, `runs_n`, `untold_n` (runs of unknown length), `run_km`
        (over the others).
    """
    day = pl.col("time").dt.date()
    return (
        sessions.filter((pl.col("sport") == "run") & pl.col("gear").is_not_null())
        .group_by("gear")
        .agg(
            day.min().alias("first_day"),
            day.max().alias("last_day"),
            pl.len().cast(pl.Int64).alias("runs_n"),
            pl.col("distance_km").is_null().sum().cast(pl.Int64).alias("untold_n"),
            pl.col("distance_km").sum().alias("run_km"),
        )
        .sort("last_day", "gear", descending=[True, False])
    )
