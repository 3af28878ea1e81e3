"""The charts of the diary by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import altair as alt

from flarelag.report import frames
from flarelag.report.charts.axis_words import DAY_AND_YEAR, worded
from flarelag.report.charts.rows import ALONG_TIME, rounded, timed
from flarelag.report.look import ACCENT, BAND, INK, MUTED, PAPER, layer, layered
from flarelag.report.texts import say

if TYPE_CHECKING:
    import polars as pl

    from flarelag.report.report import Report

LARGEST_MARK: Final = 80
A_YEAR: Final = timedelta(days=366)
_REACH_LEVELS: Final = (0, 1, 2, 3, 4, 5)
_PLACES: Final = (("triangle-up", ACCENT), ("square", INK), ("diamond", MUTED))
_ASIDE_H: Final = 1.1
"""Between marks of different places at the same hours."""


def entry_times(report: Report) -> alt.LayerChart:
    """Return when diary entries of the last year were made: day across, hour of day down."""
    pain, done = report.used_scores, report.done
    latest = pain["time"].max()
    if isinstance(latest, datetime):
        pain, done = (each.filter(each["time"] > latest - A_YEAR) for each in (pain, done))
    entries = [_at_hour(row) for row in timed(pain)]
    hard = [_at_hour(row) for row in timed(done.filter(done["hard"]))]
    hour = alt.Y("hour:Q").title(None).scale(domain=[24, 0], nice=False).axis(**_clock(6))
    tick = layer(entries, "tick", color=INK, orient="vertical", size=7, thickness=1.6, opacity=0.7)
    session = layer(
        hard, "point", color=ACCENT, filled=True, shape="triangle-up", size=50, opacity=1
    )
    moment = alt.Tooltip("moment:N")
    time = _wall_time()
    layers = (
        tick.encode(x=time, y=hour, tooltip=[moment.title(say("coverage.entry"))]),
        session.encode(x=time, y=hour, tooltip=[moment.title(say("coverage.hard"))]),
    )
    return layered(layers, title=say("coverage.y"), height=190)


def hours_of_day(hours: pl.DataFrame, places: pl.DataFrame | None = None) -> alt.LayerChart:
    """Return mean pain by hour of day: anywhere as bars, in the places named most as marks.

    Parameters
    ----------
    hours : DataFrame
        As from `effects.daily.by_hour_of_day`.
    places : DataFrame or None
        As from `frames.hours_by_place`.
    """
    rows = [row | {"zero": 0} for row in rounded(hours)]
    hour = alt.X("from_hour:Q").title(None).scale(domain=[0, 24], nice=False).axis(**_clock(4))
    pain = alt.Y("mean:Q").title(None).scale(domain=[0, 10], nice=False)
    numbers = [
        alt.Tooltip("mean:Q", format=".1f").title(say("by_hour.mean")),
        alt.Tooltip("n:Q").title(say("by_hour.entries")),
    ]
    bar = layer(rows, "rect", color=BAND, stroke=PAPER)
    level = layer(rows, "rule", color=MUTED, strokeWidth=2)
    layers = [
        bar.encode(x=hour, x2=alt.X2("to_hour:Q"), y=pain, y2=alt.Y2("zero:Q"), tooltip=numbers),
        level.encode(x=hour, x2=alt.X2("to_hour:Q"), y=pain),
    ]
    tooltip = [alt.Tooltip("place:N").title(say("by_hour.place")), *numbers]
    told = [] if places is None else rounded(places)
    names = list(dict.fromkeys(row["place"] for row in told))
    for n, (name, (shape, colour)) in enumerate(zip(names, _PLACES, strict=False)):
        aside = (n - (len(names) - 1) / 2) * _ASIDE_H
        own = [
            row | {"at": (row["from_hour"] + row["to_hour"]) / 2 + aside}
            for row in told
            if row["place"] == name
        ]
        mark = layer(own, "point", color=colour, filled=True, shape=shape, size=70, opacity=1)
        layers.append(mark.encode(x=alt.X("at:Q"), y=pain, tooltip=tooltip))
    return layered(layers, title=say("by_hour.y"), height=200)


def reach(days: pl.DataFrame) -> alt.LayerChart:
    """Return how far down each leg pain reached: the furthest of each day, or month by month.

    Parameters
    ----------
    days : DataFrame
        `time`, `side` (`left`, `right` or `not said`) and `reach` (0 back to 5 foot). Of more
        than a year, marks stand for months and are the larger, the more days went so far.
    """
    by_month = long(days)
    shown = frames.reach_by_month(days) if by_month else days
    levels = {level: say(f"reach.level.{level}") for level in _REACH_LEVELS}
    height: dict[str, Any] = {
        "title": None,
        "scale": alt.Scale(domain=[5.4, -0.4], nice=False),
        "axis": alt.Axis(values=list(levels), labelExpr=worded(levels), domain=False, ticks=False),
    }
    tooltip = [
        alt.Tooltip("moment:N").title(say("time_line.day")),
        alt.Tooltip("side:N").title(say("time_line.side")),
        alt.Tooltip("word:N").title(say("reach.as_far_as")),
    ]
    if by_month:
        tooltip.append(alt.Tooltip("days_n:Q").title(say("reach.days")))
    size = alt.Size("days_n:Q").legend(None).scale(domain=[0, 31], range=[0, LARGEST_MARK])
    layers = []
    for side, colour, shape, shift in (
        ("left", INK, "triangle-left", -0.14),
        ("right", ACCENT, "triangle-right", 0.14),
        *(((frames.NOT_SAID, MUTED, "diamond", 0.0),) if unsided(days) else ()),
    ):
        rows = [
            row | {"word": levels[row["reach"]], "height": row["reach"] + shift}
            for row in timed(shown.filter(shown["side"] == side))
        ]
        if by_month:
            rows = [row | {"moment": f"{row['time']:.7}"} for row in rows]
        mark = layer(rows, "point", color=colour, filled=True, shape=shape, size=42, opacity=0.8)
        where: dict[str, Any] = {"x": _wall_time(), "y": alt.Y("height:Q", **height)}
        if by_month:
            where["size"] = size
        layers.append(mark.encode(tooltip=tooltip, **where))
    return layered(layers, title=say("reach.y"), height=210)


def unsided(days: pl.DataFrame) -> bool:
    """Return whether the side of a place was not said."""
    return bool((days["side"] == frames.NOT_SAID).any())


def long(days: pl.DataFrame) -> bool:
    """Return whether days are so many that months are drawn."""
    first, last = days["time"].min(), days["time"].max()
    return isinstance(first, datetime) and isinstance(last, datetime) and last - first > A_YEAR


def _clock(every: int) -> dict[str, Any]:
    """Return how an axis tells the hours of a day."""
    hours = {float(hour): f"{hour:02d}:00" for hour in range(0, 25, every)}
    return {"values": list(hours), "labelExpr": worded(hours)}


def _wall_time() -> alt.X:
    axis = alt.Axis(
        **ALONG_TIME,
        labelExpr=DAY_AND_YEAR,
    )
    return alt.X("time:T").title(None).scale(type="utc", padding=8).axis(axis)


def _at_hour(row: dict[str, Any]) -> dict[str, Any]:
    hour, minute = int(row["time"][11:13]), int(row["time"][14:16])
    return {"time": row["time"], "moment": row["moment"], "hour": round(hour + minute / 60, 2)}
