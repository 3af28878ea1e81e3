"""Activities as exposures: what counts as one dose, and which sessions were hard."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.effects.inputs import checked_dose, checked_exposures
from flarelag.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

HARD_FROM = 0.5
"""Scaled dose from which a run is a hard session."""
FEWEST_RUNS_WITH_DOSE = 8
REACH_H = 72.0
"""Hours after which a session before the diary's first entry is no longer part of its story."""
DEFAULT_DOSE, FALLBACK_DOSE = "hard_s", "effort_s"
FURTHER = "dose_"
"""How the columns of further doses begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """Exposures in the order given, with doses in units of a usual hard session.

    Parameters
    ----------
    end_h : array of float, shape (m,)
        Hours from the diary's first entry to the end of the session; may be negative.
    dose : array of float, shape (m,)
        Scaled dose of a run; 0 for other sports, and where it is unknown.
    run, ride, hard : array of bool, shape (m,)
        Hard: a run with scaled dose >= .5. A run of unknown dose is a run, never a hard one.
    in_diary : array of bool, shape (m,)
        Whether it ended between 72 h before the first entry and the last entry. Only these are
        counted and scaled by; earlier ones still weigh in with what is left of them.
    name : str
        Which dose: as the caller names `dose`, or `effort_s` where too few runs carry that.
    per_dose : float or None
        What scaled dose 1 means; null where no run has a dose.
    n_unknown : int
        Runs in the diary's time whose dose is unknown.
    """

    end_h: NDArray[np.float64]
    dose: NDArray[np.float64]
    run: NDArray[np.bool_]
    ride: NDArray[np.bool_]
    hard: NDArray[np.bool_]
    in_diary: NDArray[np.bool_]
    name: str
    per_dose: float | None
    n_unknown: int

    @property
    def easy(self) -> NDArray[np.bool_]:
        """Runs that were not hard, as far as is known."""
        return self.run & ~self.hard

    @property
    def hard_in_diary(self) -> NDArray[np.bool_]:
        """The hard sessions that are counted."""
        return self.hard & self.in_diary


def hours_since(times: pl.Series, origin: datetime) -> NDArray[np.float64]:
    """Return instants as hours from an origin."""
    return (times - origin).dt.total_microseconds().to_numpy() / 3.6e9


def _carriers(runs: pl.Series) -> int:
    return int((runs > 0).sum())


def _chosen_dose(
    frame: pl.DataFrame, dose: pl.Series, counted: pl.Series, *, name: str, declared: bool
) -> tuple[str, pl.Series]:
    """Choose `dose`, or `effort_s` where fewer than 8 runs carry it and more carry that.

    A caller who declares what one dose is has declared the dose, too.
    """
    column = f"{FURTHER}{FALLBACK_DOSE}"
    carriers = _carriers(dose.filter(counted))
    if declared or carriers >= FEWEST_RUNS_WITH_DOSE or column not in frame.columns:
        return name, dose
    other = checked_dose(frame, column)
    if _carriers(other.filter(counted)) <= carriers:
        return name, dose
    return FALLBACK_DOSE, other


def scaled_sessions(
    frame: pl.DataFrame,
    first: datetime,
    last: datetime,
    *,
    per_dose: float | None = None,
    name: str = DEFAULT_DOSE,
) -> Sessions:
    """Scale doses and tell hard sessions from easy ones.

    Parameters
    ----------
    frame : DataFrame
        Columns of `Exposures`, and `dose_effort_s` where it is known.
    first, last : datetime
        The diary's first and last entry.
    per_dose : float or None
        What scaled dose 1 means, in the unit of `dose`; null: the median of the positive doses.
    name : str
        What `dose` is called.

    Raises
    ------
    InputError
        When a column or `per_dose` holds what it cannot hold.
    """
    if per_dose is not None and not (math.isfinite(per_dose) and per_dose > 0):
        raise InputError(f"one dose must be a number above 0, not {per_dose:g}")
    exposures = checked_exposures(frame)
    end_h = hours_since(exposures["end"], first)
    in_diary = (end_h > -REACH_H) & (end_h <= (last - first).total_seconds() / 3600)
    run = (exposures["sport"] == "run").to_numpy()
    counted = pl.Series(run & in_diary)
    declared = per_dose is not None
    name, dose = _chosen_dose(frame, exposures["dose"], counted, name=name, declared=declared)
    unscaled = Sessions(
        end_h=end_h,
        dose=np.zeros(len(end_h)),
        run=run,
        ride=(exposures["sport"] == "ride").to_numpy(),
        hard=np.zeros(len(end_h), dtype=bool),
        in_diary=in_diary,
        name=name,
        per_dose=None,
        n_unknown=0,
    )
    return _with_dose(unscaled, name, dose, per_dose)


def sessions_by_dose(frame: pl.DataFrame, sessions: Sessions, name: str) -> list[Sessions]:
    """Return the same sessions by each dose that any run carries, each with its own scale.

    Parameters
    ----------
    frame : DataFrame
        What the sessions were made from: `dose`, and any further `dose_<name>`.
    sessions : Sessions
        By whichever dose.
    name : str
        What `dose` is called; a further column of that name says it twice, and is left aside.
    """
    further = [column for column in frame.columns if column.startswith(FURTHER)]
    named = {column.removeprefix(FURTHER): column for column in further} | {name: "dose"}
    by_dose = [
        _with_dose(sessions, each, checked_dose(frame, column), None)
        for each, column in named.items()
    ]
    return [each for each in by_dose if each.per_dose is not None]


def _with_dose(sessions: Sessions, name: str, dose: pl.Series, per_dose: float | None) -> Sessions:
    counted = pl.Series(sessions.run & sessions.in_diary)
    known = dose.filter(counted).drop_nulls()
    positive = known.filter(known > 0)
    scale = per_dose or (float(np.median(positive)) if len(positive) else None)
    scaled = np.where(sessions.run, dose.fill_null(0.0).to_numpy() / (scale or 1.0), 0.0)
    return replace(
        sessions,
        dose=scaled,
        hard=scaled >= HARD_FROM,
        name=name,
        per_dose=scale,
        n_unknown=int(dose.filter(counted).null_count()),
    )
