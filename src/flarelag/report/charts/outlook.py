"""Doses with the pain that followed, and pain to expect after a session."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import altair as alt

from flarelag.effects.tolerance import MARGIN
from flarelag.effects.tolerance_words import dose_words
from flarelag.report.look import ACCENT, BAND, INK, MUTED, layer, layered
from flarelag.report.texts import say
from flarelag.report.words import interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.forecast_words import ExpectedHour
    from flarelag.effects.tolerance import Tolerance

_TICKS_H: Final = [0, 6, 12, 18, 24, 36, 48, 72]
_LEAST_TOP: Final = 1.0
_LEAST_PAIN: Final = 5.0


def dose_steps(told: Tolerance) -> alt.LayerChart:
    """Return the steps with their bands, each from its least dose to the next one's, and a rug."""
    edges = [*(each.from_dose for each in told.steps), told.steps[-1].to_dose]
    rows = _step_rows(told, edges)
    in_seconds = told.dose_name.endswith("_s")
    title = say("dose_steps.x") if in_seconds else say("dose_steps.x_other", dose=told.dose_name)
    top = max(_LEAST_TOP, *(each.rise.high for each in told.steps))
    x = alt.X("from:Q").title(title).scale(domain=[0, edges[-1]], nice=False).axis(grid=False)
    y = alt.Y("low:Q").title(None).scale(domain=[0, top], nice=True)
    tooltip = [
        alt.Tooltip("doses:N").title(say("dose_steps.doses")),
        alt.Tooltip("told:N").title(say("dose_steps.change")),
        alt.Tooltip("n:Q").title(say("dose_steps.sessions")),
    ]
    bands = layer(rows, "rect", color=BAND, opacity=0.5)
    margin = layer([{"margin": MARGIN}], "rule", color=INK, strokeDash=[4, 3])
    steps = layer(rows, "rule", color=ACCENT, strokeWidth=2.5)
    feet = [{"dose": round(each, 1), "foot": 0} for each in told.doses]
    rug = layer(feet, "point", color=MUTED, filled=True, size=14, opacity=1, shape="circle")
    layers = (
        bands.encode(x=x, x2=alt.X2("to:Q"), y=y, y2=alt.Y2("high:Q"), tooltip=tooltip),
        margin.encode(y=alt.Y("margin:Q")),
        steps.encode(x=x, x2=alt.X2("to:Q"), y=alt.Y("mean:Q"), tooltip=tooltip),
        rug.encode(x=alt.X("dose:Q"), y=alt.Y("foot:Q")),
    )
    return layered(layers, title=say("dose_steps.y"), height=240)


def _step_rows(told: Tolerance, edges: Sequence[float]) -> list[dict[str, object]]:
    return [
        {
            "from": round(low, 1),
            "to": round(high, 1),
            "mean": round(each.rise.mean, 2),
            "low": round(each.rise.low, 2),
            "high": round(each.rise.high, 2),
            "doses": dose_range(each.from_dose, each.to_dose, told.dose_name),
            "told": interval(each.rise),
            "n": each.n,
        }
        for each, (low, high) in zip(told.steps, pairwise(edges), strict=True)
    ]


def dose_range(low: float, high: float, name: str) -> str:
    """Return a stretch of doses: `20 s to 45 s`."""
    return say("dose_steps.range", low=dose_words(low, name), high=dose_words(high, name))


def expected_pain(hours: Sequence[ExpectedHour]) -> alt.LayerChart:
    """Return the mean score to expect with the band that holds nine of ten entries."""
    rows = [
        {
            "lead_h": each.lead_h,
            "mean": round(each.mean, 2),
            "low": each.low,
            "high": each.high,
            "when": f"{each.local:%a %H:%M}",
            "band": f"{each.low}\u2013{each.high}",
        }
        for each in hours
    ]
    top = max(_LEAST_PAIN, *(each.high for each in hours))
    x = (
        alt.X("lead_h:Q")
        .title(say("expected.x"))
        .scale(domain=[0, hours[-1].lead_h], nice=False)
        .axis(values=_TICKS_H, grid=False, labelOverlap=True)
    )
    y = alt.Y("mean:Q").title(None).scale(domain=[0, top], nice=False).axis(tickMinStep=1)
    tooltip = [
        alt.Tooltip("when:N").title(say("expected.when")),
        alt.Tooltip("mean:Q").title(say("expected.pain")).format(".1f"),
        alt.Tooltip("band:N").title(say("expected.band")),
    ]
    band = layer(rows, "area", color=BAND, opacity=0.5, interpolate="monotone")
    line = layer(rows, "line", color=ACCENT, strokeWidth=2.5, interpolate="monotone")
    points = layer(rows, "point", color=ACCENT, filled=True, size=20, opacity=1, shape="circle")
    layers = (
        band.encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        line.encode(x=x, y=y),
        points.encode(x=x, y=y, tooltip=tooltip),
    )
    return layered(layers, title=say("expected.y"), height=240)
