"""Rows of the diary's history: each change, and what every item said before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.diary_history import ChangeAction, DiaryChange, ItemChange, kind_of
from flarelag.model.diary_json import plain
from flarelag.store.diary.items import item_from_content
from flarelag.store.encoding import from_us, to_json, to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from flarelag.model.diary_history import ItemKind
    from flarelag.store.database import Database


Revision = tuple[int, "ItemKind | str", str | None, str | None]
"""An item's number and kind, and what it said before and after a change."""


def changes(
    database: Database, number: int | None = None, latest: int | None = None
) -> list[DiaryChange]:
    """Return changes, the earliest first: of one item, where one is named, and only the latest."""
    rows = database.rows(
        "SELECT * FROM diary_changes WHERE :number IS NULL OR EXISTS (SELECT 1 FROM "
        "diary_revisions WHERE change_id = diary_changes.id AND item_id = :number) "
        "ORDER BY id DESC LIMIT :latest",
        {"number": number, "latest": -1 if latest is None else latest},
    )
    return [_change(database, row, number) for row in reversed(rows)]


def one_change(database: Database, change_id: int) -> DiaryChange | None:
    """Return one change; null for none with this number."""
    rows = database.rows("SELECT * FROM diary_changes WHERE id = ?", (change_id,))
    return _change(database, rows[0], None) if rows else None


def _change(database: Database, row: sqlite3.Row, number: int | None) -> DiaryChange:
    revisions = database.rows(
        "SELECT * FROM diary_revisions WHERE change_id = ? AND (?2 IS NULL OR item_id = ?2) "
        "ORDER BY item_id",
        (row["id"], number),
    )
    return DiaryChange(
        id=row["id"],
        at_utc=from_us(row["at_us"]),
        action=ChangeAction(row["action"]),
        undone=bool(row["undone"]),
        undoes=row["undoes"],
        items=tuple(
            ItemChange(
                item_id=each["item_id"],
                before=item_from_content(each["kind"], each["before"], each["item_id"]),
                after=item_from_content(each["kind"], each["after"], each["item_id"]),
            )
            for each in revisions
        ),
    )


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
