"""Imports and how each of their inputs ended, in SQLite."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flarelag.errors import LibraryError
from flarelag.model.outcome import RECORDING_AWAITED, Origin, Outcome
from flarelag.store.encoding import from_us, origin_columns, to_us
from flarelag.store.expected import files_of
from flarelag.store.files import write_files
from flarelag.store.restoring import forget_stamps, restored
from flarelag.store.results import insert_results
from flarelag.store.strava.synced import insert_synced
from flarelag.store.undoing import undo_import

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from flarelag.paths import LibraryPaths
    from flarelag.store.activities import NewActivity
    from flarelag.store.database import Database
    from flarelag.store.movement import NewMovement
    from flarelag.store.strava.synced import Change, Synced
    from flarelag.store.undoing import UndoneImport


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


class Imports:
    """The imports of an open library: `library.imports`.

    Parameters
    ----------
    database : Database
        The library's.
    paths : LibraryPaths
        Where the files are that come with what is imported.
    """

    def __init__(self, database: Database, paths: LibraryPaths) -> None:
        self._database = database
        self._paths = paths

    def begin(self, *, started_utc: datetime, program_version: str) -> int:
        """Note that an import begins and return its number."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "INSERT INTO imports (started_us, program_version) VALUES (?, ?) RETURNING id",
                (to_us(started_utc), program_version),
            ).fetchone()
        return int(row["id"])

    def finish(self, import_id: int, *, finished_utc: datetime) -> None:
        """Note that an import has seen all of its inputs."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE imports SET finished_us = ? WHERE id = ?", (to_us(finished_utc), import_id)
            )

    def add_results(
        self, import_id: int, batch: Sequence[EndedInput]
    ) -> list[tuple[EndedInput, tuple[int, ...]]]:
        """Store how inputs ended, and the activities they held: files first, one transaction.

        Returns
        -------
        list of tuple
            Each input as it is stored and the numbers of its new activities. An input whose
            activities are all in the library already is stored as a duplicate, or as merged
            where they are there from another recording.
        """
        new_things = (new for ended in batch for new in (*ended.activities, ended.movement) if new)
        written = write_files(files_of(self._paths, new_things))
        with self._database.transaction() as connection:
            ended = [restored(connection, self._paths, each, written) for each in batch]
            return insert_results(connection, import_id, ended)

    def add_synced(
        self, import_id: int, batch: Sequence[Synced]
    ) -> list[tuple[EndedInput, Change]]:
        """Store what came of activities of an account: files first, one transaction."""
        new_things = (new for each in batch if not each.told_only for new in each.ended.activities)
        write_files(files_of(self._paths, new_things))
        with self._database.transaction() as connection:
            return insert_synced(connection, import_id, batch)

    def all(self) -> list[StoredImport]:
        """Return every import, in order."""
        counts: dict[int, dict[Outcome, int]] = {}
        sql = (
            "SELECT import_id, outcome, count(*) AS n FROM import_results "
            "GROUP BY import_id, outcome"
        )
        for row in self._database.rows(sql):
            counts.setdefault(row["import_id"], {})[Outcome(row["outcome"])] = row["n"]
        rows = self._database.rows("SELECT * FROM imports ORDER BY id")
        return [_import(row, counts.get(row["id"], {})) for row in rows]

    def one(self, import_id: int) -> StoredImport:
        """Return one import.

        Raises
        ------
        LibraryError
            When there is none with this number.
        """
        for each in self.all():
            if each.id == import_id:
                return each
        raise LibraryError(
            f"there is no import {import_id}; `flarelag imports` lists them all",
            file=str(self._paths.root),
        )

    def results_of(self, import_id: int) -> list[EndedInput]:
        """Return how each input of an import ended, in the order they did."""
        sql = "SELECT * FROM import_results WHERE import_id = ? ORDER BY id"
        return [_ended(row) for row in self._database.rows(sql, (import_id,))]

    def last_result(self, origin: Origin) -> EndedInput | None:
        """Return how an input ended when it was last met; null when it never was."""
        rows = self._database.rows(
            """
            SELECT * FROM import_results
            WHERE origin_path = :origin_path AND origin_member IS :origin_member
            ORDER BY id DESC LIMIT 1
            """,
            origin_columns(origin),
        )
        # The origin as it was asked for: a name that is no valid Unicode is stored in another form.
        return replace(_ended(rows[0]), origin=origin) if rows else None

    def let_read_again(self, originals: Iterable[str]) -> None:
        """Let inputs be read once more, though they be unchanged.

        Parameters
        ----------
        originals : iterable of str
            SHA-256 of the bytes that activities were read from; wherever they were met.
        """
        with self._database.transaction() as connection:
            forget_stamps(connection, originals)

    def awaited(self) -> list[AwaitedRecording]:
        """Return the activities whose recording is yet to come, by start."""
        rows = self._database.rows(
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

    def undo(self, import_id: int) -> UndoneImport:
        """Take an import back; files that nothing needs any more are left for a sweep.

        Raises
        ------
        LibraryError
            When there is none with this number.
        """
        self.one(import_id)
        with self._database.transaction(durable=True) as connection:
            return undo_import(connection, import_id)


def _import(row: sqlite3.Row, counts: Mapping[Outcome, int]) -> StoredImport:
    return StoredImport(
        id=row["id"],
        started_utc=from_us(row["started_us"]),
        finished_utc=from_us(row["finished_us"]) if row["finished_us"] is not None else None,
        program_version=row["program_version"],
        counts=counts,
    )


def _ended(row: sqlite3.Row) -> EndedInput:
    return EndedInput(
        origin=Origin(row["origin_path"], row["origin_member"]),
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
        n_records=row["n_records"],
        stamp=row["stamp"],
        parser_version=row["parser_version"],
    )
