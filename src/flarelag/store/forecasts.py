"""Forecasts in SQLite, each as it was when it was made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flarelag.store.encoding import from_us, to_json, to_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredForecast:
    """A forecast as it was made.

    Parameters
    ----------
    known_utc : datetime
        The session's end; nothing later is in it.
    made_utc : datetime
        When it was made: at once, or afterwards from what was known then.
    version : int
        Of the model that made it.
    content : dict
        The forecast itself, plain.
    """

    known_utc: datetime
    made_utc: datetime
    version: int
    content: dict[str, Any]


class Forecasts:
    """The forecasts of an open library: `library.forecasts`.

    Parameters
    ----------
    database : Database
        The library's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, version: int) -> list[StoredForecast]:
        """Return what a version of the model made, by the sessions' ends."""
        rows = self._database.rows(
            "SELECT * FROM forecasts WHERE version = ? ORDER BY known_us", (version,)
        )
        return [
            StoredForecast(
                known_utc=from_us(row["known_us"]),
                made_utc=from_us(row["made_us"]),
                version=row["version"],
                content=json.loads(row["content"]),
            )
            for row in rows
        ]

    def ends(self, version: int) -> set[datetime]:
        """Return the ends of the sessions that have a forecast of this version."""
        rows = self._database.rows("SELECT known_us FROM forecasts WHERE version = ?", (version,))
        return {from_us(row["known_us"]) for row in rows}

    def add(self, made: Sequence[StoredForecast]) -> None:
        """Store forecasts; one that is there already stays as it was made."""
        rows = [
            (to_us(each.known_utc), each.version, to_us(each.made_utc), to_json(each.content))
            for each in made
        ]
        with self._database.transaction(durable=True) as connection:
            connection.executemany("INSERT OR IGNORE INTO forecasts VALUES (?, ?, ?, ?)", rows)
