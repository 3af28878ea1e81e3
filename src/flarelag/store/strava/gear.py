"""Shoes and bikes of a Strava account."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flarelag.model.strava_account import Gear

if TYPE_CHECKING:
    import sqlite3

    from flarelag.model.strava_account import SyncPlace
    from flarelag.store.database import Database


def gear_to_ask(database: Database, place: SyncPlace) -> list[str]:
    """Return the gear of the activities that came in this sync, unless it came, too."""
    rows = database.rows(
        """
        SELECT DISTINCT summary ->> '$.gear' AS gear_id FROM strava_activities
        WHERE fetched_round = :round AND gear_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM strava_gear WHERE id = gear_id AND fetched_round = :round
        ) ORDER BY gear_id
        """,
        {"round": place.round},
    )
    return [str(row["gear_id"]) for row in rows]


def add_gear(connection: sqlite3.Connection, gear: Gear, place: SyncPlace) -> None:
    """Store a pair of shoes or a bike."""
    connection.execute(
        "INSERT OR REPLACE INTO strava_gear (id, name, brand, model, distance_m, retired, "
        "fetched_round) VALUES (:id, :name, :brand, :model, :distance_m, :retired, :round)",
        asdict(gear) | {"round": place.round},
    )


def all_gear(database: Database) -> list[Gear]:
    """Return all shoes and bikes, the most used first."""
    rows = database.rows("SELECT * FROM strava_gear ORDER BY distance_m DESC, id")
    return [
        Gear(
            id=row["id"],
            name=row["name"],
            brand=row["brand"],
            model=row["model"],
            distance_m=row["distance_m"],
            retired=bool(row["retired"]),
        )
        for row in rows
    ]
