"""From exposures and a diary to the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from flarelag.effects import verdict as wording
from flarelag.effects.answer import answer
from flarelag.effects.design import BIN_EDGES_H, entries_in_bins
from flarelag.effects.exposures import hours_since, scaled_sessions, sessions_by_dose
from flarelag.effects.followed_up import covered_fraction, entry_to_add
from flarelag.effects.inputs import checked_diary, checked_exposures, checked_factors
from flarelag.effects.result import Controls, EffectResult, LagBin, Missing, Outcome, Verdict
from flarelag.effects.scores import scores_at_instants
from flarelag.effects.seen import Material
from flarelag.effects.still_missing import advice, insufficient_words
from flarelag.effects.sufficiency import (
    FEWEST_ENTRIES,
    FEWEST_HARD_SESSIONS,
    enough,
    latest_rate,
    missing,
    needed_hard_sessions,
    sessions_for,
)

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from flarelag.effects.answer import Answer
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.sufficiency import Rate


@dataclass(frozen=True, slots=True, eq=False)
class Analyzed:
    """An answer, with what whoever asks further needs.

    Parameters
    ----------
    result : EffectResult
        The answer.
    material : Material or None
        What was analysed; null where the diary is empty.
    said : Answer or None
        The fits; null where there was not enough.
    first, last : datetime or None
        The diary's first and last entry.
    """

    result: EffectResult
    material: Material | None = None
    said: Answer | None = None
    first: datetime | None = None
    last: datetime | None = None


def analyze(
    exposures: pl.DataFrame,
    diary: pl.DataFrame,
    factors: pl.DataFrame | None = None,
    *,
    per_dose: float | None = None,
    dose_name: str = "dose",
    outcome: Outcome = Outcome.PAIN,
    rng: np.random.Generator,
) -> Analyzed:
    """Say whether, when and how surely pain rises in the hours after hard sessions.

    The mean change over 6-24 h comes from a smooth delayed response of unknown peak and shape, in
    noise with two memories (hours to days; weeks) estimated by REML, beside local time of day,
    weekend, factors, relief after easy runs and rides, a response at once, and the habit of running
    hard on good days. The lag curve shows the same entries with the fewest assumptions: free means
    in lag bins under the same noise. Controls are run beside it, always.

    Parameters
    ----------
    exposures : DataFrame
        Columns of `model.frames.Exposures`, and any further `dose_<name>`.
    diary : DataFrame
        Columns of `model.frames.DiaryScores`, in any order, without recalled or vague entries. Of
        several places scored within five minutes the greatest score counts.
    factors : DataFrame or None
        Columns of `model.frames.Factors`; each that was logged on 10 days or more is accounted for.
    per_dose : float or None
        What one dose is, in the unit of `dose`; null: the median of the positive doses.
    dose_name : str
        What `dose` is called in the answer.
    outcome : Outcome
        What the scores are, for the answer's words.
    rng : Generator
        Shuffles the doses of one of the controls.

    Raises
    ------
    InputError
        When a frame or `per_dose` holds what it cannot hold.
    """
    scores = scores_at_instants(checked_diary(diary))
    known_factors = checked_factors(factors) if factors is not None else None
    if scores.is_empty():
        return Analyzed(_without_entries(checked_exposures(exposures).height, dose_name))
    first, last = scores["time"][0], scores["time"][-1]
    sessions = scaled_sessions(exposures, first, last, per_dose=per_dose, name=dose_name)
    entry_h = hours_since(scores["time"], first)
    rate = latest_rate(entry_h, sessions)
    covered = covered_fraction(entry_h, sessions)
    to_add = entry_to_add(entry_h, sessions, _clock_h(exposures))
    n_hard = int(sessions.hard_in_diary.sum())
    lacking = missing(n_hard, scores.height, covered, rate, to_add)
    by_dose = sessions_by_dose(exposures, sessions, dose_name)
    material = Material(scores, entry_h, sessions, by_dose, known_factors)
    said = answer(material, rng) if enough(lacking) else None
    result = _result(entry_h, sessions, rate, lacking, said, outcome)
    return Analyzed(result, material, said, first, last)


def _without_entries(n_exposures: int, dose_name: str) -> EffectResult:
    """Return the answer to an empty diary: no session has been seen by it."""
    lacking = Missing(FEWEST_HARD_SESSIONS, FEWEST_ENTRIES, None, None)
    none_yet = f"The diary is empty, so none of the {n_exposures} sessions can be judged."
    return EffectResult(
        n_sessions=0,
        n_hard_sessions=0,
        n_entries=0,
        verdict=Verdict.INSUFFICIENT,
        preliminary=True,
        headline=insufficient_words(lacking),
        dose_name=dose_name,
        per_dose=None,
        bins=tuple(LagBin(low, high, None, 0) for low, high in pairwise(BIN_EDGES_H)),
        missing=lacking,
        needed_hard_sessions=needed_hard_sessions(0, None),
        remarks=(none_yet,),
    )


def _clock_h(exposures: pl.DataFrame) -> NDArray[np.float64]:
    """Return the local time of day at which sessions ended, in hours."""
    ends = exposures.select(pl.col("end") + pl.duration(minutes="utc_offset_min")).to_series()
    clock_h: NDArray[np.float64] = (ends.dt.hour() + ends.dt.minute() / 60).to_numpy()
    return clock_h


def _more(standard_error: float | None, n_hard: int, rate: Rate) -> tuple[float, int] | None:
    """Return the greatest rise that cannot show yet, and the days of diary more that it takes."""
    for rise in wording.RISES_TO_SEE:
        needed = sessions_for(rise, n_hard, standard_error)
        if needed > n_hard:
            days = rate.days_for(needed - n_hard)
            return (rise, days) if days else None
    return None


def _result(
    entry_h: NDArray[np.float64],
    sessions: Sessions,
    rate: Rate,
    lacking: Missing,
    said: Answer | None,
    outcome: Outcome,
) -> EffectResult:
    found = said.found if said else None
    n_hard = int(sessions.hard_in_diary.sum())
    verdict = wording.decide(lacking, found)
    error = said.standard_error if said else None
    uncounted = zip(pairwise(BIN_EDGES_H), entries_in_bins(entry_h, sessions), strict=True)
    bare = EffectResult(
        n_sessions=int(sessions.in_diary.sum()),
        n_hard_sessions=n_hard,
        n_entries=len(entry_h),
        verdict=verdict,
        preliminary=n_hard < wording.PRELIMINARY_BELOW,
        headline=wording.headline(
            verdict, lacking, found, _more(error, n_hard, rate), outcome=outcome
        ),
        dose_name=sessions.name,
        per_dose=sessions.per_dose,
        bins=tuple(LagBin(low, high, None, n) for (low, high), n in uncounted),
        missing=lacking,
        needed_hard_sessions=needed_hard_sessions(n_hard, error),
        remarks=wording.remarks(sessions, said.controls if said else Controls(), outcome),
        advice=advice(lacking.entry_to_add),
    )
    return _with_answer(bare, said, outcome) if said else bare


def _with_answer(bare: EffectResult, said: Answer, outcome: Outcome) -> EffectResult:
    found = said.found
    at_once = wording.happened_at_once(bare.verdict, found.immediate)
    return replace(
        bare,
        theta=found.theta,
        immediate=found.immediate,
        relief=said.relief,
        ride_relief=said.ride_relief,
        p_harm=found.p_harm,
        bins=found.bins,
        lag_h=found.lag_h,
        at_once=at_once,
        at_once_words=wording.at_once_words(at_once, found.immediate, outcome),
        controls=said.controls,
        doses=said.doses,
        factors=said.factors,
        likelihood=said.likelihood,
    )
