"""Sessions that a person logs by hand before their files are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.store.activities import insert_settled
from flarelag.store.encoding import metadata, to_us
from flarelag.store.recordings.chains import remembered_starts
from flarelag.store.recordings.compared import REMEMBERED
from flarelag.store.recordings.settling import settle

if TYPE_CHECKING:
    import sqlite3

    from flarelag.store.activities import NewActivity


def insert_logged(connection: sqlite3.Connection, new: NewActivity) -> int:
    """Store a session; one that began at the same instant goes."""
    remove_logged(connection, start_us=to_us(new.activity.start_utc))
    ((number,),) = insert_settled(connection, [[new]], None)
    return number


def remove_logged(
    connection: sqlite3.Connection, *, activity_id: int | None = None, start_us: int | None = None
) -> list[str | None]:
    """Remove a session that was logged by hand, the latest where none is named.

    Returns
    -------
    list of str or None
        What it was called; empty where there was none.
    """
    row = connection.execute(
        """
        SELECT id, start_us, recorded FROM activities
        WHERE source = :source AND sha256 IS NULL
            AND (:id IS NULL OR id = :id OR merged_into = :id)
            AND (:start IS NULL OR start_us = :start)
        ORDER BY id DESC LIMIT 1
        """,
        {"source": REMEMBERED, "id": activity_id, "start": start_us},
    ).fetchone()
    if row is None:
        return []
    around = remembered_starts(connection, row["start_us"], row["start_us"])
    connection.execute("DELETE FROM activities WHERE id = ?", (row["id"],))
    settle(connection, [row["start_us"], *around])
    return [metadata(row["recorded"]).name]
