"""From the library to the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from flarelag import __version__
from flarelag.classify import RULE_VERSION, speed_trace
from flarelag.model.parsed import ParsedActivity
from flarelag.report.page import render_page
from flarelag.report.report import Report, SessionTrace
from flarelag.report.sessions import hard_sessions, usual_dose
from flarelag.report.words import counted
from flarelag.workflows.analysis import LibraryAnalysis, analyze_stored
from flarelag.workflows.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """What was written.

    Parameters
    ----------
    path : Path
        The page.
    headline : str
        Its answer in words.
    """

    path: Path
    headline: str


def write_report(library: Library, target: Path, *, now: datetime) -> ReportOutcome:
    """Write the library's report: whole or not at all, readable by its owner only.

    Parameters
    ----------
    library : Library
        Open.
    target : Path
        The HTML file; one that is there is replaced.
    now : datetime
        The time to put on the page. Aware.

    Raises
    ------
    InputError
        When the file cannot be written.
    LibraryError
        When the library cannot be read.
    """
    report = build_report(library, now=now)
    write_whole(target, render_page(report).encode())
    return ReportOutcome(path=target, headline=report.result.headline)


def build_report(library: Library, *, now: datetime) -> Report:
    """Return everything the page shows.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        The time to put on the page. Aware.
    """
    activities, entries = tuple(library.activities()), tuple(library.entries())
    analysis = analyze_stored(activities, entries)
    dose = usual_dose(activities, analysis.result)
    return Report(
        result=analysis.result,
        activities=activities,
        entries=entries,
        usual_dose=dose,
        latest_hard=_latest_with_speed(library, hard_sessions(activities, dose)),
        generated_at=now,
        left_out=left_out(analysis),
        versions={"flarelag": __version__, "rules for efforts": str(RULE_VERSION)},
    )


def left_out(analysis: LibraryAnalysis) -> tuple[str, ...]:
    """Return what an analysis could not use and why, one phrase each."""
    entries = (
        (analysis.n_vague, "speaking of a stretch of time, not of an instant"),
        (analysis.n_recalled, "written down more than 24 h later"),
        (analysis.n_elsewhere, "speaking of another site or side"),
    )
    phrases = [f"{counted(n, 'entry', 'entries')} {why}" for n, why in entries if n]
    sessions = (
        (analysis.n_without_end, "of unknown end"),
        (analysis.n_hidden_start, "whose start time was hidden"),
    )
    phrases += [f"{counted(n, 'activity', 'activities')} {why}" for n, why in sessions if n]
    return tuple(phrases)


def _latest_with_speed(library: Library, hard: Iterable[StoredActivity]) -> SessionTrace | None:
    traces = (session_trace(library, stored) for stored in reversed(tuple(hard)))
    return next((trace for trace in traces if trace is not None), None)


def session_trace(library: Library, stored: StoredActivity) -> SessionTrace | None:
    """Return a session with its speed; None where it has none.

    Parameters
    ----------
    library : Library
        Open.
    stored : StoredActivity
        One of its activities.
    """
    trace = speed_trace(ParsedActivity(stored.activity, library.records(stored.id)))
    if not trace.t_s.size:
        return None
    frame = pl.DataFrame({"t_s": trace.t_s, "speed_m_s": trace.speed_m_s})
    return SessionTrace(stored, frame.with_columns(pl.col("speed_m_s").fill_nan(None)))
