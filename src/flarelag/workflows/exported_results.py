"""Rows of the exported tables that say what the analysis found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.effects.flare_result import FlareStory
    from flarelag.effects.places import PlaceResult
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.result import EffectResult, Estimate


def result_rows(result: EffectResult) -> Iterable[tuple[object, ...]]:
    """Return the answer: its estimates, then the lag curve."""
    whole: tuple[tuple[str, float, float, Estimate | None], ...] = (
        ("after_hard_session", 6.0, 24.0, result.theta),
        ("at_once_after_hard_session", 0.0, 3.0, result.immediate),
        ("before_hard_session", -24.0, 0.0, result.controls.before),
        ("after_ride", 6.0, 24.0, result.controls.rides),
    )
    for name, low_h, high_h, estimate in whole:
        yield (name, low_h, high_h, *_numbers(estimate), None, result.verdict.value)
    for one in result.bins:
        numbers = _numbers(one.estimate)
        yield ("lag_bin", one.from_h, one.to_h, *numbers, one.n_entries, result.verdict.value)


def place_row(place: PlaceResult) -> tuple[object, ...]:
    """Return the answer for one place."""
    result = place.result
    return (
        place.side.value,
        place.site.value if place.site else None,
        place.outcome.value,
        *_numbers(result.theta),
        place.p_adjusted,
        place.holds,
        result.n_entries,
        result.verdict.value,
        result.headline,
    )


def ranking_row(ranked: Ranked) -> tuple[object, ...]:
    """Return one trigger, reliever, or thing that cannot be told."""
    return (
        ranked.name,
        ranked.role.value,
        *_numbers(ranked.estimate),
        ranked.per_amount,
        ranked.n_days,
        ranked.p,
        ranked.p_adjusted,
    )


def flare_rows(stories: Sequence[FlareStory]) -> Iterable[tuple[object, ...]]:
    """Return the flare-ups in the entries, numbered from 1 in order of time."""
    for number, story in enumerate(stories, start=1):
        flare, lined_up = story.flare, story.attribution
        yield (
            number,
            story.onset,
            story.onset.replace(tzinfo=None) + timedelta(minutes=story.utc_offset_min),
            story.peak_at,
            flare.peak,
            flare.usual,
            flare.length_h,
            flare.found_by.value,
            ", ".join(story.sites) or None,
            story.reach_left,
            story.reach_right,
            *_numbers(lined_up.share if lined_up else None),
            *_numbers(lined_up.unexplained if lined_up else None),
        )


def preceding_rows(stories: Sequence[FlareStory]) -> Iterable[tuple[object, ...]]:
    """Return what came before each flare-up, the latest first."""
    for number, story in enumerate(stories, start=1):
        for each in story.preceded_by:
            yield (number, each.kind.value, each.name, each.hours_before, each.amount)


def _numbers(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (estimate.mean, estimate.low, estimate.high) if estimate else (None, None, None)
