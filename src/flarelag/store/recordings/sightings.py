"""Sightings in SQLite: every place where a recording was met, and what was said of it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.model.outcome import Origin
from flarelag.store.database import insert_into
from flarelag.store.encoding import metadata_json, origin_columns

if TYPE_CHECKING:
    import sqlite3

    from flarelag.store.activities import NewActivity
    from flarelag.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One place where a recording of an activity was met.

    Parameters
    ----------
    recording_id : int
        The library's number of the recording.
    origin : Origin
        The file or archive member.
    source : str
        What it lay in: `strava export`, `file`.
    sha256 : str or None
        Identity of the bytes; null for an entry without.
    part : int
        Which of the file's activities it is, counted from 0.
    import_id : int or None
        The import that met it.
    merge_reason : str or None
        Why it is the same activity as the recording that stands for it; null for that one itself.
    """

    recording_id: int
    origin: Origin
    source: str
    sha256: str | None
    part: int
    import_id: int | None
    merge_reason: str | None


def sightings_of(database: Database, activity_id: int) -> list[Sighting]:
    """Return every place where an activity's recordings were met, the one that stands for it first.

    Parameters
    ----------
    database : Database
        The library's.
    activity_id : int
        Of the activity, not of one merged into it.
    """
    rows = database.rows(
        """
        SELECT sightings.*, sha256, part, merge_reason FROM sightings
        JOIN activities ON activities.id = sightings.activity_id
        WHERE activities.id = :id OR activities.merged_into = :id
        ORDER BY merged_into IS NOT NULL, activities.id, sightings.id
        """,
        {"id": activity_id},
    )
    return [
        Sighting(
            recording_id=row["activity_id"],
            origin=Origin(row["origin_path"], row["origin_member"]),
            source=row["source"],
            sha256=row["sha256"],
            part=row["part"],
            import_id=row["import_id"],
            merge_reason=row["merge_reason"],
        )
        for row in rows
    ]


def insert_sighting(
    connection: sqlite3.Connection, number: int, new: NewActivity, import_id: int | None
) -> None:
    """Note that a recording was met, and what was said of it there."""
    sighting = {
        "activity_id": number,
        "import_id": import_id,
        "source": new.source,
        **origin_columns(new.origin),
        "metadata": metadata_json(new.told) if new.told else None,
    }
    connection.execute(insert_into("sightings", sighting), sighting)
