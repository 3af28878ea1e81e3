"""The numbers behind the charts, as tables to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.model.effort import EffortClass
from flarelag.report import frames
from flarelag.report.local_time import activity_end_utc, activity_wall_time, day_words
from flarelag.report.sessions import hard_sessions
from flarelag.report.speed_charts import session_efforts
from flarelag.report.words import UNKNOWN, clock, hours_span, interval, number, pace, signed

if TYPE_CHECKING:
    from flarelag.effects.result import EffectResult
    from flarelag.model.stored import StoredActivity
    from flarelag.report.coverage import Coverage
    from flarelag.report.report import Report, SessionTrace

AFTER_H = 48.0
WHOLE_FROM = 10.0
DOSE_WORDS = {
    "hard_s": "seconds at sprint or fast speed",
    "effort_s": "seconds in efforts of any class",
    "sprint_s": "seconds at sprint speed",
    "tempo_s": "seconds at tempo",
    "braking_energy_j_kg": "braking energy, J/kg",
    "load_b2": "load in easy steps (b = 2)",
    "load_b10": "load in easy steps (b = 10)",
    "run_min": "minutes of running",
    "session_rpe": "exertion times minutes",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Parameters
    ----------
    title : str
        What it holds.
    columns : tuple of str
        The heads; the first column names the row.
    rows : tuple of tuple of str
        As many cells a row as there are heads.
    prose : bool
        Cells hold phrases that may wrap, not numbers to compare.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    prose: bool = False


def lag_table(result: EffectResult) -> Table:
    """Return the lag curve in numbers."""
    rows = (
        (hours_span(each.from_h, each.to_h), interval(each.estimate), number(each.n_entries))
        for each in result.bins
    )
    heads = ("hours after", "change in pain, points (95 % interval)", "entries")
    return Table("The curve in numbers", heads, tuple(rows))


def controls_table(result: EffectResult) -> Table:
    """Return what should show nothing where only the hours after hard sessions matter."""
    controls = result.controls
    rows = []
    if controls.before:
        found = f"{interval(controls.before)} points"
        expected = "no difference: what is still to come cannot act"
        rows.append(("pain in the 24 h before hard sessions", found, expected))
    if controls.shuffled:
        found = f"as strong in {100 * controls.shuffled.p:.1f} % of shuffles"
        expected = "rarely as strong as the real doses, if doses matter"
        rows.append(("doses shuffled among the runs", found, expected))
    if controls.rides:
        found = f"{interval(controls.rides)} points"
        rows.append(
            (f"{hours_span(6, 24)} after rides", found, "no rise, if running is what counts")
        )
    heads = ("looked at", "found", "expected, if it is the hard sessions")
    return Table("What was looked at, and found", heads, tuple(rows), prose=True)


def doses_table(result: EffectResult) -> Table:
    """Return how well each dose explains pain, the best first; empty where there is one alone."""
    rows = (
        (
            DOSE_WORDS.get(each.name, each.name),
            number(each.per_dose, 0 if each.per_dose >= WHOLE_FROM else 1),
            signed(each.log_bayes_factor),
        )
        for each in result.doses
        if len(result.doses) > 1
    )
    heads = ("dose of a run", "a usual one", "log Bayes factor against none")
    return Table("Which dose fits pain best", heads, tuple(rows))


def weeks_table(report: Report) -> Table:
    """Return pain and sessions of each week, latest first."""
    weeks = frames.weeks(
        frames.pain(report.entries), frames.sessions(report.activities, report.usual_dose)
    )
    rows = (
        (
            f"{row['week']:%Y-%m-%d}",
            number(row["n_entries"]),
            number(row["n_days"]),
            number(row["mean_score"], 1),
            number(row["max_score"]),
            number(row["n_hard"]),
            number(row["n_runs"]),
            number(row["run_km"], 1),
            number(row["n_rides"]),
        )
        for row in weeks.reverse().iter_rows(named=True)
    )
    heads = (
        "week from",
        "entries",
        "days logged",
        "mean pain",
        "highest",
        "hard sessions",
        "runs",
        "run km",
        "rides",
    )
    return Table("Week by week", heads, tuple(rows))


def hard_sessions_table(report: Report) -> Table:
    """Return each hard session with the entries of the two days after it, latest first.

    A list, not an inference: the highest of many scores is high by chance alone.
    """
    found = hard_sessions(report.activities, report.usual_dose)
    rows = (_hard_row(stored, report) for stored in reversed(found))
    heads = (
        "day",
        "dose, s",
        "sprints",
        "hard stops",
        "entries in 48 h",
        "highest pain in 48 h",
    )
    return Table("Hard sessions", heads, tuple(rows))


def _hard_row(stored: StoredActivity, report: Report) -> tuple[str, ...]:
    end = activity_end_utc(stored.activity)
    after = [
        entry.score
        for entry in report.used_entries
        if end is not None and 0 <= (entry.time_utc - end).total_seconds() < AFTER_H * 3600
    ]
    classified = stored.classification
    return (
        day_words(activity_wall_time(stored.activity)),
        number(report.usual_dose.of(stored)),
        number(sum(e.effort_class is EffortClass.SPRINT for e in classified.efforts))
        if classified
        else UNKNOWN,
        number(classified.doses.hard_stops_n if classified else None),
        number(None if end is None else len(after)),
        number(max(after, default=None)),
    )


def efforts_table(session: SessionTrace) -> Table:
    """Return the session's efforts and the braking at their ends."""
    rows = (
        (
            number(row["number"]),
            row["class"],
            clock(row["start_s"]),
            clock(row["end_s"] - row["start_s"]),
            number(row["distance_m"]),
            number(row["mean_speed_m_s"], 1),
            pace(row["mean_speed_m_s"]),
            UNKNOWN if row["p80_fraction"] is None else f"{100 * row['p80_fraction']:.0f} %",
            row["braking"] or UNKNOWN,
            number(row["energy_j_kg"]),
        )
        for row in session_efforts(session).iter_rows(named=True)
    )
    heads = (
        "effort",
        "class",
        "start",
        "time",
        "m",
        "mean m/s",
        "min/km",
        "of best 100 m",
        "braking",
        "shed J/kg",
    )
    return Table("Efforts in numbers", heads, tuple(rows))


def bands_table(covered: Coverage) -> Table:
    """Return the share of hard sessions with entries in the hours that matter."""
    rows = (
        (
            f"{hours_span(band.from_h, band.to_h)} after",
            f"{band.n_covered} of {band.n_sessions}",
            f"{100 * band.n_covered / band.n_sessions:.0f} %" if band.n_sessions else UNKNOWN,
        )
        for band in covered.bands
    )
    return Table("Hard sessions with an entry", ("hours", "with an entry", "share"), tuple(rows))
