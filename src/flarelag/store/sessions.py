"""When runs ended: all that prompts need, without reading whole activities."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.model.activity import Activity
from flarelag.model.hidden_start import start_hidden
from flarelag.model.moments import offset_name
from flarelag.model.prompts import Session
from flarelag.model.sport import Sport
from flarelag.store.encoding import from_us, to_us
from flarelag.store.recordings.compared import REMEMBERED

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from flarelag.store.database import Database

_LONGEST: Final = timedelta(days=2)
"""A run that went on for longer is a clock's fault."""
_RUNS: Final = """
    SELECT id, start_us, duration_s, zone, utc_offset_s, sprints_n, (
        SELECT recorded ->> 'name' FROM activities AS logged
        WHERE logged.source = :logged AND logged.sha256 IS NULL
            AND activities.id IN (logged.id, logged.merged_into)
    ) AS words
    FROM activities LEFT JOIN classifications ON activity_id = id
    WHERE merged_into IS NULL AND sport = :run AND duration_s <= :longest
        AND start_us BETWEEN :from AND :until
    ORDER BY start_us + duration_s * 1000000
"""


def runs_ended(
    database: Database, since: datetime, until: datetime, home_zone: str
) -> list[Session]:
    """Return the runs that ended in `since <= end < until`, by their ends.

    Parameters
    ----------
    database : Database
        The library's.
    since, until : datetime
        Aware.
    home_zone : str
        The zone of runs that say nothing of their own.

    Returns
    -------
    list of Session
        Without those whose end is unknown, or whose start was hidden, and with it their end.
    """
    rows = database.rows(
        _RUNS,
        {
            "logged": REMEMBERED,
            "run": Sport.RUN,
            "longest": _LONGEST.total_seconds(),
            "from": to_us(since - _LONGEST),
            "until": to_us(until),
        },
    )
    sessions = (_session(row, home_zone) for row in rows if not hidden(row))
    return [each for each in sessions if since <= each.end_utc < until]


def _session(row: sqlite3.Row, home_zone: str) -> Session:
    offset_s = row["utc_offset_s"]
    return Session(
        end_utc=from_us(row["start_us"]) + timedelta(seconds=row["duration_s"]),
        zone=row["zone"] or (home_zone if offset_s is None else offset_name(offset_s)),
        words=row["words"] or _words(row["sprints_n"]),
        activity_id=row["id"],
    )


def _words(sprints_n: int | None) -> str:
    """Return what to call a run that nobody named; its own title is too personal for a calendar."""
    if not sprints_n:
        return "run"
    return f"run with {sprints_n} sprint{'s' if sprints_n > 1 else ''}"


def hidden(row: sqlite3.Row) -> bool:
    """Return whether the start of what a row of `activities` holds was hidden, by its clock."""
    activity = Activity(sport=Sport.RUN, start_utc=from_us(row["start_us"]))
    return start_hidden(replace(activity, zone=row["zone"], utc_offset_s=row["utc_offset_s"]))
