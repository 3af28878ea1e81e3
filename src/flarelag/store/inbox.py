"""What was taken in from inboxes, in SQLite: lines by what they say, files as they were last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.store.encoding import from_us, storable, to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from flarelag.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxState:
    """A file as it was when it was read.

    Parameters
    ----------
    path : str
        Where.
    n_bytes, mtime_ns : int
        What tells whether it has changed since.
    read_utc : datetime
        When it was first read as it is.
    whole : bool
        Nothing in it waits for the rest of its line.
    problem : str or None
        Why nothing could be read from it.
    """

    path: str
    n_bytes: int
    mtime_ns: int
    read_utc: datetime
    whole: bool = True
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMark:
    """A line that need not be looked at again.

    Parameters
    ----------
    key : str
        What it is recognised by.
    path : str
        The file it was met in.
    number : int
        Its line there.
    text, reason : str or None
        The line, and why it could not be taken in; null where it was.
    """

    key: str
    path: str
    number: int
    text: str | None = None
    reason: str | None = None


class Inbox:
    """What an open library knows of inboxes: `library.inbox`.

    Parameters
    ----------
    database : Database
        The library's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def files(self) -> dict[str, InboxState]:
        """Return every file that was read, by its path."""
        return {
            row["path"]: InboxState(
                path=row["path"],
                n_bytes=row["n_bytes"],
                mtime_ns=row["mtime_ns"],
                read_utc=from_us(row["read_us"]),
                whole=bool(row["whole"]),
                problem=row["problem"],
            )
            for row in self._database.rows("SELECT * FROM inbox_files ORDER BY path")
        }

    def marks(self) -> dict[str, InboxMark]:
        """Return every line that was taken in or could not be, by its key."""
        return {
            row["key"]: InboxMark(
                key=row["key"],
                path=row["path"],
                number=row["number"],
                text=row["text"],
                reason=row["reason"],
            )
            for row in self._database.rows("SELECT * FROM inbox_lines ORDER BY path, number")
        }

    def add_marks(self, marks: Iterable[InboxMark], now: datetime) -> None:
        """Note lines that stand in no file."""
        with self._database.transaction(durable=True) as connection:
            _insert_marks(connection, marks, now)

    def remember(self, state: InboxState, marks: Iterable[InboxMark], now: datetime) -> None:
        """Note what a file held; lines that could not be taken in are those that stand there now.

        Parameters
        ----------
        state : InboxState
            The file.
        marks : iterable of InboxMark
            All lines of it.
        now : datetime
            Aware.
        """
        with self._database.transaction(durable=True) as connection:
            connection.execute(
                "DELETE FROM inbox_lines WHERE path = ? AND reason IS NOT NULL",
                (storable(state.path),),
            )
            _insert_marks(connection, marks, now)
            connection.execute(
                "INSERT OR REPLACE INTO inbox_files "
                "(path, n_bytes, mtime_ns, read_us, whole, problem) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(storable(state.path), state.n_bytes, state.mtime_ns),
                    *(to_us(state.read_utc), state.whole, state.problem),
                ),
            )


def _insert_marks(
    connection: sqlite3.Connection, marks: Iterable[InboxMark], now: datetime
) -> None:
    connection.executemany(
        "INSERT INTO inbox_lines (key, path, number, taken_us, text, reason) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
        "text = excluded.text, reason = excluded.reason WHERE inbox_lines.reason NOTNULL",
        [
            (
                *(each.key, storable(each.path), each.number, to_us(now)),
                *(storable(each.text), each.reason),
            )
            for each in marks
        ],
    )
