"""Imports and how each of their inputs ended, in SQLite."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flarelag.model.outcome import RECORDING_AWAITED, Origin, Outcome
from flarelag.store.encoding import from_us, origin_columns, to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from flarelag.store.activities import NewActivity
    from flarelag.store.database import Database
    from flarelag.store.movement import NewMovement


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedInput:
    """One input of an import and how it ended.

    Parameters
    ----------
    origin : Origin
        The file or archive member.
    outcome : Outcome
        How it ended.
    reason : str or None
        Why, in words a user understands; null for a plain import.
    n_records : int
        How many records were read.
    stamp : str or None
        What changes when the input changes (sizes, time, CRC): as long as it stays the same, the
        input need not be read again. Null: read it again next time.
    parser_version : int
        Version of the readers that judged it.
    activities : tuple of NewActivity
        What it held; empty unless imported or salvaged.
    movement : NewMovement or None
        The hours of movement it held.
    """

    origin: Origin
    outcome: Outcome
    parser_version: int
    reason: str | None = None
    n_records: int = 0
    stamp: str | None = None
    activities: tuple[NewActivity, ...] = field(default=())
    movement: NewMovement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredImport:
    """One run of an import.

    Parameters
    ----------
    id : int
        The library's number.
    started_utc : datetime
        When it began.
    finished_utc : datetime or None
        When it ended; null when it was cut short.
    program_version : str
        The flarelag that ran it.
    counts : mapping of Outcome to int
        How many inputs ended how.
    """

    id: int
    started_utc: datetime
    finished_utc: datetime | None
    program_version: str
    counts: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedRecording:
    """An activity that is known from an export's table alone, as its recording did not come.

    Parameters
    ----------
    activity_id : int
        The library's number.
    start_utc : datetime
        As the table has it.
    reason : str
        Why it did not come: one of `RECORDING_AWAITED`.
    """

    activity_id: int
    start_utc: datetime
    reason: str


def begin_import(
    connection: sqlite3.Connection, started_utc: datetime, program_version: str
) -> int:
    """Note that an import begins and return its number."""
    row = connection.execute(
        "INSERT INTO imports (started_us, program_version) VALUES (?, ?) RETURNING id",
        (to_us(started_utc), program_version),
    ).fetchone()
    return int(row["id"])


def finish_import(connection: sqlite3.Connection, import_id: int, finished_utc: datetime) -> None:
    """Note that an import has seen all of its inputs."""
    connection.execute(
        "UPDATE imports SET finished_us = ? WHERE id = ?", (to_us(finished_utc), import_id)
    )


def awaited_recordings(database: Database) -> list[AwaitedRecording]:
    """Return the activities whose recording is yet to come, by start."""
    rows = database.rows(
        f"""
        SELECT activities.id, start_us, remark.value AS reason
        FROM activities, json_each(activities.remarks) AS remark
        WHERE merged_into IS NULL AND records_sha256 IS NULL
            AND remark.value IN ({", ".join("?" * len(RECORDING_AWAITED))})
        ORDER BY start_us, activities.id
        """,  # noqa: S608 - marks alone
        RECORDING_AWAITED,
    )
    return [
        AwaitedRecording(
            activity_id=row["id"], start_utc=from_us(row["start_us"]), reason=row["reason"]
        )
        for row in rows
    ]


def all_imports(database: Database) -> list[StoredImport]:
    """Return every import, in order."""
    counts: dict[int, dict[Outcome, int]] = {}
    sql = "SELECT import_id, outcome, count(*) AS n FROM import_results GROUP BY import_id, outcome"
    for row in database.rows(sql):
        counts.setdefault(row["import_id"], {})[Outcome(row["outcome"])] = row["n"]
    return [
        StoredImport(
            id=row["id"],
            started_utc=from_us(row["started_us"]),
            finished_utc=from_us(row["finished_us"]) if row["finished_us"] is not None else None,
            program_version=row["program_version"],
            counts=counts.get(row["id"], {}),
        )
        for row in database.rows("SELECT * FROM imports ORDER BY id")
    ]


def results_of(database: Database, import_id: int) -> list[EndedInput]:
    """Return how each input of an import ended, in the order they did."""
    sql = "SELECT * FROM import_results WHERE import_id = ? ORDER BY id"
    return [_ended(row) for row in database.rows(sql, (import_id,))]


def last_result(database: Database, origin: Origin) -> EndedInput | None:
    """Return how an input ended when it was last met; null when it never was."""
    rows = database.rows(
        """
        SELECT * FROM import_results
        WHERE origin_path = :origin_path AND origin_member IS :origin_member
        ORDER BY id DESC LIMIT 1
        """,
        origin_columns(origin),
    )
    # The origin as it was asked for: a name that is no valid Unicode is stored in another form.
    return replace(_ended(rows[0]), origin=origin) if rows else None


def _ended(row: sqlite3.Row) -> EndedInput:
    return EndedInput(
        origin=Origin(row["origin_path"], row["origin_member"]),
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
        n_records=row["n_records"],
        stamp=row["stamp"],
        parser_version=row["parser_version"],
    )
