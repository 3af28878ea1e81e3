"""Rows of what the diary holds: an item's columns, and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from flarelag.errors import DiaryError, LibraryError
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_history import DiaryItem, ItemKind
from flarelag.model.diary_json import from_plain, plain
from flarelag.model.factors import Factor
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import WarningAnswer
from flarelag.store.encoding import to_json, to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def item_columns(item: DiaryItem) -> tuple[int, int | None, str]:
    """Return an item's columns: beginning, end, content."""
    return (*item_times(item), to_json(plain(item)))


def item_times(item: DiaryItem) -> tuple[int, int | None]:
    """Return when an item begins and ends, in microseconds since 1970; no end for an instant."""
    match item:
        case DiaryEntry():
            return to_us(item.time_utc), _us_or_none(item.time_end_utc)
        case Factor():
            return to_us(item.time_utc), _us_or_none(item.end_utc)
        case RememberedFlare():
            midnight = datetime.combine(item.first_day, time(), UTC)
            return to_us(midnight), to_us(midnight + timedelta(days=item.n_days))
        case ShoeSettings():
            return to_us(item.entered_utc), None
        case WarningAnswer():
            return to_us(item.time_utc), None


def _us_or_none(instant: datetime | None) -> int | None:
    return None if instant is None else to_us(instant)


def item_of(row: sqlite3.Row) -> DiaryItem:
    """Return the item that a row holds."""
    return understood(row["kind"], row["content"], row["id"])


def item_from_content(kind: str, content: str | None, number: int) -> DiaryItem | None:
    """Return the item that a content says; null where there is none."""
    return None if content is None else understood(kind, content, number)


def understood(kind: str, content: str, number: int) -> DiaryItem:
    """Return the item that a content says.

    Raises
    ------
    LibraryError
        When it makes no sense.
    """
    values: Mapping[str, object] = json.loads(content)
    try:
        return from_plain(ItemKind(kind), values, number)
    except DiaryError as error:
        raise LibraryError(f"{number} in the diary cannot be read: {error.reason}") from error


def content_of(connection: sqlite3.Connection, number: int) -> str | None:
    """Return what an item says now; null where it is not there."""
    row = connection.execute("SELECT content FROM diary_items WHERE id = ?", (number,)).fetchone()
    return None if row is None else str(row["content"])


def insert_item(
    connection: sqlite3.Connection,
    number: int | None,
    kind: ItemKind,
    time_us: int,
    end_us: int | None,
    content: str,
) -> int:
    """Store an item, under its own number where it has one, and return the number."""
    cursor = connection.execute(
        "INSERT INTO diary_items (id, kind, time_us, end_us, content) VALUES (?, ?, ?, ?, ?)",
        (number, kind, time_us, end_us, content),
    )
    assert cursor.lastrowid is not None  # noqa: S101 - SQLite has just made it
    return cursor.lastrowid


def update_item(
    connection: sqlite3.Connection, number: int, time_us: int, end_us: int | None, content: str
) -> None:
    """Put what an item says now in the place of what it said."""
    connection.execute(
        "UPDATE diary_items SET time_us = ?, end_us = ?, content = ? WHERE id = ?",
        (time_us, end_us, content, number),
    )


def put_back(connection: sqlite3.Connection, revision: sqlite3.Row) -> None:
    """Bring one item to what it said before a revision."""
    number, kind, before = revision["item_id"], revision["kind"], revision["before"]
    if before is None:
        connection.execute("DELETE FROM diary_items WHERE id = ?", (number,))
        return
    time_us, end_us = item_times(understood(kind, before, number))
    if revision["after"] is None:
        insert_item(connection, number, ItemKind(kind), time_us, end_us, before)
    else:
        update_item(connection, number, time_us, end_us, before)
