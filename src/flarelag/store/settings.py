"""Small values kept under names, in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from flarelag.store.database import Database


def setting(database: Database, key: str) -> str | float | None:
    """Return the value kept under a name; null when it was never set."""
    rows = database.rows("SELECT value FROM settings WHERE key = ?", (key,))
    return rows[0]["value"] if rows else None


def set_setting(connection: sqlite3.Connection, key: str, value: str | float | None) -> None:
    """Keep a value under a name; null forgets it."""
    connection.execute("DELETE FROM settings WHERE key = ?", (key,))
    if value is not None:
        connection.execute("INSERT INTO settings (key, value) VALUES (?, ?)", (key, value))
