"""What the analysis found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from flarelag.report.texts import knows, say
from flarelag.report.words import hours_span, interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.effects.around import AroundBin
    from flarelag.effects.places import PlaceResult
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.result import EffectResult

LONGEST_LABEL: Final = 40
_EFFECTS: Final[dict[str, Any]] = {
    **dict.fromkeys(("label", "told"), pl.String),
    **dict.fromkeys(("mean", "low", "high"), pl.Float64),
}


def around(bins: Sequence[AroundBin]) -> pl.DataFrame:
    """Return pain around sessions.

    Returns
    -------
    DataFrame
        `kind`, `hours` and `told` (in words), `middle_h`, `mean`, `low`, `high`, `n_sessions`.
    """
    rows = [
        (
            each.kind,
            hours_span(each.from_h, each.to_h),
            f"{each.mean:.1f} ({each.low:.1f} to {each.high:.1f})",
            (each.from_h + each.to_h) / 2,
            each.mean,
            each.low,
            each.high,
            each.n_sessions,
        )
        for each in bins
    ]
    schema: dict[str, Any] = {
        **dict.fromkeys(("kind", "hours", "told"), pl.String),
        **dict.fromkeys(("middle_h", "mean", "low", "high"), pl.Float64),
        "n_sessions": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def lag_bins(result: EffectResult) -> pl.DataFrame:
    """Return the lag curve.

    Returns
    -------
    DataFrame
        `from_h`, `to_h`, `mean`, `low`, `high` (points; null where no entry falls), `n_entries`.
    """
    rows = [
        (
            each.from_h,
            each.to_h,
            each.estimate and each.estimate.mean,
            each.estimate and each.estimate.low,
            each.estimate and each.estimate.high,
            each.n_entries,
        )
        for each in result.bins
    ]
    schema = dict.fromkeys(("from_h", "to_h", "mean", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"n_entries": pl.Int64}, orient="row")


def ranking(found: Iterable[Ranked]) -> pl.DataFrame:
    """Return what followed each thing that was logged, in the order given.

    Returns
    -------
    DataFrame
        `label`, `told` (in words), `mean`, `low`, `high` (points).
    """
    rows = [
        (
            thing_words(each.name),
            interval(each.estimate),
            each.estimate.mean,
            each.estimate.low,
            each.estimate.high,
        )
        for each in found
    ]
    return pl.DataFrame(rows, schema=_EFFECTS, orient="row")


def place_effects(places: Iterable[PlaceResult]) -> pl.DataFrame:
    """Return what followed hard sessions in each place that could be judged, in the order given.

    Returns
    -------
    DataFrame
        As `ranking` returns it.
    """
    rows = [
        (place_name(each), interval(theta), theta.mean, theta.low, theta.high)
        for each in places
        if (theta := each.result.theta) is not None
    ]
    return pl.DataFrame(rows, schema=_EFFECTS, orient="row")


def place_name(place: PlaceResult) -> str:
    """Return a side, or a side and site, in words."""
    if place.site is None:
        return say("places.side", side=place.side)
    return f"{place.side} {place.site}".replace("_", " ")


def thing_words(name: str) -> str:
    """Return what was logged, in words and cut to what a line holds."""
    told = say(f"factors.name_{name}") if knows(f"factors.name_{name}") else name
    return told.replace("_", " ")[:LONGEST_LABEL]
