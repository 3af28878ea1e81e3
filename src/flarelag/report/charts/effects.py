"""The charts of what the analysis says: a result goes in, an Altair chart comes out.

Tests read the frames behind the charts, not their pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt

from flarelag.report import frames
from flarelag.report.charts.axis_words import SIGNED
from flarelag.report.charts.rows import rounded
from flarelag.report.look import ACCENT, BAND, INK, MUTED, PAPER, layer, layered
from flarelag.report.sessions import AroundKind
from flarelag.report.texts import say
from flarelag.report.words import hours_span, interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from flarelag.effects.around import AroundBin
    from flarelag.effects.result import EffectResult

_LAG_TICKS_H: Final = [0, 6, 12, 18, 24, 36, 48, 72]
_AROUND_TICKS_H: Final = [-24, -12, 0, 6, 12, 24, 36, 48, 72]
_LEAST_TOP: Final = 5.0
_KINDS: Final = {
    AroundKind.HARD: (ACCENT, "triangle-up", [1, 0], 0.26, 3.0),
    AroundKind.EASY: (INK, "circle", [7, 3], 0.13, 1.8),
    AroundKind.RIDE: (MUTED, "square", [2, 3], 0.13, 1.8),
}
"""For each kind: its colour, shape, dashes, the band's strength, the line's width."""


def around_sessions(bins: Sequence[AroundBin]) -> alt.LayerChart:
    """Return mean pain from 24 h before to 72 h after hard sessions, easy runs and rides."""
    frame = frames.around(bins)
    rows = rounded(frame)
    top = max([_LEAST_TOP, *(row["high"] for row in rows)])
    hours = (
        alt.X("middle_h:Q")
        .title(say("around.x"))
        .scale(domain=[-24, 72], nice=False)
        .axis(values=_AROUND_TICKS_H, grid=False, labelOverlap=True)
    )
    pain = alt.Y("mean:Q").title(None).scale(domain=[0, top], nice=False).axis(tickMinStep=1)
    tooltip = [
        alt.Tooltip("kind:N").title(say("around.kind")),
        alt.Tooltip("hours:N").title(say("around.hours")),
        alt.Tooltip("told:N").title(say("around.mean")),
        alt.Tooltip("n_sessions:Q").title(say("around.sessions")),
    ]
    layers = [layer([{"end": 0}], "rule", color=MUTED).encode(x=alt.X("end:Q"))]
    for kind in reversed(_KINDS):
        colour, shape, dash, strength, width = _KINDS[kind]
        own = [row for row in rows if row["kind"] == kind]
        band = layer(own, "area", color=colour, opacity=strength, interpolate="monotone")
        line = layer(
            own, "line", color=colour, strokeWidth=width, strokeDash=dash, interpolate="monotone"
        )
        point = layer(
            own, "point", filled=True, size=55, opacity=1, shape=shape, color=colour, stroke=PAPER
        )
        layers += [
            band.encode(x=hours, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
            line.encode(x=hours, y=pain),
            point.encode(x=hours, y=pain, tooltip=tooltip),
        ]
    return layered(layers, title=say("around.y"), height=280)


def lag_curve(result: EffectResult) -> alt.LayerChart:
    """Return the mean change of pain against hours after a hard session, with 95 % intervals."""
    rows = [
        row
        | {
            "middle_h": (each.from_h + each.to_h) / 2,
            "hours": hours_span(each.from_h, each.to_h),
            "change": interval(each.estimate),
        }
        for row, each in zip(rounded(frames.lag_bins(result), 2), result.bins, strict=True)
        if each.estimate
    ]
    hours = (
        alt.X("from_h:Q")
        .title(say("lag.x"))
        .scale(domain=[0, max((each.to_h for each in result.bins), default=72)], nice=False)
        .axis(values=_LAG_TICKS_H, grid=False, labelOverlap=True)
    )
    points = alt.Y("low:Q").title(None).axis(tickCount=5, labelExpr=SIGNED)
    tooltip = [
        alt.Tooltip("hours:N").title(say("lag.after")),
        alt.Tooltip("change:N").title(say("lag.change")),
        alt.Tooltip("n_entries:Q").title(say("lag.entries")),
    ]
    bands = layer(rows, "rect", color=BAND, opacity=0.5)
    no_change = layer([{"zero": 0}], "rule", color=INK, strokeDash=[4, 3])
    steps = layer(rows, "rule", color=ACCENT, strokeWidth=2.5)
    middles = layer(rows, "point", color=ACCENT, filled=True, shape="diamond", size=70, opacity=1)
    layers = (
        bands.encode(x=hours, x2=alt.X2("to_h:Q"), y=points, y2=alt.Y2("high:Q"), tooltip=tooltip),
        no_change.encode(y=alt.Y("zero:Q")),
        steps.encode(x=hours, x2=alt.X2("to_h:Q"), y=alt.Y("mean:Q")),
        middles.encode(x=alt.X("middle_h:Q"), y=alt.Y("mean:Q"), tooltip=tooltip),
    )
    return layered(layers, title=say("lag.y"), height=260)


def forest(effects: pl.DataFrame) -> alt.LayerChart:
    """Return estimates with their intervals, one a line, in the order given.

    Parameters
    ----------
    effects : DataFrame
        `label`, `mean`, `low`, `high`, `told` (the estimate in words).
    """
    rows: list[dict[str, Any]] = rounded(effects)
    order = effects["label"].to_list()
    line = (
        alt.Y("label:N")
        .title(None)
        .sort(order)
        .axis(labelLimit=220, domain=False, ticks=False, labelFontSize=13)
    )
    points = alt.X("low:Q").title(say("forest.x")).axis(labelExpr=SIGNED, tickCount=6)
    tooltip = [
        alt.Tooltip("label:N").title(say("forest.what")),
        alt.Tooltip("told:N").title(say("forest.change")),
    ]
    none = layer([{"zero": 0}], "rule", color=INK, strokeDash=[4, 3])
    bar = layer(rows, "rule", color=MUTED, strokeWidth=3)
    mark = layer(rows, "point", color=ACCENT, filled=True, shape="diamond", size=90, opacity=1)
    layers = (
        none.encode(x=alt.X("zero:Q")),
        bar.encode(x=points, x2=alt.X2("high:Q"), y=line, tooltip=tooltip),
        mark.encode(x=alt.X("mean:Q"), y=line, tooltip=tooltip),
    )
    return layered(layers, title="", height=34 * max(1, len(rows)))
