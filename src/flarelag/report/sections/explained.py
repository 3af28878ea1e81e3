"""Flare-ups with what came before them, and triggers and relievers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flarelag.model.factor_words import hours_in_words
from flarelag.model.factors import Scale
from flarelag.report import charts, frames
from flarelag.report.embed import figure
from flarelag.report.local_time import moment_words
from flarelag.report.tables import Table
from flarelag.report.texts import say
from flarelag.report.words import NO_BREAK, UNKNOWN, interval, number, signed, typeset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flarelag.effects.flare_result import FlareStory
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.result import Estimate
    from flarelag.report.report import Report

STORIES_SHOWN: Final = 5


def flare_ups(report: Report) -> dict[str, Any] | None:
    """Return flare-ups, the latest first; null without one."""
    if not report.stories:
        return None
    latest = tuple(reversed(report.stories))
    return {
        "stories": [typeset(story.words) for story in latest[:STORIES_SHOWN]],
        "table": _flares_table(latest),
        "numbered": any(story.attribution for story in latest),
    }


def _flares_table(stories: Sequence[FlareStory]) -> Table:
    names = ("onset", "peak", "lasted", "where", "found", "share", "unexplained")
    heads = tuple(say(f"flares.column_{name}") for name in names)
    return Table(say("flares.table"), heads, tuple(_flare_row(each) for each in stories))


def _flare_row(story: FlareStory) -> tuple[str, ...]:
    flare, lined_up = story.flare, story.attribution
    share = UNKNOWN
    if lined_up is not None:
        low, mean, high = (
            f"{100 * each:.0f}"
            for each in (lined_up.share.low, lined_up.share.mean, lined_up.share.high)
        )
        share = say("flares.share", mean=mean, low=low, high=high)
    return (
        moment_words(frames.onset_wall_time(story)),
        number(flare.peak),
        _lasted(flare.length_h),
        ", ".join(site.replace("_", " ").replace(":", " ") for site in story.sites) or UNKNOWN,
        say(f"flares.by_{flare.found_by}"),
        share,
        _unexplained(lined_up.unexplained) if lined_up else UNKNOWN,
    )


def _unexplained(estimate: Estimate) -> str:
    """Return what is left; alone where its interval would only repeat it."""
    ends = {signed(each) for each in (estimate.low, estimate.mean, estimate.high)}
    return interval(estimate) if len(ends) > 1 else signed(estimate.mean)


def _lasted(hours: float | None) -> str:
    return number(hours, 0, "h") if hours is None or hours >= 1 else say("flares.under_an_hour")


def triggers_and_relievers(report: Report) -> dict[str, Any] | None:
    """Return what was logged, ranked by what followed it; null before there is enough."""
    if not report.ranking:
        return None
    effects = frames.ranking(report.ranking)
    return {
        "forest": figure(
            "triggers",
            charts.forest(effects),
            say("factors.caption"),
            table=ranking_table(report.ranking, report.scales),
        )
    }


def ranking_table(ranking: Sequence[Ranked], scales: Mapping[str, Scale]) -> Table:
    """Return what was ranked, in numbers.

    Parameters
    ----------
    ranking : sequence of Ranked
        In order.
    scales : Mapping of str to Scale
        What the amounts of each thing logged count; sessions have none.
    """
    rows = tuple(
        (
            frames.thing_words(each.name),
            interval(each.estimate),
            _usual(each.per_amount, scales.get(each.name, Scale.YES)),
            number(each.n_days),
            UNKNOWN if each.p_adjusted is None else f"{each.p_adjusted:.3f}",
            say(f"factors.role_{each.role}"),
        )
        for each in ranking
    )
    names = ("what", "change", "amount", "days", "p", "reading")
    heads = tuple(say(f"factors.column_{name}") for name in names)
    return Table(say("factors.table"), heads, rows)


def _usual(amount: float, scale: Scale) -> str:
    """Return a usual amount of a day with its unit: `6 h`, `7, as counted`, `once`, `2 times`."""
    if scale is Scale.HOURS:
        return hours_in_words(amount).replace(" ", NO_BREAK)
    if scale is Scale.NUMBER:
        return say("factors.amount_number", n=f"{amount:g}")
    return (
        say("factors.amount_once") if amount == 1 else say("factors.amount_times", n=f"{amount:g}")
    )
