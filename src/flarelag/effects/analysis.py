"""From exposures and a diary to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects import verdict as wording
from flarelag.effects.design import (
    BIN_EDGES_H,
    bin_columns,
    calendar_columns,
    entries_in_bins,
    immediate_columns,
    relief_columns,
)
from flarelag.effects.exposures import hours_since, scaled_sessions
from flarelag.effects.gls import Model, fit_known
from flarelag.effects.inputs import checked_diary, checked_exposures
from flarelag.effects.kernel import WIDENED, noise_columns, posterior
from flarelag.effects.noise import HOURS_AND_WEEKS, fit_noise
from flarelag.effects.result import EffectResult, Estimate, LagBin, Missing, PeakLag, Verdict
from flarelag.effects.scores import scores_at_instants
from flarelag.effects.sufficiency import (
    FEWEST_ENTRIES,
    FEWEST_HARD_SESSIONS,
    covered_fraction,
    enough,
    missing,
    needed_hard_sessions,
    present_rate,
)

if TYPE_CHECKING:
    from datetime import date

    import polars as pl
    from numpy.typing import NDArray

    from flarelag.effects.design import Columns
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.gls import Fit
    from flarelag.effects.result import NeededSessions
    from flarelag.effects.sufficiency import Rate

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the fits say."""

    found: wording.Findings
    relief: Estimate | None
    ride_relief: Estimate | None

    @property
    def standard_error(self) -> float:
        theta = self.found.theta
        return (theta.high - theta.low) / (2 * _Z * WIDENED)


def analyze(
    exposures: pl.DataFrame, diary: pl.DataFrame, *, per_dose: float | None = None
) -> EffectResult:
    """Say whether, when and how surely pain rises in the hours after hard sessions.

    The mean change over 6-24 h comes from a smooth delayed response of unknown peak and shape, in
    noise with two memories (hours to days; weeks) estimated by REML, beside local time of day,
    weekend, relief after easy runs and rides, and a response at once. The lag curve shows the same
    entries with the fewest assumptions: free means in lag bins under the same noise.

    Parameters
    ----------
    exposures : DataFrame
        Columns of `model.frames.Exposures`, and `dose_effort_s` where it is known.
    diary : DataFrame
        Columns of `model.frames.DiaryScores`, in any order, without recalled or vague entries. Of
        several rows at one instant the greatest score counts.
    per_dose : float or None
        What one dose is, in the unit of `dose`; null: the median of the positive doses.

    Raises
    ------
    InputError
        When a frame or `per_dose` holds what it cannot hold.
    """
    scores = scores_at_instants(checked_diary(diary))
    if scores.is_empty():
        return _without_entries(checked_exposures(exposures).height)
    first, last = scores["time"][0], scores["time"][-1]
    sessions = scaled_sessions(exposures, first, last, per_dose=per_dose)
    entry_h = hours_since(scores["time"], first)
    rate = present_rate(
        entry_h, sessions, (last + timedelta(minutes=scores["utc_offset_min"][-1])).date()
    )
    covered = covered_fraction(entry_h, sessions)
    lacking = missing(int(sessions.hard_in_diary.sum()), scores.height, covered, rate)
    answer = _answer(scores, entry_h, sessions) if enough(lacking) else None
    return _result(entry_h, sessions, rate, lacking, answer)


def _without_entries(n_exposures: int) -> EffectResult:
    """Return the answer to an empty diary: no session has been seen by it."""
    lacking = Missing(FEWEST_HARD_SESSIONS, FEWEST_ENTRIES, None, None)
    none_yet = f"The diary is empty, so none of the {n_exposures} sessions can be judged."
    return EffectResult(
        n_sessions=0,
        n_hard_sessions=0,
        n_entries=0,
        verdict=Verdict.INSUFFICIENT,
        preliminary=True,
        headline=wording.insufficient_words(lacking),
        dose_name="hard_s",
        per_dose=None,
        theta=None,
        immediate=None,
        relief=None,
        ride_relief=None,
        p_harm=None,
        bins=tuple(LagBin(low, high, None, 0) for low, high in pairwise(BIN_EDGES_H)),
        missing=lacking,
        needed_hard_sessions=needed_hard_sessions(0, None),
        remarks=(none_yet,),
    )


