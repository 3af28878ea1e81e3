"""Rows of the diary's history: each change, and what every item said before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.diary_history import ChangeAction, ItemChange, ItemKind, kind_of
from flarelag.model.diary_json import plain
from flarelag.store.encoding import to_json, to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime


def mark_undone(connection: sqlite3.Connection, change_id: int) -> None:
    """Note that a change is undone: what it had undone stands again, and so on down the chain."""
    current: int | None = change_id
    undone = True
    while current is not None:
        connection.execute("UPDATE diary_changes SET undone = ? WHERE id = ?", (undone, current))
        row = connection.execute(
            "SELECT undoes FROM diary_changes WHERE id = ?", (current,)
        ).fetchone()
        current, undone = row["undoes"], not undone


def insert_change(
    connection: sqlite3.Connection,
    at_utc: datetime,
    action: ChangeAction,
    *,
    undoes: int | None = None,
    request_id: str | None = None,
) -> int:
    """Note that a change is made and return its number."""
    cursor = connection.execute(
        "INSERT INTO diary_changes (at_us, action, undoes, request_id) VALUES (?, ?, ?, ?)",
        (to_us(at_utc), action, undoes, request_id),
    )
    assert cursor.lastrowid is not None  # noqa: S101 - SQLite has just made it
    return cursor.lastrowid


Revision = tuple[int, ItemKind | str, str | None, str | None]


def revision_row(change: ItemChange) -> Revision:
    """Return the columns of what a change does to one item."""
    before, after = change.before, change.after
    return (
        change.item_id,
        kind_of(change.present),
        to_json(plain(before)) if before else None,
        to_json(plain(after)) if after else None,
    )


def insert_revisions(
    connection: sqlite3.Connection, change_id: int, revisions: Iterable[Revision]
) -> None:
    """Keep what a change does to its items."""
    connection.executemany(
        "INSERT INTO diary_revisions (change_id, item_id, kind, before, after) "
        "VALUES (?, ?, ?, ?, ?)",
        [(change_id, *each) for each in revisions],
    )
