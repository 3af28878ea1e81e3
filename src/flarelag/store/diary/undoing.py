"""Taking a change of the diary back, as a change of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flarelag.errors import LibraryError
from flarelag.model.diary_history import ChangeAction
from flarelag.store.diary.changes import insert_change, insert_revisions
from flarelag.store.diary.items import content_of, put_back

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime


def undo_change(
    connection: sqlite3.Connection,
    change_id: int | None,
    at_utc: datetime,
    request_id: str | None,
    path: str,
) -> int:
    """Take a change back and return the number of the change that does.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    change_id : int or None
        Which; null: the latest that is no undo and still stands.
    at_utc : datetime
        Now.
    request_id : str or None
        Names the request.
    path : str
        The library's folder, named in messages.

    Raises
    ------
    LibraryError
        When there is none, it was taken back already, or later changes build on it.
    """
    change = _change_to_undo(connection, change_id, path)
    revisions = connection.execute(
        "SELECT * FROM diary_revisions WHERE change_id = ? ORDER BY item_id", (change["id"],)
    ).fetchall()
    for each in revisions:
        if content_of(connection, each["item_id"]) != each["after"]:
            raise LibraryError(
                f"{each['item_id']} has changed since; undo the later change first "
                f"(`flarelag diary history {each['item_id']}`)",
                file=path,
            )
        put_back(connection, each)
    _mark_undone(connection, change["id"])
    number = insert_change(
        connection, at_utc, ChangeAction.UNDO, undoes=change["id"], request_id=request_id
    )
    turned = [(r["item_id"], r["kind"], r["after"], r["before"]) for r in revisions]
    insert_revisions(connection, number, turned)
    return number


def _change_to_undo(
    connection: sqlite3.Connection, change_id: int | None, path: str
) -> sqlite3.Row:
    if change_id is None:
        found = connection.execute(
            "SELECT * FROM diary_changes WHERE NOT undone AND undoes IS NULL "
            "ORDER BY id DESC LIMIT 1"
        ).fetchone()
        why = "there is no change of the diary left to undo"
    else:
        found = connection.execute(
            "SELECT * FROM diary_changes WHERE id = ?", (change_id,)
        ).fetchone()
        why = f"there is no change {change_id}; `flarelag diary history` lists them"
    if found is None:
        raise LibraryError(why, file=path)
    if found["undone"]:
        raise LibraryError(f"change {change_id} was undone already", file=path)
    return cast("sqlite3.Row", found)


def _mark_undone(connection: sqlite3.Connection, change_id: int) -> None:
    """Note that a change is undone: what it had undone stands again, and so on down the chain."""
    current: int | None = change_id
    undone = True
    while current is not None:
        connection.execute("UPDATE diary_changes SET undone = ? WHERE id = ?", (undone, current))
        row = connection.execute(
            "SELECT undoes FROM diary_changes WHERE id = ?", (current,)
        ).fetchone()
        current, undone = row["undoes"], not undone
