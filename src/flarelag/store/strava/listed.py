"""What is known of the activities that a Strava account has or had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.model.strava_account import KnownActivity, ListedActivity
from flarelag.store.encoding import from_us

if TYPE_CHECKING:
    import sqlite3

    from flarelag.model.strava_account import SyncPlace
    from flarelag.store.database import Database

_KNOWN: Final = """
    SELECT strava_activities.*, merged_into IS NULL AS alone, ifnull(manual, 0) AS manual,
        purged_us FROM strava_activities LEFT JOIN activities ON activities.id = activity_id
"""


def known(database: Database) -> list[KnownActivity]:
    """Return every activity that the account has or had, the newest first."""
    order = "ORDER BY strava_activities.start_us DESC, strava_activities.strava_id DESC"
    return [_known(row) for row in database.rows(f"{_KNOWN} {order}")]


def one_known(database: Database, strava_id: int) -> KnownActivity:
    """Return one of them, which must be there."""
    return _known(database.rows(f"{_KNOWN} WHERE strava_activities.strava_id = ?", (strava_id,))[0])


def missing(database: Database, place: SyncPlace) -> list[int]:
    """Return the activities that the whole list of this sync does not have any more."""
    rows = database.rows(
        "SELECT strava_id FROM strava_activities WHERE listed < ? AND gone_us IS NULL "
        "ORDER BY strava_id",
        (place.round,),
    )
    return [row["strava_id"] for row in rows]


def original_of(database: Database, strava_id: int) -> str | None:
    """Return the SHA-256 of the raw JSON that is kept of an activity; null for none."""
    rows = database.rows(
        "SELECT originals.sha256 FROM strava_activities "
        "JOIN activities ON activities.id = activity_id JOIN originals USING (sha256) "
        "WHERE strava_activities.strava_id = ? AND kept",
        (strava_id,),
    )
    return rows[0]["sha256"] if rows else None


def _known(row: sqlite3.Row) -> KnownActivity:
    return KnownActivity(
        listed=ListedActivity(
            strava_id=row["strava_id"],
            start_utc=from_us(row["start_us"]),
            summary=row["summary"],
            visibility=row["visibility"],
        ),
        listed_round=row["listed"],
        fetched=row["fetched"],
        fetched_round=row["fetched_round"],
        detail=row["detail"],
        streams=row["streams"],
        wants_streams=bool(row["wants_streams"]),
        with_streams=bool(row["with_streams"]),
        activity_id=row["activity_id"],
        alone=row["activity_id"] is not None and bool(row["alone"]),
        manual=bool(row["manual"]),
        purged=row["purged_us"] is not None,
        gone=row["gone_us"] is not None,
        problem=row["problem"],
        fetched_utc=None if row["fetched_us"] is None else from_us(row["fetched_us"]),
    )
