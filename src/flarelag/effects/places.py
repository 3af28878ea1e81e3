"""The same question place by place: left and right are different stories over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.effects.analysis import analyze
from flarelag.effects.discoveries import adjusted
from flarelag.effects.inputs import checked_diary
from flarelag.effects.result import Outcome
from flarelag.effects.scores import reach_scores, scores_of
from flarelag.effects.sufficiency import FEWEST_ENTRIES
from flarelag.model.body import BodySite, Side

if TYPE_CHECKING:
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


def by_place(
    exposures: pl.DataFrame,
    diary: pl.DataFrame,
    factors: pl.DataFrame | None = None,
    *,
    per_dose: float | None = None,
    dose_name: str = "dose",
    rng: np.random.Generator,
) -> tuple[PlaceResult, ...]:
    """Return the answer for each side, each site that is logged often enough, and each leg's reach.

    A place with fewer than 100 entries is left out.

    Parameters
    ----------
    exposures, diary, factors, per_dose, dose_name, rng
        As in `analyze`; the diary whole.
    """
    whole = checked_diary(diary)
    found = []
    for site, side, outcome in _places(whole):
        source = reach_scores(whole) if outcome is Outcome.REACH else whole
        own = scores_of(source, site=site, side=side)
        if own["time"].n_unique() < FEWEST_ENTRIES:
            continue
        result = analyze(
            exposures,
            own,
            factors,
            per_dose=per_dose,
            dose_name=dose_name,
            outcome=outcome,
            rng=rng,
        )
        found.append((site, side, outcome, result))
    every_p = _adjusted([result for *_, result in found])
    return tuple(PlaceResult(*each, p) for each, p in zip(found, every_p, strict=True))


def _places(diary: pl.DataFrame) -> list[tuple[BodySite | None, Side, Outcome]]:
    sites = [site for site in BodySite if (diary["site"] == site.value).any()]
    pain: list[tuple[BodySite | None, Side, Outcome]] = [
        (site, side, Outcome.PAIN) for side in SIDES for site in (None, *sites)
    ]
    return pain + [(None, side, Outcome.REACH) for side in SIDES]


def _adjusted(results: list[EffectResult]) -> list[float | None]:
    p = [each.controls.shuffled.p if each.controls.shuffled else None for each in results]
    known = [each for each in p if each is not None]
    among = iter(adjusted(known))
    return [None if each is None else next(among) for each in p]
