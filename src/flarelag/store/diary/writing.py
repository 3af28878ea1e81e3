"""Changing the diary: each function makes one change, inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.model.diary_history import ChangeAction, kind_of
from flarelag.store.diary.changes import insert_change, insert_revisions
from flarelag.store.diary.items import content_of, insert_item, item_columns, update_item

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from flarelag.model.diary_history import DiaryItem, ItemKind


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a change.

    Parameters
    ----------
    change_id : int or None
        The change; null when there was nothing to change.
    ids : tuple of int
        The numbers of its items.
    """

    change_id: int | None
    ids: tuple[int, ...]


def done_before(connection: sqlite3.Connection, request_id: str | None) -> Written | None:
    """Return what the request of this name did; null when there was none."""
    if request_id is None:
        return None
    row = connection.execute(
        "SELECT id FROM diary_changes WHERE request_id = ?", (request_id,)
    ).fetchone()
    if row is None:
        return None
    numbers = connection.execute(
        "SELECT item_id FROM diary_revisions WHERE change_id = ? ORDER BY item_id", (row["id"],)
    )
    return Written(row["id"], tuple(each["item_id"] for each in numbers))


def add_items(
    connection: sqlite3.Connection,
    items: Iterable[DiaryItem],
    at_utc: datetime,
    action: ChangeAction,
    request_id: str | None,
) -> Written:
    """Store items under new numbers."""
    contents = [(kind_of(item), *item_columns(item)) for item in items]
    if not contents:
        return Written(None, ())
    numbers = [insert_item(connection, None, *row) for row in contents]
    change_id = insert_change(connection, at_utc, action, request_id=request_id)
    insert_revisions(
        connection,
        change_id,
        [(n, row[0], None, row[-1]) for n, row in zip(numbers, contents, strict=True)],
    )
    return Written(change_id, tuple(numbers))


def edit_item(
    connection: sqlite3.Connection,
    number: int,
    item: DiaryItem,
    at_utc: datetime,
    request_id: str | None,
) -> Written:
    """Put an item in the place of what has a number."""
    time_us, end_us, after = item_columns(item)
    before = content_of(connection, number)
    update_item(connection, number, time_us, end_us, after)
    change_id = insert_change(connection, at_utc, ChangeAction.EDIT, request_id=request_id)
    insert_revisions(connection, change_id, [(number, kind_of(item), before, after)])
    return Written(change_id, (number,))


def delete_items(
    connection: sqlite3.Connection,
    kinds: Mapping[int, ItemKind],
    at_utc: datetime,
    request_id: str | None,
) -> Written:
    """Take items out of the diary, given by their numbers and kinds."""
    rows = [(n, kind, content_of(connection, n), None) for n, kind in kinds.items()]
    connection.executemany("DELETE FROM diary_items WHERE id = ?", [(n,) for n in kinds])
    change_id = insert_change(connection, at_utc, ChangeAction.DELETE, request_id=request_id)
    insert_revisions(connection, change_id, rows)
    return Written(change_id, tuple(kinds))