def _answer(scores: pl.DataFrame, entry_h: NDArray[np.float64], sessions: Sessions) -> _Answer:
    """Estimate the noise once, then the delayed response and the lag curve under it."""
    y = scores["score"].to_numpy().astype(float)
    background = calendar_columns(scores).beside(relief_columns(entry_h, sessions))
    apart = background.beside(immediate_columns(entry_h, sessions))

    def model(columns: Columns) -> Model:
        return Model(entry_h, y, columns.x, columns.prior_sd)

    noise = fit_noise(model(apart.beside(noise_columns(entry_h, sessions))), HOURS_AND_WEEKS).noise
    later = posterior(model(apart), sessions, noise)
    curve = background.beside(bin_columns(entry_h, sessions))
    fit = fit_known(model(curve), noise)
    bins = _bins(fit, curve, entries_in_bins(entry_h, sessions))
    found = wording.Findings(
        theta=Estimate(*later.theta()),
        p_harm=later.p_harm,
        immediate=bins[0].estimate,
        bins=bins,
        lag_h=PeakLag(*later.lag_h()),
    )
    return _Answer(found, _estimate(fit, curve, "relief_run"), _estimate(fit, curve, "relief_ride"))


def _estimate(fit: Fit, columns: Columns, name: str) -> Estimate | None:
    """Return a coefficient with its 95 % interval; null where no entry bears on it."""
    i = columns.names.index(name)
    if not columns.x[:, i].any():
        return None
    mean, error = float(fit.coefficients[i]), float(np.sqrt(fit.covariance[i, i]))
    return Estimate(mean, mean - _Z * error, mean + _Z * error)


def _bins(fit: Fit, curve: Columns, counts: list[int]) -> tuple[LagBin, ...]:
    return tuple(
        LagBin(low, high, _estimate(fit, curve, f"lag_{low:g}_{high:g}") if n else None, n)
        for (low, high), n in zip(pairwise(BIN_EDGES_H), counts, strict=True)
    )


def _more_on(needed: NeededSessions, n_hard: int, rate: Rate) -> date | None:
    """Return the day on which a rise of 1 point would show; null where that cannot be told."""
    if needed.plus_1 is None or needed.plus_1 <= n_hard:
        return None
    return rate.day_of(needed.plus_1 - n_hard)


def _result(
    entry_h: NDArray[np.float64],
    sessions: Sessions,
    rate: Rate,
    lacking: Missing,
    answer: _Answer | None,
) -> EffectResult:
    found = answer.found if answer else None
    n_hard = int(sessions.hard_in_diary.sum())
    verdict = wording.decide(lacking, found)
    immediate = found.immediate if found else None
    at_once = wording.happened_at_once(verdict, immediate)
    needed = needed_hard_sessions(n_hard, answer.standard_error if answer else None)
    uncounted = zip(pairwise(BIN_EDGES_H), entries_in_bins(entry_h, sessions), strict=True)
    no_bins = tuple(LagBin(low, high, None, n) for (low, high), n in uncounted)
    return EffectResult(
        n_sessions=int(sessions.in_diary.sum()),
        n_hard_sessions=n_hard,
        n_entries=len(entry_h),
        verdict=verdict,
        preliminary=n_hard < wording.PRELIMINARY_BELOW,
        headline=wording.headline(verdict, lacking, found, _more_on(needed, n_hard, rate)),
        dose_name=sessions.name,
        per_dose=sessions.per_dose,
        theta=found.theta if found else None,
        immediate=immediate,
        relief=answer.relief if answer else None,
        ride_relief=answer.ride_relief if answer else None,
        p_harm=found.p_harm if found else None,
        bins=found.bins if found else no_bins,
        missing=lacking,
        lag_h=found.lag_h if found else None,
        at_once=at_once,
        at_once_words=wording.at_once_words(at_once, immediate),
        needed_hard_sessions=needed,
        remarks=wording.remarks(sessions),
    )
