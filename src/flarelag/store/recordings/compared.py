"""Recordings as they are compared: what tells whether two are of one activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.model.metadata import FIELDS
from flarelag.model.same_activity import START_WITHIN_S, Recording, RecordingFormat
from flarelag.store.encoding import from_us, metadata

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from flarelag.model.metadata import Metadata
    from flarelag.store.database import Database

REMEMBERED: Final = "logged"
"""The source of sessions that a person has logged before their files were there."""
POOLED: Final = "apple health export"
"""The source whose list holds what several programs wrote of one session: a watch, and an app."""
REACH_US: Final = round(START_WITHIN_S * 1_000_000)
"""How far apart the same activity may start on two devices."""
COMPARED: Final = ", ".join(
    (
        *("id", "start_us", "duration_s", "distance_m", "sha256", "part", "source", "format"),
        *("n_channels", "n_records", "salvaged", "recorded", "merged_into", "merge_reason"),
        "purged_us",
        *FIELDS,
    )
)
"""The columns that a decision looks at, and those that it may change."""


def recordings_near(
    database: Database, start_us: int, strava_ids: Iterable[int]
) -> list[Recording]:
    """Return the recordings that start around an instant or have one of Strava's numbers."""
    numbers = list(strava_ids)
    rows = database.rows(
        f"SELECT {COMPARED} FROM activities WHERE start_us BETWEEN ? AND ? "  # noqa: S608 - our own names
        f"OR strava_id IN ({', '.join('?' * len(numbers))})",
        (start_us - REACH_US, start_us + REACH_US, *numbers),
    )
    sql = "SELECT metadata FROM sightings WHERE activity_id = ? AND metadata IS NOT NULL"
    return [
        compared(
            row,
            [
                metadata(row["recorded"]),
                *(metadata(each["metadata"]) for each in database.rows(sql, (row["id"],))),
            ],
        )
        for row in rows
    ]


def compared(row: sqlite3.Row, said_of_it: Sequence[Metadata]) -> Recording:
    """Return what a row says of a recording, with what it and exports say of it."""
    sports = {said.sport for said in said_of_it}
    return Recording(
        identity=identity(row),
        start_utc=from_us(row["start_us"]),
        sports=frozenset(sport for sport in sports if sport is not None),
        duration_s=row["duration_s"],
        distance_m=row["distance_m"],
        file=row["sha256"] or (None if row["source"] == POOLED else row["source"]),
        format=RecordingFormat(row["format"]) if row["format"] is not None else None,
        strava_ids=frozenset(said.strava_id for said in said_of_it if said.strava_id is not None),
        n_channels=row["n_channels"],
        n_records=row["n_records"],
        salvaged=bool(row["salvaged"]),
        remembered=row["source"] == REMEMBERED,
    )


def identity(row: sqlite3.Row) -> str:
    """Return what tells a recording from all others."""
    return f"{row['sha256'] or row['source']}:{row['part']}:{row['start_us']}"
