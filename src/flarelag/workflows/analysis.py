"""From the library to the answer: which activities and entries the delayed-effect model sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.effects.explain import explain
from flarelag.effects.exposures import DEFAULT_DOSE, FURTHER
from flarelag.effects.places import by_place
from flarelag.effects.result import Outcome
from flarelag.effects.scores import reach_scores, scores_of
from flarelag.errors import DiaryError
from flarelag.model.activity import activity_end
from flarelag.model.frames import DiaryScores, Exposures
from flarelag.model.hidden_start import start_hidden
from flarelag.model.moments import moment_at
from flarelag.model.sport import Sport
from flarelag.workflows.classifying import beyond_judging
from flarelag.workflows.factors import all_factors, factor_frame
from flarelag.workflows.runner_settings import read_settings
from flarelag.workflows.sources_told import not_judged_alike

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flarelag.effects.explain import Explanation
    from flarelag.effects.places import PlaceResult
    from flarelag.effects.result import EffectResult
    from flarelag.model.activity import Activity
    from flarelag.model.body import BodySite, Side
    from flarelag.model.classification import Doses
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library

_EXPOSURE_SPORTS = {Sport.RUN: "run", Sport.RIDE: "ride"}
_FURTHER_DOSES: dict[str, Callable[[Doses], float | None]] = {
    "effort_s": lambda doses: doses.effort_s,
    "sprint_s": lambda doses: doses.sprint_s,
    "tempo_s": lambda doses: doses.tempo_s,
    "braking_energy_j_kg": lambda doses: doses.braking_energy_j_kg,
    "load_b2": lambda doses: doses.load.b2 if doses.load else None,
    "load_b10": lambda doses: doses.load.b10 if doses.load else None,
    "run_min": lambda doses: doses.run_min,
    "session_rpe": lambda doses: doses.session_rpe,
}
"""Beside the default dose, the seconds in sprints and fast efforts."""
ANALYSIS_SEED = 1
"""The same library gets the same answer, to the last digit of the shuffled doses."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LibraryAnalysis:
    """The answer, with what went into it and what stayed out.

    Parameters
    ----------
    explanation : Explanation
        The answer, flare-ups, triggers and relievers, questions.
    frames : AnalysisFrames
        What was analysed; its diary whole.
    diary : DataFrame
        Columns of `DiaryScores`: one row for each site of an entry that was used.
    n_recalled : int
        Entries left out because they were written down more than 24 h later.
    n_vague : int
        Entries left out because they speak of a stretch ("in the morning"), not of an instant.
    n_elsewhere : int
        Entries left out because they speak of another site or side than the one asked for.
    n_without_end : int
        Activities left out because their end is unknown.
    n_hidden_start : int
        Activities left out because their start was hidden, which makes the hours after it unknown.
    """

    explanation: Explanation
    frames: AnalysisFrames
    diary: pl.DataFrame
    n_recalled: int
    n_vague: int
    n_elsewhere: int
    n_without_end: int
    n_hidden_start: int

    @property
    def result(self) -> EffectResult:
        """The answer itself."""
        return self.explanation.result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnalysisFrames:
    """What is analysed, from a library or from tables.

    Parameters
    ----------
    exposures, diary, factors
        As `effects.analyze` takes them; the diary whole.
    taps : Series
        Instants at which the person said "this is a flare-up".
    dose_name : str
        What `dose` is called.
    remarks : tuple of str
        What a reader must be told of all this, one sentence each.
    """

    exposures: pl.DataFrame
    diary: pl.DataFrame
    factors: pl.DataFrame | None = None
    taps: pl.Series
    dose_name: str = "dose"
    remarks: tuple[str, ...] = ()


def explain_frames(
    frames: AnalysisFrames,
    *,
    site: BodySite | None = None,
    side: Side | None = None,
    per_dose: float | None = None,
    outcome: Outcome = Outcome.PAIN,
) -> Explanation:
    """Say what they say of the hours after hard sessions, and what else they tell.

    Parameters
    ----------
    frames : AnalysisFrames
        What is analysed.
    site, side : BodySite, Side or None
        Look at pain there only; null: the greatest score at each instant, wherever it was.
    per_dose : float or None
        What one dose is, in the unit of `dose`; null: the median of the positive doses.
    outcome : Outcome
        The scores, or how far down the leg pain goes.
    """
    scores = reach_scores(frames.diary) if outcome is Outcome.REACH else frames.diary
    told = explain(
        frames.exposures,
        scores_of(scores, site=site, side=side),
        frames.factors,
        taps=frames.taps,
        per_dose=per_dose,
        dose_name=frames.dose_name,
        outcome=outcome,
        rng=np.random.default_rng(ANALYSIS_SEED),
    )
    result = replace(told.result, remarks=(*told.result.remarks, *frames.remarks))
    return replace(told, result=result) if frames.remarks else told


def places_of(
    frames: AnalysisFrames,
    *,
    whole: EffectResult | None = None,
    per_dose: float | None = None,
) -> tuple[PlaceResult, ...]:
    """Return the answer for each side, each site logged often enough, and each leg's reach.

    Parameters
    ----------
    frames : AnalysisFrames
        What is analysed.
    whole : EffectResult or None
        The answer for the same frames, wherever it hurts.
    per_dose : float or None
        As in `explain_frames`.
    """
    return by_place(
        frames.exposures,
        frames.diary,
        frames.factors,
        whole=whole,
        per_dose=per_dose,
        dose_name=frames.dose_name,
        rng=np.random.default_rng(ANALYSIS_SEED),
    )


