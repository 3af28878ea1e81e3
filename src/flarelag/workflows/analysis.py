"""From frames to the answer, and what of a library stayed out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.explain import explain
from flarelag.effects.places import by_place
from flarelag.effects.result import Outcome
from flarelag.effects.scores import reach_scores, scores_of
from flarelag.model.hidden_start import start_hidden
from flarelag.workflows.analysis_frames import AnalysisFrames, stored_frames

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from flarelag.effects.explain import Explanation
    from flarelag.effects.places import PlaceResult
    from flarelag.effects.result import EffectResult
    from flarelag.model.body import BodySite, Side
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity

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
