"""Pain by side above, sessions in lanes below, on one time axis that pans and zooms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import altair as alt

from flarelag.report import frames
from flarelag.report.charts.axis_words import DAY_AND_YEAR, worded
from flarelag.report.charts.rows import ALONG_TIME, timed
from flarelag.report.look import ACCENT, INK, MUTED, PAPER, layer, layered
from flarelag.report.texts import say

if TYPE_CHECKING:
    import polars as pl

    from flarelag.report.report import Report

WINDOW: Final = timedelta(days=183)
"""What is shown at first; the rest is a drag away."""
_IN_SIGHT: Final = "time(datum.time) >= shown_from - 2e8 && time(datum.time) <= shown_to + 2e8"
"""What is drawn at all: ten years of days take seconds. Two days more, for the lines' ends."""
LANES: Final = {"hard": -1.4, "braking": -2.5, "runs": -3.6, "rides": -4.7, "measures": -5.8}
_SHAPES: Final = {
    "hard": "triangle-up",
    "braking": "triangle-down",
    "runs": "circle",
    "rides": "square",
    "measures": "cross",
}
_SIDES: Final = {"left": ([1, 0], INK), "right": ([5, 3], ACCENT), "not said": ([2, 2], MUTED)}


def time_line(report: Report) -> alt.LayerChart:
    """Return pain by side, flare-ups, sessions, braking and measures over time.

    The last half-year is shown; the page's controls show any other part.

    Parameters
    ----------
    report : Report
        The whole report.
    """
    pain = report.days_by_side
    done = frames.lanes(report.activities, report.usual_dose, report.options.units)
    flares, measures = frames.flares(report.stories, report.remembered), report.measures
    span = frames.span(pain, done, flares)
    shown = {*done["lane"].unique(), *(["measures"] if measures.height else [])}
    lanes = {name: y for name, y in LANES.items() if name in shown or name == "hard"}
    time, height = _time(span), _height(lanes)
    layers = (
        *_pain(pain, time, height),
        *_flares(flares, time, height),
        *_lanes(done, time, height),
        *_measures(measures, time, height),
    )
    title, tall = say("time_line.y"), 360 + 14 * len(lanes)
    if span is None:
        return layered(layers, title=title, height=tall)
    seen = [each.transform_filter(_IN_SIGHT) for each in layers]
    return layered(seen, title=title, height=tall).add_params(*_window(span))


def _window(span: tuple[datetime, datetime]) -> tuple[alt.Parameter, ...]:
    """Return what the page's controls set: the shown stretch, and how far it can go."""
    first, last = (int(each.replace(tzinfo=UTC).timestamp() * 1000) for each in span)
    shown = max(first, last - int(WINDOW.total_seconds() * 1000))
    values = {"shown_from": shown, "shown_to": last, "first": first, "last": last}
    return tuple(alt.param(name=name, value=value) for name, value in values.items())


def _time(span: tuple[datetime, datetime] | None) -> alt.X:
    axis = alt.Axis(
        **ALONG_TIME,
        labelExpr=DAY_AND_YEAR,
    )
    scale = alt.Scale(type="utc", nice=False)
    if span is not None:
        scale = alt.Scale(
            type="utc",
            nice=False,
            domainMin=alt.ExprRef("shown_from"),
            domainMax=alt.ExprRef("shown_to"),
        )
    return alt.X("time:T").title(None).scale(scale).axis(axis)


def _height(lanes: dict[str, float]) -> dict[str, Any]:
    """Return the axis of scores with the lanes below; each layer names it, as any may be empty."""
    words = {y: say(f"time_line.lane.{name}") for name, y in lanes.items()}
    words |= {float(score): f"{score}" for score in range(0, 11, 2)}
    axis = alt.Axis(
        values=list(words),
        labelExpr=worded(words),
        domain=False,
        ticks=False,
        labelOverlap=False,
    )
    scale = alt.Scale(domain=[min(lanes.values()) - 0.7, 10], nice=False)
    return {"title": None, "scale": scale, "axis": axis}


