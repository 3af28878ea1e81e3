"""What else went on, as covariates: hours of sitting, a cold day, a painkiller.

A factor stands for what lay in the 24 h before an entry (a painkiller: 8 h): hours are summed, a
yes is 1. On a local day on which she logged any factor, one that was not logged is 0. On other days
nobody knows, but for what is known without logging: the rest are 0 and one shared column says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.effects.design import WEAK_PRIOR_SD, Columns
from flarelag.effects.exposures import hours_since

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_DAYS = 10
WINDOW_H = 24.0
PAINKILLER_WINDOW_H = 8.0
PAINKILLERS = frozenset({"painkiller", "painkillers", "medication"})
NOT_LOGGED = "factors not logged"


def factor_columns(scores: pl.DataFrame, factors: pl.DataFrame | None) -> Columns:
    """Return one column for each factor that was logged on 10 days or more, in order of name.

    Parameters
    ----------
    scores : DataFrame
        `time` and `utc_offset_min`, in order of time; at least one.
    factors : DataFrame[Factors] or None
        In any order; null: none.

    Returns
    -------
    Columns
        No column at all where no factor was logged often enough.
    """
    frequent = frequent_factors(factors) if factors is not None else {}
    if factors is None or not frequent:
        return Columns((), np.zeros((scores.height, 0)), np.zeros(0))
    day, told = local_day(scores), told_days(factors)
    logged = _is_in(day, told)
    columns = [
        _before(scores, rows, name) * (logged | _is_in(day, local_day(rows)))
        for name, rows in frequent.items()
    ]
    names = tuple(f"factor_{name}" for name in frequent)
    if not logged.all():
        columns.append((~logged).astype(float))
        names = (*names, NOT_LOGGED)
    return Columns(names, np.column_stack(columns), np.full(len(names), WEAK_PRIOR_SD))


def told_days(factors: pl.DataFrame) -> pl.Series:
    """Return the local days on which a factor that is not there was none.

    Those on which the person logged any. A walk or a watch's hours do not tell whether she would
    have logged her sitting; they count where nothing was ever logged by hand.
    """
    by_hand = factors.filter(~pl.col("automatic"))
    return local_day(by_hand if by_hand.height else factors).unique().sort()


def logged_days(factors: pl.DataFrame) -> dict[str, int]:
    """Return on how many local days each factor was logged, in order of name."""
    days = (
        factors.with_columns(day=local_day(factors)).group_by("name").agg(pl.col("day").n_unique())
    )
    return dict(days.sort("name").iter_rows())


def frequent_factors(factors: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the rows of each factor that was logged on 10 days or more, in order of name."""
    return {
        name: factors.filter(pl.col("name") == name)
        for name, days in logged_days(factors).items()
        if days >= FEWEST_DAYS
    }


def local_day(frame: pl.DataFrame) -> pl.Series:
    """Return the local date of each row's `time`."""
    offset = pl.duration(minutes=pl.col("utc_offset_min"))
    return frame.select((pl.col("time") + offset).dt.date()).to_series()


def _is_in(day: pl.Series, days: pl.Series) -> NDArray[np.bool_]:
    return day.is_in(days.implode()).to_numpy()


def _before(scores: pl.DataFrame, rows: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """Return what lay in the hours before each entry: the sum, or for a yes 1."""
    window_h = PAINKILLER_WINDOW_H if name.lower() in PAINKILLERS else WINDOW_H
    origin = scores["time"][0]
    entry_h = hours_since(scores["time"], origin)
    start_h = hours_since(rows["time"], origin)
    end_h = hours_since(rows["end"].fill_null(rows["time"]), origin)
    value = rows["value"].to_numpy()
    done = _done_by(entry_h, start_h, end_h, value)
    total = done - _done_by(entry_h - window_h, start_h, end_h, value)
    yes_or_no = bool(np.isin(value, (0.0, 1.0)).all())
    return (total > 0).astype(float) if yes_or_no else total


def _done_by(
    t_h: NDArray[np.float64],
    start_h: NDArray[np.float64],
    end_h: NDArray[np.float64],
    value: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how much was done by each instant, a stretch being spread evenly over its hours.

    The running total is a sum of ramps, so its corners are the starts and ends: O(n log n).
    """
    stretch = end_h > start_h
    rate = value[stretch] / (end_h - start_h)[stretch]
    corners_h = np.concatenate([start_h[stretch], end_h[stretch]])
    order = np.argsort(corners_h, kind="stable")
    corners_h, slopes = corners_h[order], np.concatenate([rate, -rate])[order].cumsum()
    ramps = np.concatenate([[0.0], np.cumsum(slopes[:-1] * np.diff(corners_h))])
    done = np.interp(t_h, corners_h, ramps) if len(corners_h) else np.zeros(len(t_h))
    at_h, at_once = start_h[~stretch], value[~stretch]
    order = np.argsort(at_h, kind="stable")
    steps = np.concatenate([[0.0], np.cumsum(at_once[order])])
    reached: NDArray[np.float64] = done + steps[np.searchsorted(at_h[order], t_h, side="right")]
    return reached
