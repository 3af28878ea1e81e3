"""A recording's speed and the efforts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.model.effort import Braking, Effort

MOST_TRACE_ROWS: Final = 1600
"""A trace longer than this is thinned to the lowest and highest speed of each stretch."""


def speed(trace: pl.DataFrame, *, from_s: float, to_s: float) -> pl.DataFrame:
    """Return a stretch of a trace, thinned to what a chart can show.

    Parameters
    ----------
    trace : DataFrame
        `t_s`, `speed_m_s`.
    from_s, to_s : float
        The stretch, both ends included.

    Returns
    -------
    DataFrame
        `t_s`, `speed_m_s`; null speeds stay, so that a gap stays a gap.
    """
    stretch = trace.filter(pl.col("t_s").is_between(from_s, to_s)).select("t_s", "speed_m_s")
    if stretch.height <= MOST_TRACE_ROWS:
        return stretch
    size = -(-2 * stretch.height // MOST_TRACE_ROWS)
    numbered = stretch.with_row_index("row").with_columns(part=pl.col("row") // size)
    extremes = numbered.filter(
        (pl.col("speed_m_s") == pl.col("speed_m_s").min().over("part"))
        | (pl.col("speed_m_s") == pl.col("speed_m_s").max().over("part"))
        | pl.col("speed_m_s").is_null()
    )
    return extremes.unique(["part", "speed_m_s"], keep="first").sort("row").drop("row", "part")


def efforts(found: Iterable[Effort]) -> pl.DataFrame:
    """Return one row for each effort, numbered from 1.

    Returns
    -------
    DataFrame
        `number`, `class`, `start_s`, `end_s`, `mean_speed_m_s`, `distance_m`, `p80_fraction`,
        `braking` (grade; null where no slowing could be told), `braking_start_s`,
        `braking_end_s`, `entry_m_s`, `exit_m_s`, `energy_j_kg`, `mean_decel_m_s2`.
    """
    rows = [_effort_row(number, effort) for number, effort in enumerate(found, start=1)]
    floats = ("braking_start_s", "braking_end_s", "entry_m_s", "exit_m_s", "energy_j_kg")
    schema = {
        "number": pl.Int64,
        "class": pl.String,
        **dict.fromkeys(("start_s", "end_s", "mean_speed_m_s", "distance_m"), pl.Float64),
        "p80_fraction": pl.Float64,
        "braking": pl.String,
        **dict.fromkeys((*floats, "mean_decel_m_s2"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _effort_row(number: int, effort: Effort) -> tuple[object, ...]:
    return (
        number,
        effort.effort_class.value,
        effort.interval.start_s,
        effort.interval.end_s,
        effort.mean_speed_m_s,
        effort.distance_m,
        effort.p80_fraction,
        *braking_values(effort.braking),
    )


def braking_values(braking: Braking | None) -> tuple[object, ...]:
    """Return the grade, start, end, entry, exit, energy and deceleration; nulls for none."""
    if braking is None:
        return (None,) * 7
    return (
        braking.grade.value,
        braking.interval.start_s,
        braking.interval.end_s,
        braking.entry_m_s,
        braking.exit_m_s,
        braking.energy_j_kg,
        braking.mean_decel_m_s2,
    )
