"""How much was run and ridden."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from flarelag.report.words import UNKNOWN, counted, number

if TYPE_CHECKING:
    from flarelag.report.units import Units


def volume(periods: pl.DataFrame) -> pl.DataFrame:
    """Return hours run, upwards, and ridden, downwards.

    Parameters
    ----------
    periods : DataFrame
        As from `training.volume.weekly` or `monthly`.

    Returns
    -------
    DataFrame
        The counts and distances, `run_h`, `ride_h` (negative), `period` and `until`.
    """
    step = pl.col("period").shift(-1)
    usual = pl.col("period") + (pl.col("period") - pl.col("period").shift(1))
    return periods.select(
        "period",
        pl.coalesce(step, usual, pl.col("period") + timedelta(days=7)).alias("until"),
        "runs_n",
        "rides_n",
        "run_km",
        "ride_km",
        "hard_n",
        (pl.col("run_min") / 60).alias("run_h"),
        (-pl.col("ride_min") / 60).alias("ride_h"),
    )


def sport_words(n: int, kilometres: float | None, units: Units) -> str:
    """Return how much of a sport there was: `4 sessions, 31.5 km`."""
    if not n:
        return UNKNOWN
    return f"{counted(n, 'session')}, {number(units.distance(kilometres), 1, units.distance_name)}"
