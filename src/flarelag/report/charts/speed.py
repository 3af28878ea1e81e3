"""The charts of one session's speed, with efforts and the slowing at their ends flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import altair as alt

from flarelag.report import frames
from flarelag.report.charts.axis_words import worded
from flarelag.report.look import ACCENT, BAND, INK, MUTED, layer, layered
from flarelag.report.texts import say
from flarelag.report.units import Units
from flarelag.report.words import pace, speed_and_pace

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from flarelag.report.report import SessionTrace

MARGIN_S: Final = 180.0
"""Shown before the first and after the last effort."""

WALKING_M_S: Final = 2.0
_SHAPES: Final = {
    "sprint": "triangle-up",
    "fast": "diamond",
    "tempo": "square",
    "effort": "circle",
}


@dataclass(frozen=True, slots=True)
class View:
    """A stretch of a session and how its time is told.

    Parameters
    ----------
    from_s, to_s : float
        The stretch, in seconds from the session's start.
    zero_s, unit_s : float
        Where the axis has its 0, and how long its unit is.
    title : str
        What the axis shows.
    word_angle : int
        How words under the axis are turned: 270 where there may be many of them.
    """

    from_s: float
    to_s: float
    zero_s: float
    unit_s: float
    title: str
    word_angle: int

    def at(self, t_s: float | None) -> float | None:
        """Return a time as the axis tells it, held within the stretch."""
        if t_s is None:
            return None
        return round((min(max(t_s, self.from_s), self.to_s) - self.zero_s) / self.unit_s, 3)


def session_trace(session: SessionTrace, units: Units = Units.METRIC) -> alt.LayerChart:
    """Return the speed from before the first effort to after the last, in minutes."""
    found = session_efforts(session)
    view = View(
        from_s=max(0.0, min(found["start_s"].to_list(), default=0.0) - MARGIN_S),
        to_s=max(found["end_s"].to_list(), default=float("inf")) + MARGIN_S,
        zero_s=0.0,
        unit_s=60.0,
        title=say("trace.minutes"),
        word_angle=270,
    )
    return speed_chart(session.trace, found, view, units=units)


def hardest_slowing(session: SessionTrace, units: Units = Units.METRIC) -> alt.LayerChart | None:
    """Return the slowing that shed the most energy, close up, in seconds; null without one."""
    braked = hardest_effort(session)
    if braked.is_empty():
        return None
    row = braked.row(0, named=True)
    view = View(
        from_s=max(row["start_s"] - 10, row["braking_start_s"] - 45),
        to_s=row["braking_end_s"] + 20,
        zero_s=row["braking_start_s"],
        unit_s=1.0,
        title=say("trace.seconds"),
        word_angle=0,
    )
    return speed_chart(session.trace, braked, view, units=units)


def session_efforts(session: SessionTrace) -> pl.DataFrame:
    """Return the session's efforts, as from `frames.efforts`."""
    classified = session.session.classification
    return frames.efforts(classified.efforts if classified else ())


def hardest_effort(session: SessionTrace) -> pl.DataFrame:
    """Return the effort whose slowing shed the most energy: one row, or none."""
    braked = session_efforts(session).drop_nulls("energy_j_kg")
    return braked.sort("energy_j_kg", descending=True).head(1)


def speed_chart(
    trace: pl.DataFrame,
    found: pl.DataFrame,
    view: View,
    *,
    behind: Sequence[alt.Chart] = (),
    units: Units = Units.METRIC,
) -> alt.LayerChart:
    """Return the speed in a view, with efforts and the slowing at their ends flagged.

    Parameters
    ----------
    trace : DataFrame
        `t_s` and `speed_m_s`; null in a gap.
    found : DataFrame
        Efforts, as from `frames.efforts`.
    view : View
        What is shown.
    behind : sequence of Chart
        Layers behind all others, in the view's time.
    units : Units
        Of speed and pace.
    """
    shown = frames.speed(trace, from_s=view.from_s, to_s=view.to_s)
    samples = [
        {
            "at": view.at(row["t_s"]),
            "speed": None if row["speed_m_s"] is None else round(row["speed_m_s"], 2),
            "told": speed_and_pace(row["speed_m_s"], units),
        }
        for row in shown.iter_rows(named=True)
    ]
    top = max(shown["speed_m_s"].drop_nulls().to_list(), default=5.0) * 1.1
    rows = [_flagged(row, view, top, units) for row in found.iter_rows(named=True)]
    speeds = _whole_speeds(top, units)
    time = alt.X("at:Q").title(view.title).axis(grid=False, tickCount=8)
    speed = (
        alt.Y("speed:Q")
        .title(None)
        .scale(domain=[-_room_for_words(rows, view) * top, 1.14 * top], nice=False)
        .axis(values=list(speeds), labelExpr=worded(speeds), domain=False)
    )
    tooltip = [alt.Tooltip("told:N").title(units.speed_name)]
    line = layer(samples, "line", color=INK, strokeWidth=1.4).encode(
        x=time.scale(nice=False, zero=False), y=speed, tooltip=tooltip
    )
    flags = (*_effort_flags(rows), *_braking_flags(rows, view.word_angle))
    title = say("trace.speed", speed=units.speed_name, pace=units.pace_name)
    return layered((*behind, *_grounds(rows), line, *flags), title=title, height=300)


