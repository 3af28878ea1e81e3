"""The charts over hours and months: a result goes in, an Altair chart comes out.

Tests read the frames behind the charts, not their pixels. Times of day are drawn as the clock on
the wall showed them, whatever zone the reader is in: wall time is handed to Vega as if it were
UTC, and drawn on a UTC scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt

from flarelag.report import frames
from flarelag.report.local_time import moment_words
from flarelag.report.look import ACCENT, BAND, INK, MUTED, PAPER, layer, layered
from flarelag.report.words import hours_span, interval

if TYPE_CHECKING:
    import polars as pl

    from flarelag.effects.result import EffectResult
    from flarelag.report.report import Report

_LAG_TICKS_H: Final = [0, 6, 12, 18, 24, 36, 48, 72]
_SIGNED: Final = "datum.value == 0 ? '0' : format(datum.value, '+.1~f')"
_DAY_AND_YEAR: Final = "[utcFormat(datum.value, '%-d %b'), utcFormat(datum.value, '%Y')]"
_LANES: Final = {"hard": -1.5, "runs": -2.8, "rides": -4.1}
_LANE_LABELS: Final = (
    "datum.value >= 0 ? datum.value "
    ": datum.value > -2 ? 'hard' : datum.value > -3 ? 'runs' : 'rides'"
)
_LANE_SHAPES: Final = {"hard": "triangle-up", "runs": "circle", "rides": "square"}


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
        .title("hours after the end of the session")
        .scale(domain=[0, max((each.to_h for each in result.bins), default=72)], nice=False)
        .axis(values=_LAG_TICKS_H, grid=False, labelOverlap=True)
    )
    points = alt.Y("low:Q").title(None).axis(tickCount=6, labelExpr=_SIGNED)
    tooltip = [
        alt.Tooltip("hours:N").title("after"),
        alt.Tooltip("change:N").title("change in pain"),
        alt.Tooltip("n_entries:Q").title("entries"),
    ]
    bands = layer(rows, "rect", color=BAND, opacity=0.5)
    no_change = layer([{"zero": 0}], "rule", color=INK, strokeDash=[4, 3])
    steps = layer(rows, "rule", color=ACCENT, strokeWidth=2.5)
    middles = layer(rows, "point", color=ACCENT, filled=True, shape="diamond", size=70, opacity=1)
    layers = (
        bands.encode(x=hours, x2="to_h:Q", y=points, y2="high:Q", tooltip=tooltip),
        no_change.encode(y="zero:Q"),
        steps.encode(x=hours, x2="to_h:Q", y="mean:Q"),
        middles.encode(x="middle_h:Q", y="mean:Q", tooltip=tooltip),
    )
    return layered(layers, title="change in pain, points on the scale of 0 to 10", height=260)


def pain_over_time(report: Report) -> alt.LayerChart:
    """Return pain scores above and activities in lanes below them, on one time axis."""
    pain = frames.pain(report.entries)
    done = frames.sessions(report.activities, report.usual_dose)
    scores = _timed(pain.drop("flare"))
    sessions = [_in_lane(row) for row in _timed(done) if row["run"] or row["kind"] == "ride"]
    tooltip = [
        alt.Tooltip("moment:N").title("entry"),
        alt.Tooltip("score:Q").title("pain"),
        alt.Tooltip("where:N").title("where"),
    ]
    days = _timed(frames.daily_pain(pain))
    flares = _timed(pain.filter("flare"))
    hard = [row for row in sessions if row["hard"]]
    dot = layer(scores, "point", color=MUTED, filled=True, size=13, opacity=0.5)
    daily = layer(days, "line", color=INK, strokeWidth=1.4)
    flare = layer(flares, "point", color=INK, shape="diamond", size=110, opacity=1)
    time = _wall_time()
    layers = (
        layer(hard, "rule", color=ACCENT, opacity=0.3).encode(x=time),
        dot.encode(x=time, y=_pain_and_lanes("score"), tooltip=tooltip),
        daily.encode(x=time, y=_pain_and_lanes("mean_score")),
        flare.encode(x=time, y=_pain_and_lanes("score"), tooltip=tooltip),
        *_lanes(sessions),
    )
    return layered(layers, title="pain, 0 to 10; sessions below", height=330)


def entry_times(report: Report) -> alt.LayerChart:
    """Return when diary entries were made: the day across, the hour of day down."""
    entries = [_at_hour(row) for row in _timed(frames.pain(report.used_entries))]
    done = frames.sessions(report.activities, report.usual_dose)
    hard = [_at_hour(row) for row in _timed(done.filter(done["hard"]))]
    hour = (
        alt.Y("hour:Q")
        .title(None)
        .scale(domain=[24, 0], nice=False)
        .axis(values=[0, 6, 12, 18, 24], labelExpr="format(datum.value, '02d') + ':00'")
    )
    tick = layer(entries, "tick", color=INK, orient="vertical", size=7, thickness=1.6, opacity=0.7)
    session = layer(
        hard, "point", color=ACCENT, filled=True, shape="triangle-up", size=50, opacity=1
    )
    moment = alt.Tooltip("moment:N")
    layers = (
        tick.encode(x=_wall_time(), y=hour, tooltip=[moment.title("entry")]),
        session.encode(x=_wall_time(), y=hour, tooltip=[moment.title("hard session")]),
    )
    return layered(layers, title="hour of day", height=190)


def rounded(frame: pl.DataFrame, digits: int = 2) -> list[dict[str, Any]]:
    """Return a frame's rows with numbers no longer than a chart can show."""
    return [
        {
            name: round(value, digits) if isinstance(value, float) else value
            for name, value in row.items()
        }
        for row in frame.iter_rows(named=True)
    ]


