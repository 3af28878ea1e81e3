"""Experiments in SQLite: plans, and what happened to them; both only ever grow."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from flarelag.errors import ExperimentError, FlarelagError, LibraryError
from flarelag.experiments.events import Done, Event, Looked, Marked, Missed, Stopped, Told
from flarelag.experiments.experiment import Experiment
from flarelag.experiments.pairing import Session
from flarelag.experiments.plan import plan_json, plan_of, plan_sha256
from flarelag.model.sport import Sport
from flarelag.store.encoding import from_us, to_json, to_us
from flarelag.store.sessions import hidden

if TYPE_CHECKING:
    import sqlite3

    from flarelag.experiments.plan import Plan
    from flarelag.store.database import Database

_LONGEST: Final = timedelta(days=2)
"""A session that went on for longer is a clock's fault."""
_SESSIONS: Final = """
    SELECT id, sport, start_us, duration_s, zone, utc_offset_s,
        CASE :dose WHEN 'hard_s' THEN hard_s ELSE effort_s END AS dose_s
    FROM activities LEFT JOIN classifications ON activity_id = id
    WHERE merged_into IS NULL AND sport IN ('run', 'ride') AND start_us >= :since
        AND duration_s <= :longest
    ORDER BY start_us
"""


class Experiments:
    """The experiments of an open library: `library.experiments`.

    Parameters
    ----------
    database : Database
        The library's.
    path : str
        The library's folder, named in messages.
    """

    def __init__(self, database: Database, path: str) -> None:
        self._database = database
        self._path = path

    def any(self) -> bool:
        """Return whether there is one at all."""
        return bool(self._database.rows("SELECT 1 FROM experiments LIMIT 1"))

    def all(self) -> list[Experiment]:
        """Return every experiment, the earliest first.

        Raises
        ------
        LibraryError
            When one cannot be read.
        """
        rows = self._database.rows("SELECT * FROM experiments ORDER BY id")
        return [self._experiment(row) for row in rows]

    def latest(self) -> Experiment | None:
        """Return the one that was started last; null for none."""
        rows = self._database.rows("SELECT * FROM experiments ORDER BY id DESC LIMIT 1")
        return self._experiment(rows[0]) if rows else None

    def start(self, plan: Plan, *, after: int | None) -> Experiment:
        """Store a plan, and wait until the disk has it.

        Parameters
        ----------
        plan : Plan
            Fixed from now on.
        after : int or None
            The latest experiment that the person knows of, which has ended; null for none.

        Raises
        ------
        ExperimentError
            When another was started meanwhile.
        """
        text = plan_json(plan)
        with self._database.transaction(durable=True) as connection:
            last = connection.execute("SELECT max(id) FROM experiments").fetchone()[0]
            if last != after:
                raise ExperimentError("another experiment was started meanwhile")
            connection.execute(
                "INSERT INTO experiments (started_us, plan, sha256) VALUES (?, ?, ?)",
                (to_us(plan.started_utc), text, plan_sha256(text)),
            )
        started = self.latest()
        assert started is not None  # noqa: S101 - it has just been stored
        return started

    def add(self, experiment_id: int, event: Event) -> None:
        """Note what happened to an experiment, and wait until the disk has it."""
        with self._database.transaction(durable=True) as connection:
            connection.execute(
                "INSERT INTO experiment_events (experiment_id, at_us, kind, content) "
                "VALUES (?, ?, ?, ?)",
                (experiment_id, to_us(event.at_utc), _kind(event), to_json(_content(event))),
            )

    def sessions_since(self, plan: Plan) -> list[Session]:
        """Return the runs and rides since the start of an experiment, by their start.

        Those whose start was hidden are left out: nobody knows the hours after them.
        """
        rows = self._database.rows(
            _SESSIONS,
            {
                "dose": plan.hard_dose,
                "since": to_us(plan.started_utc),
                "longest": _LONGEST.total_seconds(),
            },
        )
        return [_session(row, plan.hard_from_s) for row in rows if not hidden(row)]

    def altered(self) -> list[int]:
        """Return the numbers of experiments whose plan is not what it was at the start."""
        rows = self._database.rows("SELECT id, plan, sha256 FROM experiments ORDER BY id")
        return [row["id"] for row in rows if plan_sha256(row["plan"]) != row["sha256"]]

    def _experiment(self, row: sqlite3.Row) -> Experiment:
        events = self._database.rows(
            "SELECT at_us, kind, content FROM experiment_events WHERE experiment_id = ? "
            "ORDER BY id",
            (row["id"],),
        )
        try:
            return Experiment(
                id=row["id"],
                plan=plan_of(row["plan"]),
                sha256=row["sha256"],
                intact=plan_sha256(row["plan"]) == row["sha256"],
                events=tuple(_event(each) for each in events),
            )
        except (FlarelagError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise LibraryError(
                f"what the library has of experiment {row['id']} is damaged ({error}): restore a "
                "backup",
                file=self._path,
            ) from error


def _session(row: sqlite3.Row, hard_from_s: float | None) -> Session:
    start = from_us(row["start_us"])
    dose_s = row["dose_s"]
    return Session(
        start_utc=start,
        end_utc=start + timedelta(seconds=row["duration_s"]),
        sport=Sport(row["sport"]),
        hard=row["sport"] == Sport.RUN
        and hard_from_s is not None
        and dose_s is not None
        and dose_s >= hard_from_s,
        dose_s=dose_s,
        activity_id=row["id"],
    )


_KINDS: Final[dict[type[Event], str]] = {
    Told: "told",
    Marked: "marked",
    Missed: "missed",
    Looked: "looked",
    Stopped: "stopped",
}


def _kind(event: Event) -> str:
    return _KINDS[type(event)]


def _content(event: Event) -> dict[str, Any]:
    match event:
        case Told():
            return {"pair": event.pair}
        case Marked():
            start, end = to_us(event.start_utc), to_us(event.end_utc)
            return {"start_us": start, "end_us": end, "done": event.done}
        case Looked():
            return {"n_pairs": event.n_pairs}
        case Stopped():
            return {"reason": event.reason}
        case Missed():
            return {}


def _event(row: sqlite3.Row) -> Event:
    at, said = from_us(row["at_us"]), json.loads(row["content"])
    match row["kind"]:
        case "told":
            return Told(at, int(said["pair"]))
        case "marked":
            start, end = from_us(said["start_us"]), from_us(said["end_us"])
            return Marked(at, start, end, Done(said["done"]))
        case "missed":
            return Missed(at)
        case "looked":
            return Looked(at, int(said["n_pairs"]))
        case _:
            return Stopped(at, said["reason"])