def _whole_speeds(top_m_s: float, units: Units) -> dict[float, str]:
    """Return whole speeds, or every second one of mph, in m/s, with their paces where one runs."""
    step = 1 if units is Units.METRIC else 2
    speeds = {
        each / units.speed(1.0): each for each in range(0, int(units.speed(top_m_s)) + 1, step)
    }
    return {
        speed: f"{each}" if speed < WALKING_M_S else f"{each} \u00b7 {pace(speed, units)}"
        for speed, each in speeds.items()
    }


def _flagged(row: dict[str, Any], view: View, top: float, units: Units) -> dict[str, Any]:
    start, end = view.at(row["start_s"]), view.at(row["end_s"])
    slowing_from, slowing_to = view.at(row["braking_start_s"]), view.at(row["braking_end_s"])
    return {
        "number": str(row["number"]),
        "class": row["class"],
        "mean": pace(row["mean_speed_m_s"], units),
        "grade": row["braking"],
        "from": start,
        "to": end,
        "middle": _middle(start, end),
        "slowing_from": slowing_from,
        "slowing_to": slowing_to,
        "slowing_middle": _middle(slowing_from, slowing_to),
        "floor": 0,
        "top": round(top, 2),
        "shape_at": round(1.05 * top, 2),
        "brake_at": round(-0.06 * top, 2),
        "word_at": round(-0.1 * top, 2),
    }


def _room_for_words(rows: list[dict[str, Any]], view: View) -> float:
    """Return the share of the height that the grades need below 0."""
    longest = max((len(row["grade"]) for row in rows if row["grade"]), default=0)
    return 0.12 + 0.035 * (longest if view.word_angle else 3)


def _middle(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else round((start + end) / 2, 3)


def _grounds(rows: list[dict[str, Any]]) -> tuple[alt.Chart, alt.Chart]:
    """Return the ground behind efforts, and behind the slowing at their ends."""
    height: dict[str, Any] = {"y": alt.Y("floor:Q"), "y2": alt.Y2("top:Q")}
    braked = [row for row in rows if row["grade"]]
    return (
        layer(rows, "rect", color=BAND, opacity=0.5).encode(
            x=alt.X("from:Q"), x2=alt.X2("to:Q"), **height
        ),
        layer(braked, "rect", color=ACCENT, opacity=0.3).encode(
            x=alt.X("slowing_from:Q"), x2=alt.X2("slowing_to:Q"), **height
        ),
    )


def _effort_flags(rows: list[dict[str, Any]]) -> tuple[alt.Chart, alt.Chart]:
    """Return a shape for each effort's class, with its number above."""
    shape = alt.Shape("class:N").legend(None)
    shapes = shape.scale(domain=list(_SHAPES), range=list(_SHAPES.values()))
    tooltip = [
        alt.Tooltip("number:N").title(say("efforts.effort")),
        alt.Tooltip("class:N").title(say("efforts.class")),
        alt.Tooltip("mean:N").title(say("trace.pace")),
    ]
    where: dict[str, Any] = {"x": alt.X("middle:Q"), "y": alt.Y("shape_at:Q"), "tooltip": tooltip}
    return (
        layer(rows, "point", color=INK, filled=True, size=55, opacity=1).encode(
            shape=shapes, **where
        ),
        layer(rows, "text", color=INK, dy=-12).encode(text=alt.Text("number:N"), **where),
    )


def _braking_flags(rows: list[dict[str, Any]], word_angle: int) -> tuple[alt.Chart, alt.Chart]:
    """Return a mark below each slowing, with its grade in words."""
    braked = [row for row in rows if row["grade"]]
    mark = layer(
        braked, "point", color=ACCENT, filled=True, shape="triangle-down", size=60, opacity=1
    )
    word = layer(
        braked,
        "text",
        color=MUTED,
        fontSize=11,
        angle=word_angle,
        align="right" if word_angle else "center",
        baseline="middle" if word_angle else "top",
    )
    where = alt.X("slowing_middle:Q")
    return (
        mark.encode(x=where, y=alt.Y("brake_at:Q")),
        word.encode(x=where, y=alt.Y("word_at:Q"), text=alt.Text("grade:N")),
    )
