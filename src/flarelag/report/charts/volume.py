"""Running above and riding below one line, by week or month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from flarelag.report import frames
from flarelag.report.charts.axis_words import DAY_AND_YEAR, HOURS, MONTH_AND_YEAR
from flarelag.report.charts.rows import ALONG_TIME, rounded
from flarelag.report.look import ACCENT, BAND, INK, MUTED, layer, layered
from flarelag.report.texts import say
from flarelag.report.units import Units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.training.volume import Switch

MONTHS_FROM: Final = 12
"""Fewer weeks would repeat a month's name along the axis."""


def volume(
    periods: pl.DataFrame, switches: Sequence[Switch] = (), *, units: Units = Units.METRIC
) -> alt.LayerChart:
    """Return hours run, upwards, and ridden, downwards, with lasting switches between them.

    Parameters
    ----------
    periods : DataFrame
        As from `training.volume.weekly` or `monthly`.
    switches : sequence of Switch
        As from `training.volume.switches`.
    units : Units
        Of the distances that pointing tells.
    """
    frame = frames.volume(periods)
    rows = [_told(row, units) for row in rounded(frame)]
    time = alt.X("time:T").title(None).scale(type="utc", nice=False).axis(**_along(periods))
    hours: dict[str, Any] = {"title": None, "axis": alt.Axis(labelExpr=HOURS, tickCount=6)}
    tooltip = [
        alt.Tooltip("when:N").title(say("volume.from")),
        alt.Tooltip("run:N").title(say("volume.run")),
        alt.Tooltip("hard_n:Q").title(say("volume.hard")),
        alt.Tooltip("ride:N").title(say("volume.ride")),
    ]
    bar: dict[str, Any] = {"x": time, "x2": "until:T", "tooltip": tooltip}
    turned = [
        {"time": f"{each.week:%Y-%m-%d}T00:00Z", "word": say(f"volume.switch.{each.to_riding}")}
        for each in switches
    ]
    mark = layer(turned, "rule", color=INK, strokeDash=[4, 3])
    word = layer(turned, "text", align="left", dx=5, color=INK, baseline="top", fontSize=12)
    layers = (
        layer(rows, "rect", color=ACCENT, opacity=0.8).encode(
            y=alt.Y("run_h:Q", **hours), y2=alt.Y2("zero:Q"), **bar
        ),
        layer(rows, "rect", color=BAND, stroke=MUTED, strokeWidth=0.8).encode(
            y=alt.Y("ride_h:Q", **hours), y2=alt.Y2("zero:Q"), **bar
        ),
        layer([{"zero": 0}], "rule", color=MUTED).encode(y=alt.Y("zero:Q")),
        mark.encode(x=time),
        word.encode(x=time, y=alt.value(2), text=alt.Text("word:N")),
    )
    return layered(layers, title=say("volume.y"), height=230)


def _along(periods: pl.DataFrame) -> dict[str, Any]:
    """Return the axis: months; the first days of weeks where they are few."""
    if periods.height >= MONTHS_FROM:
        return ALONG_TIME | {"labelExpr": MONTH_AND_YEAR}
    starts = periods["period"].cast(pl.Datetime("ms")).dt.epoch("ms").to_list()
    return ALONG_TIME | {"labelExpr": DAY_AND_YEAR, "values": starts}


def _told(row: dict[str, Any], units: Units) -> dict[str, Any]:
    return {
        "time": f"{row['period']:%Y-%m-%d}T00:00Z",
        "until": f"{row['until']:%Y-%m-%d}T00:00Z",
        "when": f"{row['period']:%Y-%m-%d}",
        "run_h": row["run_h"],
        "ride_h": row["ride_h"],
        "zero": 0,
        "hard_n": row["hard_n"],
        "run": frames.sport_words(row["runs_n"], row["run_km"], units),
        "ride": frames.sport_words(row["rides_n"], row["ride_km"], units),
    }