def _wall_time() -> alt.X:
    axis = alt.Axis(grid=False, labelOverlap=True, tickCount=6, labelExpr=_DAY_AND_YEAR)
    return alt.X("time:T").title(None).scale(type="utc", padding=8).axis(axis)


def _pain_and_lanes(field: str) -> alt.Y:
    """Return the axis of scores with the lanes below; each layer names it, as any may be empty."""
    axis = alt.Axis(
        values=[*_LANES.values(), 0, 2, 4, 6, 8, 10],
        labelExpr=_LANE_LABELS,
        domain=False,
        ticks=False,
        labelOverlap=False,
    )
    return alt.Y(f"{field}:Q").title(None).scale(domain=[-4.8, 10], nice=False).axis(axis)


def _lanes(sessions: list[dict[str, Any]]) -> tuple[alt.Chart, alt.Chart]:
    """Return the sessions: hollow, and filled where a run holds sprints."""
    names = list(_LANE_SHAPES)
    shape = alt.Shape("lane:N").legend(None)
    colour = alt.Color("lane:N").legend(None)
    where: dict[str, Any] = {
        "x": _wall_time(),
        "y": _pain_and_lanes("height"),
        "shape": shape.scale(domain=names, range=list(_LANE_SHAPES.values())),
        "color": colour.scale(domain=names, range=[ACCENT, MUTED, MUTED]),
        "tooltip": [
            alt.Tooltip("moment:N").title("start"),
            alt.Tooltip("kind:N").title("what"),
            alt.Tooltip("distance_km:Q", format=".1f").title("km"),
            alt.Tooltip("duration_min:Q", format=".0f").title("minutes"),
            alt.Tooltip("dose:Q", format=".0f").title("dose, seconds"),
        ],
    }
    hollow = [row for row in sessions if not row["sprints"]]
    filled = [row for row in sessions if row["sprints"]]
    return (
        layer(hollow, "point", fill=PAPER, size=36, strokeWidth=1.3, opacity=1).encode(**where),
        layer(filled, "point", filled=True, size=56, opacity=1).encode(**where),
    )


def _in_lane(row: dict[str, Any]) -> dict[str, Any]:
    lane = "hard" if row["hard"] else "runs" if row["run"] else "rides"
    return row | {"lane": lane, "height": _LANES[lane]}


def _at_hour(row: dict[str, Any]) -> dict[str, Any]:
    hour, minute = int(row["time"][11:13]), int(row["time"][14:16])
    return {"time": row["time"], "moment": row["moment"], "hour": round(hour + minute / 60, 2)}


def _timed(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows with wall time as Vega reads it, and in words."""
    return [
        row | {"time": f"{row['time']:%Y-%m-%dT%H:%M}Z", "moment": moment_words(row["time"])}
        for row in rounded(frame)
    ]
