"""Finding what the diary says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.errors import LibraryError
from flarelag.model.diary_history import ItemKind
from flarelag.store.diary.items import item_of
from flarelag.store.encoding import to_us

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.diary_history import DiaryItem
    from flarelag.store.database import Database

_EVER_US: Final = 2**62
"""Farther from 1970 than any year that a diary speaks of; a bound lets SQLite use its index."""
_BETWEEN: Final = """
    SELECT id, kind, content FROM diary_items
    WHERE kind = :kind AND time_us >= :since AND time_us < :until
    ORDER BY time_us, id
"""
_LAST: Final = """
    SELECT id, kind, content FROM diary_items
    WHERE kind = :kind AND (time_us, id) < (:before, :number)
    ORDER BY time_us DESC, id DESC LIMIT 1
"""


def items_between(
    database: Database,
    kind: ItemKind,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[DiaryItem]:
    """Return the items of a kind with `since <= time < until`, by time."""
    between = {
        "kind": kind,
        "since": to_us(since) if since else -_EVER_US,
        "until": to_us(until) if until else _EVER_US,
    }
    return [item_of(row) for row in database.rows(_BETWEEN, between)]


def last_entry(database: Database, before: datetime, number: int) -> DiaryItem | None:
    """Return the last pain entry before an instant, or of that instant with a lower number."""
    values = {"kind": ItemKind.ENTRY, "before": to_us(before), "number": number}
    rows = database.rows(_LAST, values)
    return item_of(rows[0]) if rows else None


def one_item(database: Database, number: int, path: str) -> DiaryItem:
    """Return what has a number.

    Parameters
    ----------
    database : Database
        The library's.
    number : int
        Of an item.
    path : str
        The library's folder, named in messages.

    Raises
    ------
    LibraryError
        When nothing has it, or what had it was deleted.
    """
    sql = "SELECT id, kind, content FROM diary_items WHERE id = ?"
    if rows := database.rows(sql, (number,)):
        return item_of(rows[0])
    known = database.rows("SELECT 1 FROM diary_revisions WHERE item_id = ?", (number,))
    raise LibraryError(
        f"{number} was deleted from the diary; `flarelag diary history {number}` shows what "
        "it said and which change to undo"
        if known
        else f"there is nothing numbered {number} in the diary; `flarelag diary list` shows "
        "the numbers",
        file=path,
    )


def factor_names(database: Database) -> dict[str, tuple[str, str]]:
    """Return every name that was logged, with its kind and scale as last logged."""
    rows = database.rows(
        "SELECT content ->> 'name' AS name, content ->> 'kind' AS kind, "
        "content ->> 'scale' AS scale, max(id) FROM diary_items WHERE kind = 'factor' "
        "GROUP BY content ->> 'name' ORDER BY content ->> 'name'"
    )
    return {row["name"]: (row["kind"], row["scale"]) for row in rows}


def n_items(database: Database) -> dict[ItemKind, int]:
    """Return how many items there are of each kind."""
    rows = database.rows("SELECT kind, count(*) AS n FROM diary_items GROUP BY kind")
    counted = {row["kind"]: row["n"] for row in rows}
    return {kind: counted.get(kind, 0) for kind in ItemKind}
