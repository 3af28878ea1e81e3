"""Taking out of the library what came of a Strava account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.store.encoding import to_us
from flarelag.store.recordings.settling import settle

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime


def purge(connection: sqlite3.Connection, before: datetime, now: datetime) -> int:
    """Forget records and raw JSON that came before an instant; return of how many activities."""
    due = connection.execute(
        "SELECT activities.id, sha256 FROM strava_activities "
        "JOIN activities ON activities.id = activity_id LEFT JOIN originals USING (sha256) "
        "WHERE fetched_us <= ? AND (records_sha256 IS NOT NULL OR kept)",
        (to_us(before),),
    ).fetchall()
    connection.executemany(
        # Where there never were records, nothing can be missed by a later judgement.
        "UPDATE activities SET purged_us = iif(records_sha256 IS NULL, purged_us, ?), "
        "records_sha256 = NULL WHERE id = ?",
        [(to_us(now), row["id"]) for row in due],
    )
    connection.executemany(
        "UPDATE originals SET kept = 0 WHERE sha256 = ?", [(row["sha256"],) for row in due]
    )
    return len(due)


def forget(connection: sqlite3.Connection, *, recordings: bool) -> int:
    """Forget the account, and its recordings where asked; return how many of these went."""
    n = 0
    if recordings:
        n = _remove_recordings(connection)
        connection.execute("DELETE FROM strava_activities")
        connection.execute("DELETE FROM strava_gear")
        connection.execute("UPDATE strava_sync SET round = 0, whole = 0")
    connection.execute(
        "UPDATE strava_sync SET athlete_id = NULL, started_us = NULL, finished_us = NULL, "
        "next_page = NULL, rates = NULL"
    )
    return n


def _remove_recordings(connection: sqlite3.Connection) -> int:
    """Remove every recording that came through the API; return how many there were."""
    rows = connection.execute(
        "SELECT activities.id, sha256, activities.start_us FROM strava_activities "
        "JOIN activities ON activities.id = activity_id"
    ).fetchall()
    connection.executemany("DELETE FROM activities WHERE id = ?", [(row["id"],) for row in rows])
    sql = "DELETE FROM originals WHERE sha256 = ?"
    connection.executemany(sql, [(row["sha256"],) for row in rows])
    settle(connection, (row["start_us"] for row in rows))
    return len(rows)
