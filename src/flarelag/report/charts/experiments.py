"""The chart of an experiment: each pair's difference, and their mean with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from flarelag.report import frames
from flarelag.report.charts.axis_words import SIGNED
from flarelag.report.charts.rows import rounded
from flarelag.report.look import ACCENT, BAND, INK, MUTED, layer, layered
from flarelag.report.texts import say

if TYPE_CHECKING:
    from flarelag.experiments.result import Result

_ROW_HEIGHT, _LEAST_HEIGHT = 14, 120


def pair_differences(result: Result) -> alt.LayerChart:
    """Return each complete pair's difference, one a line, over the interval of their mean.

    Parameters
    ----------
    result : Result
        With at least two complete pairs.
    """
    rows = rounded(frames.pair_differences(result))
    found = result.estimate
    assert found is not None  # noqa: S101 - two complete pairs have one
    last = rows[-1]["pair"]
    change = {name: round(getattr(found, name), 2) for name in ("mean", "low", "high")}
    mean = [{**change, "from": 0, "to": last + 1}]
    points = (
        alt.X("difference:Q").title(say("experiments.pairs_x")).axis(labelExpr=SIGNED, tickCount=6)
    )
    line = (
        alt.Y("pair:Q")
        .title(None)
        .scale(domain=[0, last + 1], nice=False, reverse=True)
        .axis(tickMinStep=1, grid=False)
    )
    tooltip = [
        alt.Tooltip("pair:Q").title(say("experiments.pair")),
        alt.Tooltip("told:N").title(say("experiments.difference")),
    ]
    band = layer(mean, "rect", color=BAND, opacity=0.5)
    none = layer([{"zero": 0}], "rule", color=INK, strokeDash=[4, 3])
    middle = layer(mean, "rule", color=ACCENT, strokeWidth=2.5)
    mark = layer(rows, "point", color=MUTED, filled=True, size=60, opacity=1)
    layers = (
        band.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=alt.Y("from:Q"), y2=alt.Y2("to:Q")),
        none.encode(x=alt.X("zero:Q")),
        middle.encode(x=alt.X("mean:Q")),
        mark.encode(x=points, y=line, tooltip=tooltip),
    )
    height = max(_LEAST_HEIGHT, _ROW_HEIGHT * (last + 1))
    return layered(layers, title=say("experiments.pair"), height=height)
