"""What the diary shows over time: the time line, first looks, left and right, coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from flarelag.report import captions, charts, frames, session_tables, training_tables
from flarelag.report.drawings.body_map import body_maps
from flarelag.report.embed import figure
from flarelag.report.local_time import has_wall_time
from flarelag.report.sessions import hard_sessions
from flarelag.report.stage import Stage
from flarelag.report.tables import Table, bands_table
from flarelag.report.texts import say
from flarelag.report.words import counted, number

if TYPE_CHECKING:
    from flarelag.report.coverage import Coverage
    from flarelag.report.report import Report


def over_time(report: Report) -> dict[str, Any]:
    """Return the time line."""
    timed = any(entry.time_end_utc is None for entry in report.entries)
    if not timed and not report.activities:
        return {"time_line": None}
    n_without_zone = sum(not has_wall_time(s.activity) for s in report.activities)
    return {
        "time_line": figure(
            "time-line",
            charts.time_line(report),
            captions.time_line_caption(report),
            still=charts.time_line(report, whole=True),
            table=session_tables.weeks_table(report),
        ),
        "zone": say("time_line.zone", activities=counted(n_without_zone, "activity", "activities"))
        if n_without_zone
        else "",
    }


def first_looks(report: Report, stage: Stage) -> dict[str, Any] | None:
    """Return what a month of diary shows, preliminary; null before and after."""
    if stage is not Stage.FIRST_MONTHS or report.hours.is_empty():
        return None
    return {
        "hours": figure(
            "hours-of-day",
            charts.hours_of_day(report.hours),
            captions.by_hour_caption(report.hours),
            table=_hours_table(report.hours),
        ),
        "days": _days_table(report),
    }


def _hours_table(hours: pl.DataFrame) -> Table:
    rows = (
        (
            captions.clock_span(row["from_hour"], row["to_hour"]),
            number(row["mean"], 1),
            number(row["n"]),
        )
        for row in hours.iter_rows(named=True)
    )
    heads = (say("by_hour.hours"), say("by_hour.mean"), say("by_hour.entries"))
    return Table(say("by_hour.table"), heads, tuple(rows))


def _days_table(report: Report) -> Table:
    rows = (
        (
            each.name.replace("_", " "),
            f"{each.with_mean:.1f} ({each.with_n})",
            f"{each.without_mean:.1f} ({each.without_n})",
        )
        for each in report.days
    )
    heads = (say("by_hour.factor"), say("by_hour.with"), say("by_hour.without"))
    return Table(say("by_hour.days_table"), heads, tuple(rows))


def remembered(report: Report) -> dict[str, Any] | None:
    """Return the remembered flare-ups with the weeks before them; null without one."""
    if not report.remembered:
        return None
    compared = report.before_remembered
    return {
        "table": training_tables.remembered_table(report.remembered),
        "before": training_tables.compared_table(
            compared,
            report.options.units,
            before="before_flare",
            others="other_weeks",
            title=say("flares.remembered_before"),
        )
        if compared and compared.n_before
        else None,
    }


def reach(report: Report) -> dict[str, Any] | None:
    """Return how far down each leg pain went; null without an entry that says where."""
    days = frames.reach_by_day(report.entries)
    if days.is_empty():
        return None
    return {
        "figure": figure(
            "reach", charts.reach(days), captions.reach_caption(days), table=_reach_table(days)
        )
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
        say("weeks.days"),
    )
    return {"maps": body_maps(places), "table": Table(say("body.table"), heads, tuple(rows))}


def completeness(report: Report, covered: Coverage) -> dict[str, Any]:
    """Return how complete the diary is, how good the recordings are, and what was left out."""
    hard = hard_sessions(report.activities, report.usual_dose)
    return {
        "entry_times": figure(
            "entry-times", charts.entry_times(report), captions.coverage_caption(covered)
        )
        if covered.n_entries
        else None,
        "bands": bands_table(covered) if hard and covered.n_entries else None,
        "quality": session_tables.quality_table(report),
        "left_out": report.left_out,
        "sources": report.sources,
    }
