"""All that can be told beside the answer: flare-ups, rebounds, triggers, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.effects.analysis import analyze
from flarelag.effects.attribution import attributions
from flarelag.effects.exposures import hours_since
from flarelag.effects.flares import find_flares
from flarelag.effects.inputs import checked_diary
from flarelag.effects.questions import questions
from flarelag.effects.ranking import ranked
from flarelag.effects.rebound import rebound
from flarelag.effects.result import EffectResult, Outcome, Verdict
from flarelag.effects.stories import stories

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from flarelag.effects.analysis import Analyzed
    from flarelag.effects.flare_result import Attribution, Flare, FlareStory
    from flarelag.effects.questions import Question
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.rebound import Rebound

SHOWN_WITH_NUMBERS = frozenset({Verdict.LIKELY, Verdict.CLEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer, and what else the same entries tell.

    Parameters
    ----------
    result : EffectResult
        Of `analyze`.
    flares : tuple of FlareStory
        In order of time; found whatever the verdict.
    rebound : Rebound or None
        Relief and then a rebound, beside its rate at matched times.
    ranking : tuple of Ranked
        Triggers, relievers, and what cannot be told; empty where there was not enough.
    questions : tuple of Question
        The one that can be answered first first; empty likewise.
    basis : Analyzed or None
        What all of it rests on, for whoever asks further; null where the diary is empty.
    """

    result: EffectResult
    flares: tuple[FlareStory, ...] = ()
    rebound: Rebound | None = None
    ranking: tuple[Ranked, ...] = ()
    questions: tuple[Question, ...] = ()
    basis: Analyzed | None = None


def explain(
    exposures: pl.DataFrame,
    diary: pl.DataFrame,
    factors: pl.DataFrame | None = None,
    *,
    taps: pl.Series | None = None,
    per_dose: float | None = None,
    dose_name: str = "dose",
    outcome: Outcome = Outcome.PAIN,
    rng: np.random.Generator,
) -> Explanation:
    """Return the answer with flare-ups, triggers and relievers, and questions.

    Parameters
    ----------
    exposures, diary, factors, per_dose, dose_name, outcome, rng
        As in `analyze`.
    taps : Series or None
        Instants at which the person said "this is a flare-up", in UTC.
    """
    whole = analyze(
        exposures,
        diary,
        factors,
        per_dose=per_dose,
        dose_name=dose_name,
        outcome=outcome,
        rng=rng,
    )
    material, said = whole.material, whole.said
    if material is None:
        return Explanation(result=whole.result)
    score = material.y
    tapped = hours_since(taps, whole.first) if taps is not None and whole.first else None
    flares = find_flares(material.entry_h, score, tapped)
    attributed = _attributed(whole, flares, rng)
    ranking = ranked(material, said.fits, rng) if said else ()
    return Explanation(
        result=whole.result,
        flares=stories(flares, attributed, material, checked_diary(diary)),
        rebound=rebound(material.entry_h, score, material.sessions),
        ranking=ranking,
        questions=questions(material, said.fits, ranking) if said else (),
        basis=whole,
    )


def _attributed(
    whole: Analyzed, flares: tuple[Flare, ...], rng: np.random.Generator
) -> tuple[Attribution | None, ...]:
    """Attribute only where the pattern itself is likely or clear: else numbers would be noise."""
    nothing: tuple[Attribution | None, ...] = (None,) * len(flares)
    if whole.said is None or whole.material is None:
        return nothing
    if whole.result.verdict not in SHOWN_WITH_NUMBERS:
        return nothing
    return attributions(whole.said.fits, whole.material.sessions, flares, rng)
