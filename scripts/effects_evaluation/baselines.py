"""Two simpler methods that people use, on the same data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.stats import norm, ttest_ind

from flarelag.effects.design import calendar_columns, relief_columns
from flarelag.effects.exposures import hours_since, scaled_sessions
from flarelag.effects.inputs import checked_diary
from flarelag.effects.lags import lags
from flarelag.effects.scores import scores_at_instants

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from effects_evaluation.cells import Case

LEVEL = 0.05
HAC_LAGS = 8
WINDOW_H = (6.0, 24.0)


@dataclass(frozen=True, slots=True)
class Claims:
    """Whether each method claims any effect, at a nominal 5 %, two-sided.

    Parameters
    ----------
    next_day, ols_hac : bool
        Mean of the day after a hard session against other days; regression on the dose of the
        6-24 h before, with Newey-West errors.
    """

    next_day: bool
    ols_hac: bool


def claims(case: Case) -> Claims:
    """Return what the simpler methods claim."""
    scores = scores_at_instants(checked_diary(case.diary))
    return Claims(_next_day(case.exposures, scores), _ols_hac(case.exposures, scores))


def _local_day(frame: pl.DataFrame, time: str) -> pl.Series:
    offset = pl.duration(minutes=pl.col("utc_offset_min"))
    return frame.select((pl.col(time) + offset).dt.date()).to_series()


def _next_day(exposures: pl.DataFrame, scores: pl.DataFrame) -> bool:
    runs = exposures.filter(pl.col("dose") > 0)
    after = (_local_day(runs, "end") + pl.duration(days=1)) if runs.height else None
    daily = (
        scores.with_columns(day=_local_day(scores, "time"))
        .group_by("day")
        .agg(pl.col("score").mean())
    )
    following = pl.select(after).to_series() if after is not None else pl.Series([], dtype=pl.Date)
    is_after = daily["day"].is_in(following.implode())
    p = ttest_ind(
        daily["score"].filter(is_after), daily["score"].filter(~is_after), equal_var=False
    ).pvalue
    return bool(p < LEVEL)


def _ols_hac(exposures: pl.DataFrame, scores: pl.DataFrame) -> bool:
    first, last = scores["time"][0], scores["time"][-1]
    sessions = scaled_sessions(exposures, first, last)
    entry_h = hours_since(scores["time"], first)
    pairs = lags(entry_h, sessions.end_h, WINDOW_H[1])
    recent = pairs.summed(sessions.dose, (pairs.lag_h >= WINDOW_H[0]).astype(float))
    background = calendar_columns(scores).beside(relief_columns(entry_h, sessions))
    keep = background.x.any(axis=0)
    x = np.column_stack([background.x[:, keep], recent])
    coefficients, errors = newey_west(x, scores["score"].to_numpy().astype(float), HAC_LAGS)
    p = 2 * norm.sf(abs(coefficients[-1] / errors[-1]))
    return bool(p < LEVEL)


def newey_west(
    x: NDArray[np.float64], y: NDArray[np.float64], n_lags: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return least-squares coefficients and their Newey-West errors, without small-sample factor.

    Parameters
    ----------
    x : array of float, shape (n, p)
        Rows in order of time.
    y : array of float, shape (n,)
        Scores.
    n_lags : int
        Bartlett weights reach so far.

    References
    ----------
    Newey, West (1987), Econometrica 55, 703. R: `sandwich::NeweyWest(lag, prewhite = FALSE,
    adjust = FALSE)`.
    """
    bread = np.linalg.inv(x.T @ x)
    coefficients = bread @ x.T @ y
    moments = x * (y - x @ coefficients)[:, None]
    meat = moments.T @ moments
    for lag in range(1, n_lags + 1):
        cross = moments[lag:].T @ moments[:-lag]
        meat += (1 - lag / (n_lags + 1)) * (cross + cross.T)
    errors: NDArray[np.float64] = np.sqrt(np.diag(bread @ meat @ bread))
    return coefficients, errors
