"""People whose pain follows the dose of a session in a known way: a step, a line, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.model.sport import Sport
from flarelag.simulation.calendar import Calendar
from flarelag.simulation.diary import keep_diary
from flarelag.simulation.frames import exposures_frame, scores_frame
from flarelag.simulation.pain import PainModel, delayed, mean_rise
from flarelag.simulation.truth import SessionKind
from flarelag.simulation.year import YearOptions, simulate_year

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FIRST_DAY = date(2025, 1, 6)
DOSES_S = (20.0, 200.0)
STEP_AT_S = 70.0
EVALUATION_SEEDS, TUNING_SEEDS = 20_262, 8


def _flat_none(dose_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.zeros_like(dose_s)


def _flat_one(dose_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return (dose_s > 0).astype(np.float64)


def _step(dose_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(dose_s > STEP_AT_S, 1.5, 0.0)


def _linear(dose_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return 2.0 * dose_s / DOSES_S[1]


TRUTHS: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "flat_none": _flat_none,
    "flat_one": _flat_one,
    "step": _step,
    "linear": _linear,
}
"""Rise at its peak, 12 h later, in points, by the seconds of a session."""


@dataclass(frozen=True, slots=True, eq=False)
class DosedPerson:
    """One person as the analysis sees her, with the truth.

    Parameters
    ----------
    exposures, diary : DataFrame
        As `effects.analyze` takes them.
    rise : callable
        The mean rise over 6-24 h by the seconds of a session.
    """

    exposures: pl.DataFrame
    diary: pl.DataFrame
    rise: Callable[[NDArray[np.float64]], NDArray[np.float64]]


def dosed_person(truth: str, weeks: int, key: list[int]) -> DosedPerson:
    """Return one person of two hard sessions a week, their doses even on the logarithmic scale.

    Parameters
    ----------
    truth : str
        One of `TRUTHS`.
    weeks : int
        How long.
    key : list of int
        The same numbers give the same person.
    """
    rng = np.random.default_rng(key)
    per_week = {SessionKind.SPRINTS: 2.0, SessionKind.EASY: 1.7, SessionKind.RIDE: 0.6}
    options = YearOptions(
        calendar=Calendar(first_day=FIRST_DAY, weeks=weeks, per_week=per_week),
        pain=PainModel(delayed_peak=0.0),
    )
    year = simulate_year(options, rng)
    dose_s = np.array(
        [
            float(np.exp(rng.uniform(*np.log(DOSES_S)))) if each.dose > 0 else 0.0
            for each in year.exposures
        ]
    )
    height = TRUTHS[truth](dose_s)

    def pain(t_h: NDArray[np.float64]) -> NDArray[np.float64]:
        total = options.pain.baseline + year.drift.at(t_h)
        for exposure, own in zip(year.exposures, height.tolist(), strict=True):
            lag_h = t_h - exposure.end_h
            total = total + own * np.where(lag_h > 0, delayed(options.pain, lag_h), 0.0)
            if exposure.sport is Sport.RIDE or exposure.dose == 0:
                total = total - np.where(lag_h > 0, np.exp(-np.maximum(lag_h, 0) / 2.0), 0.0)
        return total

    entries = keep_diary(
        options.habit,
        options.calendar,
        pain,
        usual=options.pain.baseline,
        report_sd=options.pain.report_sd,
        rng=rng,
    )
    one = mean_rise(replace(options.pain, delayed_peak=1.0))
    return DosedPerson(
        exposures_frame(year).with_columns(dose=pl.Series(dose_s)),
        scores_frame(entries),
        lambda dose: one * TRUTHS[truth](dose),
    )
