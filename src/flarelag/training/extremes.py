"""The hardest slow-downs and the fastest sprints on record."""

from __future__ import annotations

from typing import Final

import polars as pl

SURE_FROM: Final = 0.6
"""Confidence from which an effort counts as a record: a spike of a bad signal must not lead."""
MOST_EACH_SESSION: Final = 1
"""Six like repeats of one evening would otherwise fill the list."""


def hardest_slowings(sessions: pl.DataFrame, efforts: pl.DataFrame, n: int) -> pl.DataFrame:
    """Return the slow-downs that shed the most energy, one a session, hardest first.

    Parameters
    ----------
    sessions : DataFrame
        Columns of `model.frames.TrainingSessions`.
    efforts : DataFrame
        Columns of `model.frames.TrainingEfforts`.
    n : int
        How many at most.

    Returns
    -------
    DataFrame
        Columns of `TrainingEfforts`.
    """
    return _greatest(sessions, efforts.drop_nulls("energy_j_kg"), "energy_j_kg", n)


def fastest_sprints(sessions: pl.DataFrame, efforts: pl.DataFrame, n: int) -> pl.DataFrame:
    """Return the efforts with the highest 80th percentile of speed, one a session, fastest first.

    Parameters, Returns
        As for `hardest_slowings`.
    """
    sprints = efforts.filter(pl.col("effort_class").is_in(["sprint", "fast", "effort"]))
    return _greatest(sessions, sprints.drop_nulls("p80_speed_m_s"), "p80_speed_m_s", n)


def _greatest(sessions: pl.DataFrame, efforts: pl.DataFrame, by: str, n: int) -> pl.DataFrame:
    runs = sessions.filter(pl.col("sport") == "run").select("id")
    return (
        efforts.filter(pl.col("confidence") >= SURE_FROM)
        .join(runs, left_on="activity_id", right_on="id", how="semi")
        .sort(by, "activity_id", descending=[True, False])
        .group_by("activity_id", maintain_order=True)
        .head(MOST_EACH_SESSION)
        .select(efforts.columns)
        .head(n)
    )
