"""The same question place by place: left and right are different stories over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.effects.analysis import analyze
from flarelag.effects.discoveries import BELIEVED_BELOW, adjusted
from flarelag.effects.exposures import FALLBACK_DOSE, FURTHER
from flarelag.effects.inputs import checked_diary
from flarelag.effects.result import Outcome
from flarelag.effects.scores import reach_scores, scores_at_instants, scores_of
from flarelag.effects.sufficiency import FEWEST_ENTRIES
from flarelag.model.body import BodySite, Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import polars as pl

    from flarelag.effects.result import EffectResult

SIDES = (Side.LEFT, Side.RIGHT)


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """The answer for one place.

    Parameters
    ----------
    site : BodySite or None
        Null: anywhere on that side.
    side : Side
        Left or right.
    outcome : Outcome
        Pain there, or how far down that leg it goes.
    result : EffectResult
        The answer.
    p_adjusted : float or None
        Permutation p of the shuffled doses among all places looked at (Benjamini-Hochberg); null
        where nothing was fitted.
    """

    site: BodySite | None
    side: Side
    outcome: Outcome
    result: EffectResult
    p_adjusted: float | None

    @property
    def holds(self) -> bool:
        """Whether what was found there also holds among all places looked at."""
        return self.p_adjusted is not None and self.p_adjusted <= BELIEVED_BELOW


def by_place(
    exposures: pl.DataFrame,
    diary: pl.DataFrame,
    factors: pl.DataFrame | None = None,
    *,
    whole: EffectResult | None = None,
    per_dose: float | None = None,
    dose_name: str = "dose",
    rng: np.random.Generator,
) -> tuple[PlaceResult, ...]:
    """Return the answer for each side, each site that is logged often enough, and each leg's reach.

    A place with fewer than 100 entries is left out. Places that the same scores speak of are one
    question: they share one answer, and count once among all that is looked at.

    Parameters
    ----------
    exposures, diary, factors, per_dose, dose_name, rng
        As in `analyze`; the diary whole. Which dose fits best is a question to the whole, so
        further doses are not compared here.
    whole : EffectResult or None
        The answer for the same diary, wherever it hurts: then places are told by its usual dose,
        and one that all of it speaks of is not asked again.
    """
    checked = checked_diary(diary)
    known = [] if whole is None else [(scores_at_instants(checked), Outcome.PAIN, whole)]
    if whole is not None and per_dose is None and whole.dose_name == dose_name:
        per_dose = whole.per_dose
    found = []
    for site, side, outcome, own in _scores_by_place(checked):
        scores = scores_at_instants(own)
        if scores.height < FEWEST_ENTRIES:
            continue
        told = (result for seen, of, result in known if of is outcome and seen.equals(scores))
        result = (
            next(told, None)
            or analyze(
                _without_further(exposures),
                own,
                factors,
                per_dose=per_dose,
                dose_name=dose_name,
                outcome=outcome,
                rng=rng,
            ).result
        )
        known.append((scores, outcome, result))
        found.append((site, side, outcome, result))
    every_p = _adjusted([result for *_, result in found])
    return tuple(PlaceResult(*each, p) for each, p in zip(found, every_p, strict=True))


def _scores_by_place(
    diary: pl.DataFrame,
) -> Iterator[tuple[BodySite | None, Side, Outcome, pl.DataFrame]]:
    sites = [site for site in BodySite if (diary["site"] == site.value).any()]
    for side in SIDES:
        for site in (None, *sites):
            yield site, side, Outcome.PAIN, scores_of(diary, site=site, side=side)
    reach = reach_scores(diary)
    for side in SIDES:
        yield None, side, Outcome.REACH, scores_of(reach, side=side)


def _without_further(exposures: pl.DataFrame) -> pl.DataFrame:
    """Return the exposures with the one further dose that may have to stand in for the first."""
    kept = f"{FURTHER}{FALLBACK_DOSE}"
    return exposures.select(
        name for name in exposures.columns if name == kept or not name.startswith(FURTHER)
    )


def _adjusted(results: list[EffectResult]) -> list[float | None]:
    """Return each answer's p among all answers; one that speaks of two places counts once."""
    p = {id(each): each.controls.shuffled.p for each in results if each.controls.shuffled}
    among = dict(zip(p, adjusted([*p.values()]), strict=True))
    return [among.get(id(each)) for each in results]
