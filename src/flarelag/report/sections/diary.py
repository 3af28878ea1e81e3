"""What the diary shows over time: the time line, first looks, coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from flarelag.report import captions, charts, frames, session_tables, training_tables
from flarelag.report.embed import figure
from flarelag.report.local_time import has_wall_time
from flarelag.report.sessions import hard_sessions
from flarelag.report.stage import Stage
from flarelag.report.tables import Table, bands_table
from flarelag.report.texts import say
from flarelag.report.words import UNKNOWN, counted

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
            table=session_tables.weeks_table(report),
        ),
        "notes": session_tables.notes_table(report) if report.options.with_notes else None,
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
            charts.hours_of_day(report.hours, frames.hours_by_place(report.hours_by_place)),
            captions.by_hour_caption(report.hours, report.hours_by_place),
            table=_hours_table(report),
        ),
        "days": _days_table(report),
    }


def _hours_table(report: Report) -> Table:
    """Return mean pain in numbers: hours down, places across."""
    anywhere = report.hours.with_columns(place=pl.lit(say("by_hour.anywhere")))
    told = frames.hours_by_place(report.hours_by_place)
    every = pl.concat([anywhere.select(told.columns), told])
    places = every["place"].unique(maintain_order=True).to_list()
    cells = {
        (row["from_hour"], row["place"]): f"{row['mean']:.1f} ({row['n']})"
        for row in every.iter_rows(named=True)
    }
    rows = (
        (captions.clock_span(low, high), *(cells.get((low, place), UNKNOWN) for place in places))
        for low, high in report.hours.select("from_hour", "to_hour").iter_rows()
    )
    return Table(say("by_hour.table"), (say("by_hour.hours"), *places), tuple(rows))


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
        "table": training_tables.remembered_table(
            report.remembered, with_notes=report.options.with_notes
        ),
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


def completeness(report: Report, covered: Coverage) -> dict[str, Any]:
    """Return how complete the diary is, how good the recordings are, and what was left out."""
    hard = hard_sessions(report.activities, report.usual_dose)
    return {
        "entry_times": figure(
            "entry-times",
            charts.entry_times(report),
            captions.coverage_caption(covered),
            table=session_tables.entry_times_table(report),
        )
        if covered.n_entries
        else None,
        "bands": bands_table(covered) if hard and covered.n_entries else None,
        "quality": session_tables.quality_table(report),
        "left_out": report.left_out,
        "sources": report.sources,
    }