def library_frames(library: Library) -> AnalysisFrames:
    """Return what of a library is analysed."""
    activities, entries = library.activities(), library.diary.entries()
    frames = stored_frames(activities, entries, factor_frame(all_factors(library, activities)))
    why = not_judged_alike(activities, beyond_judging(activities, read_settings(library)))
    return frames if why is None else replace(frames, remarks=(why,))


def stored_frames(
    activities: Sequence[StoredActivity],
    entries: Sequence[DiaryEntry],
    factors: pl.DataFrame | None = None,
) -> AnalysisFrames:
    """Return what is analysed: activities with a known start, entries of an instant, in time.

    Parameters
    ----------
    activities : sequence of StoredActivity
        Of any sport.
    entries : sequence of DiaryEntry
        In any order.
    factors : DataFrame or None
        Columns of `Factors`: what else went on.
    """
    used = [entry for entry in entries if entry.time_end_utc is None and not entry.recalled]
    told = [each for each in activities if not start_hidden(each.activity)]
    return AnalysisFrames(
        exposures=exposure_frame(told, used),
        diary=diary_frame(used),
        factors=factors if factors is not None and factors.height else None,
        taps=_taps(used),
        dose_name=DEFAULT_DOSE,
    )


def analyze_stored(
    activities: Sequence[StoredActivity],
    entries: Sequence[DiaryEntry],
    factors: pl.DataFrame | None = None,
    *,
    site: BodySite | None = None,
    side: Side | None = None,
    per_dose: float | None = None,
) -> LibraryAnalysis:
    """Build the frames and analyse them.

    Parameters
    ----------
    activities, entries, factors
        As in `stored_frames`.
    site, side, per_dose
        As in `explain_frames`; `per_dose` in seconds.
    """
    frames = stored_frames(activities, entries, factors)
    diary = scores_of(frames.diary, site=site, side=side)
    vague = [entry for entry in entries if entry.time_end_utc is not None]
    recalled = [entry for entry in entries if entry.recalled and entry.time_end_utc is None]
    hidden = [each for each in activities if start_hidden(each.activity)]
    n_used = len(entries) - len(vague) - len(recalled)
    return LibraryAnalysis(
        explanation=explain_frames(frames, site=site, side=side, per_dose=per_dose),
        frames=frames,
        diary=diary,
        n_recalled=len(recalled),
        n_vague=len(vague),
        n_elsewhere=n_used - diary["entry"].n_unique(),
        n_without_end=len(activities) - len(hidden) - frames.exposures.height,
        n_hidden_start=len(hidden),
    )


def _taps(entries: Sequence[DiaryEntry]) -> pl.Series:
    tapped = [entry.time_utc for entry in entries if entry.flare]
    return pl.Series("time", tapped, dtype=pl.Datetime("us", "UTC"))


def diary_frame(entries: Sequence[DiaryEntry]) -> pl.DataFrame:
    """Return one row for each site of each entry; one without a site where none was said.

    Parameters
    ----------
    entries : sequence of DiaryEntry
        Each at an instant.

    Returns
    -------
    DataFrame
        Columns of `DiaryScores`, and `entry`: the entry's position.
    """
    rows = [
        (
            entry.time_utc,
            entry.utc_offset_s // 60,
            entry.score,
            where.site.value if where else None,
            where.side.value if where and where.side else None,
            number,
        )
        for number, entry in enumerate(entries)
        for where in (entry.sites or (None,))
    ]
    schema = {**DiaryScores.create_empty().schema, "entry": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def exposure_frame(
    activities: Sequence[StoredActivity], entries: Sequence[DiaryEntry]
) -> pl.DataFrame:
    """Return one row for each activity whose end is known, in the order given.

    Parameters
    ----------
    activities : sequence of StoredActivity
        Of any sport; one that has not been classified has a null dose.
    entries : sequence of DiaryEntry
        Where an activity has neither zone nor offset, the entry nearest in time lends its own.

    Returns
    -------
    DataFrame
        Columns of `Exposures`, `dose` being the seconds in sprints and fast efforts, and
        `dose_<name>` for each further dose.
    """
    rows = [
        _exposure_row(stored, end, entries)
        for stored in activities
        if (end := activity_end(stored.activity)) is not None
    ]
    further = {f"{FURTHER}{name}": pl.Float64() for name in _FURTHER_DOSES}
    schema = {**Exposures.create_empty().schema, **further}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _exposure_row(
    stored: StoredActivity, end: datetime, entries: Sequence[DiaryEntry]
) -> tuple[datetime | int | str | float | None, ...]:
    doses = stored.classification.doses if stored.classification else None
    return (
        end,
        _offset_s(stored.activity, end, entries) // 60,
        _EXPOSURE_SPORTS.get(stored.activity.sport, "other"),
        doses.hard_s if doses else None,
        *(of(doses) if doses else None for of in _FURTHER_DOSES.values()),
    )


def _offset_s(activity: Activity, end: datetime, entries: Sequence[DiaryEntry]) -> int:
    if activity.zone is not None:
        try:
            return moment_at(end, activity.zone).utc_offset_s
        except DiaryError:  # a zone that this machine does not know
            pass
    if activity.utc_offset_s is not None:
        return activity.utc_offset_s
    nearest = min(entries, key=lambda entry: abs(entry.time_utc - end), default=None)
    return nearest.utc_offset_s if nearest else 0
