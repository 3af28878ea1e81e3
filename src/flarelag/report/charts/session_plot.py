"""One whole session as a picture: speed, efforts, slowing, pauses and declared laps."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import vl_convert

from flarelag.report.charts.speed import View, session_efforts, speed_chart
from flarelag.report.look import INK, MUTED, RULE, layer
from flarelag.report.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.activity import Lap
    from flarelag.model.interval import Interval
    from flarelag.report.report import SessionTrace

WIDTH: Final = 1000
_SCALE: Final = 2.0


class PictureFormat(StrEnum):
    """What a picture can be written as."""

    SVG = "svg"
    PNG = "png"
    HTML = "html"


def session_plot(session: SessionTrace, *, title: str) -> alt.LayerChart:
    """Return the chart of a whole session.

    Parameters
    ----------
    session : SessionTrace
        The session, classified, with its speed.
    title : str
        Which session it is, in words.
    """
    activity, classified = session.session.activity, session.session.classification
    view = View(
        from_s=0.0,
        to_s=session.trace["t_s"].to_list()[-1],
        zero_s=0.0,
        unit_s=60.0,
        title=say("trace.minutes"),
        word_angle=270,
    )
    declared = classified.declared_laps if classified else ()
    behind = (*_pauses(activity.pauses, view), *_laps(activity.laps, declared, view))
    chart = speed_chart(session.trace, session_efforts(session), view, behind=behind)
    chart.title = alt.TitleParams(
        text=title,
        subtitle=[say("trace.key_1"), say("trace.key_2")],
        color=INK,
        fontSize=15,
        subtitleColor=MUTED,
    )
    return chart


def picture(chart: alt.LayerChart, kind: PictureFormat) -> bytes:
    """Return a chart as a picture that needs nothing else: neither files nor the network.

    Parameters
    ----------
    chart : LayerChart
        The chart.
    kind : PictureFormat
        As what.
    """
    with alt.data_transformers.enable("default", max_rows=None):  # ty: ignore[invalid-context-manager]
        if kind is PictureFormat.HTML:
            return chart.to_html(inline=True).encode()
        spec: dict[str, Any] = chart.to_dict() | {"width": WIDTH}
    if kind is PictureFormat.PNG:
        return vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()


def _pauses(pauses: Sequence[Interval], view: View) -> tuple[alt.Chart, ...]:
    rows = [{"from": view.at(p.start_s), "to": view.at(p.end_s)} for p in pauses]
    ground = layer(rows, "rect", color=MUTED, opacity=0.35)
    return (ground.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q")),)


def _laps(laps: Sequence[Lap], declared: Sequence[bool], view: View) -> tuple[alt.Chart, ...]:
    """Return a line at each edge of the laps that declare something."""
    said = [lap.interval for lap, says in zip(laps, declared, strict=False) if says]
    edges = sorted({edge for lap in said for edge in (lap.start_s, lap.end_s)})
    rows = [{"at": view.at(edge)} for edge in edges]
    return (layer(rows, "rule", color=RULE, strokeDash=[4, 3]).encode(x=alt.X("at:Q")),)
