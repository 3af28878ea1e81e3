"""Hours of movement in SQLite: kept by file, put together when they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.model.movement import HourOfMovement, combined
from flarelag.store.encoding import from_us, to_us
from flarelag.store.originals import insert_original

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from flarelag.store.database import Database
    from flarelag.store.originals import Original


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMovement:
    """Hours of movement on their way into the library.

    Parameters
    ----------
    hours : tuple of HourOfMovement
        In order of time; at least one.
    original : Original
        The bytes they were read from.
    parser_version : int
        Version of the readers that read them.
    """

    hours: tuple[HourOfMovement, ...]
    original: Original
    parser_version: int


_COLUMNS: Final = ("source", "steps", "covered", "active", "sedentary")


def insert_movement(connection: sqlite3.Connection, new: NewMovement, import_id: int) -> int:
    """Insert the hours of one file; return how many are new."""
    insert_original(connection, new.original)
    connection.execute(
        "INSERT INTO movement_met (sha256, import_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (new.original.sha256, import_id),
    )
    before = connection.total_changes
    connection.executemany(
        """
        INSERT INTO movement (sha256, hour_us, source, steps, covered, active, sedentary,
            parser_version, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        [
            (
                new.original.sha256,
                to_us(hour.hour_utc),
                *(getattr(hour, name) for name in _COLUMNS),
                new.parser_version,
                import_id,
            )
            for hour in new.hours
        ],
    )
    return connection.total_changes - before


def undo_movement(connection: sqlite3.Connection, import_id: int) -> None:
    """Remove the hours that only one import met; those that another met, too, are that one's."""
    connection.execute("DELETE FROM movement_met WHERE import_id = ?", (import_id,))
    connection.execute(
        """
        UPDATE movement SET import_id = (
            SELECT min(movement_met.import_id) FROM movement_met
            WHERE movement_met.sha256 = movement.sha256
        )
        WHERE import_id = ?
        """,
        (import_id,),
    )
    connection.execute("DELETE FROM movement WHERE import_id IS NULL")


def hours_between(
    database: Database, since: datetime | None, until: datetime | None
) -> list[HourOfMovement]:
    """Return the hours that begin in `since <= hour_utc < until`, each watch's once, in order."""
    rows = database.rows(
        """
        SELECT * FROM movement
        WHERE (:since IS NULL OR hour_us >= :since) AND (:until IS NULL OR hour_us < :until)
        """,
        {
            "since": None if since is None else to_us(since),
            "until": None if until is None else to_us(until),
        },
    )
    return combined(
        HourOfMovement(hour_utc=from_us(row["hour_us"]), **{name: row[name] for name in _COLUMNS})
        for row in rows
    )
