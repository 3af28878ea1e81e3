"""Sessions, weeks and efforts as tables to read."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from flarelag.effects.daily import HOURS_EACH
from flarelag.model.activity import activity_end
from flarelag.model.diary_words import site_in_words
from flarelag.model.effort import EffortClass
from flarelag.model.sport import Sport
from flarelag.report import captions, frames
from flarelag.report.charts.speed import session_efforts
from flarelag.report.local_time import (
    activity_wall_time,
    day_words,
    entry_wall_time,
    moment_words,
)
from flarelag.report.sessions import hard_sessions
from flarelag.report.tables import Table
from flarelag.report.texts import say
from flarelag.report.training_tables import LONGEST_NOTE
from flarelag.report.words import UNKNOWN, clock, cut, number, pace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.stored import StoredActivity
    from flarelag.report.report import Report, SessionTrace
    from flarelag.report.units import Units

AFTER_H = 48.0
SECONDS_TOLD = (-10, 16)
"""Around a slowing's or a sprint's beginning."""
CloseUpSpan: TypeAlias = "tuple[str, SessionTrace, float]"
LONGEST_TITLE = 160
MOST_NOTES = 200


def weeks_table(report: Report) -> Table:
    """Return pain and sessions of each week, latest first."""
    units = report.options.units
    weeks = frames.weeks(report.scores, report.done, report.options.week_start)
    rows = (
        (
            f"{row['week']:%Y-%m-%d}",
            number(row["n_entries"]),
            number(row["n_days"]),
            number(row["mean_score"], 1),
            number(row["max_score"]),
            number(row["n_hard"]),
            number(row["n_runs"]),
            number(units.distance(row["run_km"]), 1),
            number(row["n_rides"]),
            number(units.distance(row["ride_km"]), 1),
        )
        for row in weeks.reverse().iter_rows(named=True)
    )
    names = ("week", "entries", "days", "mean", "highest", "hard", "runs", "run", "rides", "ride")
    heads = tuple(say(f"weeks.{name}", unit=units.distance_name) for name in names)
    return Table(say("time_line.table"), heads, tuple(rows))


def hard_sessions_table(report: Report) -> Table:
    """Return each hard session with the entries of the two days after it, latest first.

    A list, not an inference: the highest of many scores is high by chance alone.
    """
    hard = tuple(reversed(hard_sessions(report.activities, report.usual_dose)))
    heads = ("day", "dose", "sprints", "stops", "entries", "highest")
    titles = (say("sessions.column_title"),) if report.options.with_notes else ()
    return Table(
        say("sessions.table"),
        (*(say(f"sessions.column_{name}") for name in heads), *titles),
        tuple(_hard_row(stored, report) for stored in hard),
        anchors=tuple(f"row-{stored.id}" for stored in hard),
    )


def _hard_row(stored: StoredActivity, report: Report) -> tuple[str, ...]:
    end = activity_end(stored.activity)
    after = (
        []
        if end is None
        else [e.score for e in report.used_between(end, end + timedelta(hours=AFTER_H))]
    )
    classified = stored.classification
    sprints = (
        [e.effort_class is EffortClass.SPRINT for e in classified.efforts] if classified else None
    )
    row = (
        day_words(activity_wall_time(stored.activity)),
        number(report.usual_dose.of(stored)),
        number(None if sprints is None else sum(sprints)),
        number(classified.doses.hard_stops_n if classified else None),
        number(None if end is None else len(after)),
        number(max(after, default=None)),
    )
    title = cut(stored.activity.name or UNKNOWN, LONGEST_TITLE)
    return (*row, title) if report.options.with_notes else row


def efforts_table(session: SessionTrace, units: Units) -> Table:
    """Return the session's efforts and the braking at their ends."""
    rows = (
        (
            number(row["number"]),
            row["class"],
            clock(row["start_s"]),
            clock(row["end_s"] - row["start_s"]),
            number(units.length(row["distance_m"])),
            UNKNOWN
            if row["mean_speed_m_s"] is None
            else number(units.speed(row["mean_speed_m_s"]), 1),
            pace(row["mean_speed_m_s"], units),
            number(None if row["p80_fraction"] is None else 100 * row["p80_fraction"], 0, "%"),
            row["braking"] or UNKNOWN,
            number(row["energy_j_kg"]),
        )
        for row in session_efforts(session).iter_rows(named=True)
    )
    names = ("effort", "class", "start", "time")
    heads = (
        *(say(f"efforts.{name}") for name in names),
        units.length_name,
        say("efforts.mean", unit=units.speed_name),
        say("efforts.pace", unit=units.pace_name),
        *(say(f"efforts.{name}") for name in ("of_best", "braking", "shed")),
    )
    return Table(say("sessions.efforts_table"), heads, tuple(rows))


