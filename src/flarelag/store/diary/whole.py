"""The whole diary at once: restored from a backup, or forgotten for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.model.diary_history import kind_of
from flarelag.store.diary.changes import insert_revisions, revision_row
from flarelag.store.diary.items import insert_item, item_columns
from flarelag.store.encoding import to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from flarelag.model.diary_history import DiaryChange, DiaryItem
    from flarelag.store.database import Database

_FORGOTTEN: Final = (
    *("diary_revisions", "diary_changes", "diary_items"),
    *("experiment_events", "experiments"),
    "forecasts",
)


def restore(
    connection: sqlite3.Connection, items: Iterable[DiaryItem], changes: Iterable[DiaryChange]
) -> None:
    """Fill an empty diary with items under their own numbers, and with their whole history."""
    for item in items:
        insert_item(connection, item.id, kind_of(item), *item_columns(item))
    for change in changes:
        connection.execute(
            "INSERT INTO diary_changes (id, at_us, action, undone, undoes) VALUES (?, ?, ?, ?, ?)",
            (change.id, to_us(change.at_utc), change.action, change.undone, change.undoes),
        )
        insert_revisions(connection, change.id, [revision_row(each) for each in change.items])


def forget(database: Database) -> None:
    """Remove the whole diary with all that was made of it, also from the disk."""
    database.rows("PRAGMA secure_delete = ON")
    with database.transaction(durable=True) as connection:
        for table in _FORGOTTEN:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
        connection.execute(
            "DELETE FROM sqlite_sequence WHERE name LIKE 'diary%' OR name LIKE 'experiment%'"
        )
        # Lines of inboxes stay known, so that they do not come back, but not what they say.
        connection.execute("UPDATE inbox_lines SET text = NULL, reason = NULL")
    database.rows("VACUUM")
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
