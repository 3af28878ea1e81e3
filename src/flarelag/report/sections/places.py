"""Where it hurts: how far down the leg, left and right over the years, the answer by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from flarelag.effects.result import Outcome, Verdict
from flarelag.report import captions, charts, frames
from flarelag.report.drawings.body_map import body_maps
from flarelag.report.embed import figure
from flarelag.report.tables import Table
from flarelag.report.texts import say
from flarelag.report.words import UNKNOWN, interval, number, typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.places import PlaceResult
    from flarelag.report.report import Report

CLAIMED = frozenset({Verdict.CLEAR, Verdict.LIKELY, Verdict.LOWER})


def reach(report: Report) -> dict[str, Any] | None:
    """Return how far down each leg pain went; null without an entry that says where."""
    days = frames.reach_by_day(report.entries)
    if days.is_empty():
        return None
    return {
        "figure": figure(
            "reach", charts.reach(days), captions.reach_caption(days), table=_reach_table(days)
        ),
        "answers": [
            place_words(each, report.places)
            for each in report.places
            if each.outcome is Outcome.REACH
        ],
    }


def _reach_table(days: pl.DataFrame) -> Table:
    """Return on how many days of each month pain went how far, latest first."""
    months = (
        days.group_by(pl.col("time").dt.strftime("%Y-%m").alias("month"), "side", "reach")
        .agg(pl.len().alias("n"))
        .sort("month", "side", "reach", descending=[True, False, False])
    )
    rows = (
        (row["month"], row["side"], say(f"reach.level.{row['reach']}"), number(row["n"]))
        for row in months.iter_rows(named=True)
    )
    heads = (
        say("reach.month"),
        say("time_line.side"),
        say("reach.as_far_as"),
        say("reach.days"),
    )
    return Table(say("reach.table"), heads, tuple(rows))


def left_and_right(report: Report) -> dict[str, Any] | None:
    """Return where it hurt over the years; null without an entry that says where."""
    places = frames.places(report.entries)
    if places.is_empty():
        return None
    rows = (
        (row["period"], row["side"], row["site"].replace("_", " "), number(row["days_n"]))
        for row in places.iter_rows(named=True)
    )
    heads = (
        say("body.period"),
        say("time_line.side"),
        say("time_line.sites"),
        say("body.days_with_pain"),
    )
    maps = body_maps(places)
    return {
        "maps": maps,
        "unsided": any(each.unsided for each in maps),
        "table": Table(say("body.table"), heads, tuple(rows), prose=True),
        "answers": answers_by_place(report),
    }


def answers_by_place(report: Report) -> dict[str, Any]:
    """Return the answer for each side and site, or why there is none."""
    if report.options.where:
        return {"figure": None, "instead": say("places.limited", where=report.options.where)}
    shown = distinct([each for each in report.places if each.outcome is Outcome.PAIN])
    if not any(each.result.theta for each in shown):
        return {"figure": None, "instead": say("places.none")}
    if [each.result for each in shown] == [report.result]:
        return {"figure": None, "instead": say("places.only", side=shown[0].side)}
    effects = frames.place_effects(shown)
    return {
        "figure": figure(
            "by-place",
            charts.forest(effects),
            say("places.caption"),
            table=_places_table(shown),
        ),
        "words": [place_words(each, report.places) for each in shown if each.site is None],
    }


def distinct(places: Sequence[PlaceResult]) -> list[PlaceResult]:
    """Return the places without those whose scores are those of the whole side: the same answer."""
    kept: dict[int, PlaceResult] = {}
    for each in places:
        kept.setdefault(id(each.result), each)
    return list(kept.values())


def place_words(place: PlaceResult, among: Sequence[PlaceResult]) -> str:
    """Return the answer for one place in words; a hint where it does not hold among all places."""
    told = f"{place.side.capitalize()}: {typeset(place.result.headline)}"
    if place.result.verdict in CLAIMED and not place.holds:
        return f"{told} {say('places.hint', n=len({id(each.result) for each in among}))}"
    return told


def _places_table(places: Sequence[PlaceResult]) -> Table:
    rows = tuple(
        (
            frames.place_name(each),
            interval(each.result.theta),
            number(each.result.n_entries),
            UNKNOWN if each.p_adjusted is None else f"{each.p_adjusted:.3f}",
            reading(each),
        )
        for each in places
    )
    heads = tuple(say(f"places.column_{name}") for name in ("where", "change", "n", "p", "reading"))
    return Table(say("places.table"), heads, rows, prose=True)


def reading(place: PlaceResult) -> str:
    """Return in a few words what may be said of one place."""
    if place.result.verdict in CLAIMED and not place.holds:
        return say("places.reading_hint")
    return say(f"places.reading_{place.result.verdict}")