def seconds_table(title: str, close_ups: Sequence[CloseUpSpan], units: Units) -> Table:
    """Return speeds second by second, one column for each close-up.

    Parameters
    ----------
    title : str
        What it shows.
    close_ups : sequence of (str, SessionTrace, float)
        What each is called, its session, and which of its seconds is 0.
    units : Units
        Of speeds.
    """
    speeds = [_by_second(session, zero_s) for _, session, zero_s in close_ups]
    rows = tuple(
        (number(second), *(_speed(known.get(second), units) for known in speeds))
        for second in range(*SECONDS_TOLD)
        if any(second in known for known in speeds)
    )
    heads = (f"{day} ({units.speed_name})" for day, *_ in close_ups)
    return Table(title, (say("trace.second"), *heads), rows)


def _by_second(session: SessionTrace, zero_s: float) -> dict[int, float | None]:
    """Return the speed nearest to each second; null in a gap."""
    at = pl.col("t_s") - zero_s
    second = (at + 0.5).floor()
    told = session.trace.select(
        second.cast(pl.Int64).alias("second"), (at - second).abs().alias("off"), "speed_m_s"
    ).filter(pl.col("second").is_between(SECONDS_TOLD[0], SECONDS_TOLD[1] - 1))
    nearest = told.sort("second", "off").unique("second", keep="first", maintain_order=True)
    return dict(nearest.select("second", "speed_m_s").iter_rows())


def _speed(speed_m_s: float | None, units: Units) -> str:
    return UNKNOWN if speed_m_s is None else number(units.speed(speed_m_s), 1)


def entry_times_table(report: Report) -> Table:
    """Return how many entries each month has at which hours of the day, latest first."""
    counts = Counter(
        (f"{wall:%Y-%m}", wall.hour // HOURS_EACH)
        for wall in map(entry_wall_time, report.used_entries)
    )
    stretches = range(24 // HOURS_EACH)
    rows = tuple(
        (month, *(number(counts[month, stretch]) for stretch in stretches))
        for month in sorted({month for month, _ in counts}, reverse=True)
    )
    heads = (captions.clock_span(n * HOURS_EACH, (n + 1) * HOURS_EACH) for n in stretches)
    return Table(say("coverage.entries_table"), (say("reach.month"), *heads), rows)


def notes_table(report: Report) -> Table:
    """Return what was written beside the latest entries, cut to what a cell can hold."""
    noted = [entry for entry in report.entries if entry.note and entry.note.strip()]
    latest = sorted(noted, key=lambda entry: entry.time_utc, reverse=True)[:MOST_NOTES]
    rows = tuple(
        (
            moment_words(entry_wall_time(entry)),
            number(entry.score),
            ", ".join(site_in_words(place) for place in entry.sites) or UNKNOWN,
            cut(entry.note or "", LONGEST_NOTE),
        )
        for entry in latest
    )
    n_more = len(noted) - len(latest)
    title = say("notes.table", n=len(rows)) + (f" {say('notes.more', n=n_more)}" if n_more else "")
    heads = tuple(say(f"notes.{name}") for name in ("when", "score", "where", "note"))
    return Table(title, heads, rows, prose=True)


def quality_table(report: Report) -> Table:
    """Return how many runs were recorded how well."""
    grades = Counter(
        classified.quality.grade.value
        if (classified := stored.classification) and classified.quality
        else "unknown"
        for stored in report.activities
        if stored.activity.sport is Sport.RUN
    )
    order = ("good", "fair", "poor", "not assessable", "unknown")
    rows = ((say(f"coverage.grade.{name}"), number(grades[name])) for name in order if grades[name])
    heads = (say("coverage.column_grade"), say("coverage.column_runs"))
    return Table(say("coverage.quality_table"), heads, tuple(rows))