def _pain(pain: pl.DataFrame, time: alt.X, height: dict[str, Any]) -> list[alt.Chart]:
    tooltip = [
        alt.Tooltip("moment:N").title(say("time_line.day")),
        alt.Tooltip("side:N").title(say("time_line.side")),
        alt.Tooltip("mean:Q", format=".1f").title(say("time_line.mean")),
        alt.Tooltip("highest:Q").title(say("time_line.highest")),
        alt.Tooltip("sites:N").title(say("time_line.sites")),
    ]
    layers = []
    for side, (dash, colour) in _SIDES.items():
        rows = timed(pain.filter(pain["side"] == side))
        line = layer(rows, "line", color=colour, strokeDash=dash, strokeWidth=1.6, clip=True)
        highest = [row for row in rows if row["highest"] is not None]
        hollow = {} if side == "left" else {"fill": PAPER}
        dot = layer(
            highest,
            "point",
            clip=True,
            color=colour,
            filled=not hollow,
            opacity=0.75,
            shape="square" if side == frames.NOT_SAID else "circle",
            size=16,
            strokeWidth=1,
            **hollow,
        )
        layers += [
            line.encode(x=time, y=alt.Y("mean:Q", **height)),
            dot.encode(x=time, y=alt.Y("highest:Q", **height), tooltip=tooltip),
        ]
    return layers


def _flares(flares: pl.DataFrame, time: alt.X, height: dict[str, Any]) -> list[alt.Chart]:
    rows = timed(flares)
    tooltip = [
        alt.Tooltip("moment:N").title(say("time_line.flare")),
        alt.Tooltip("peak:Q").title(say("time_line.peak")),
    ]
    mark = layer(
        rows,
        "point",
        clip=True,
        color=INK,
        fill=PAPER,
        shape="diamond",
        size=130,
        strokeWidth=2,
        opacity=1,
    )
    return [mark.encode(x=time, y=alt.Y("height:Q", **height), tooltip=tooltip)]


def _lanes(done: pl.DataFrame, time: alt.X, height: dict[str, Any]) -> list[alt.Chart]:
    """Return the sessions: hollow, and filled where a run holds sprints."""
    rows = [row | {"height": LANES[row["lane"]]} for row in timed(done)]
    names = [name for name in _SHAPES if name != "measures"]
    shape = alt.Shape("lane:N").legend(None)
    colour = alt.Color("lane:N").legend(None)
    where: dict[str, Any] = {
        "x": time,
        "y": alt.Y("height:Q", **height),
        "shape": shape.scale(domain=names, range=[_SHAPES[name] for name in names]),
        "color": colour.scale(domain=names, range=[ACCENT, ACCENT, MUTED, MUTED]),
        "tooltip": [
            alt.Tooltip("moment:N").title(say("time_line.start")),
            alt.Tooltip("kind:N").title(say("time_line.what")),
            alt.Tooltip("distance:N").title(say("time_line.distance")),
            alt.Tooltip("duration_min:Q", format=".0f").title(say("time_line.minutes")),
            alt.Tooltip("dose:Q", format=".0f").title(say("time_line.dose")),
            alt.Tooltip("hard_stops:Q").title(say("time_line.hard_stops")),
        ],
    }
    hollow = [row for row in rows if not row["filled"]]
    filled = [row for row in rows if row["filled"]]
    hard = [row for row in rows if row["lane"] == "hard"]
    return [
        layer(hard, "rule", clip=True, color=ACCENT, opacity=0.22).encode(x=time),
        layer(hollow, "point", clip=True, fill=PAPER, size=38, strokeWidth=1.3, opacity=1).encode(
            **where
        ),
        layer(filled, "point", clip=True, filled=True, size=58, opacity=1).encode(**where),
    ]


def _measures(measures: pl.DataFrame, time: alt.X, height: dict[str, Any]) -> list[alt.Chart]:
    rows = [row | {"height": LANES["measures"]} for row in timed(measures)]
    tooltip = [
        alt.Tooltip("moment:N").title(say("time_line.day")),
        alt.Tooltip("names:N").title(say("time_line.logged")),
    ]
    mark = layer(rows, "point", clip=True, color=INK, shape="cross", size=48, opacity=0.8)
    return [mark.encode(x=time, y=alt.Y("height:Q", **height), tooltip=tooltip)]
