"""Taking a whole import back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.store.movement import undo_movement
from flarelag.store.recordings.settling import settle

if TYPE_CHECKING:
    import sqlite3

_MERGED_INTO: Final = "SELECT start_us FROM activities WHERE merged_into = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneImport:
    """What an import has left behind when it was taken back.

    Parameters
    ----------
    n_removed : int
        Activities that are gone.
    n_kept : int
        Recordings that stay, because another import met them, too.
    """

    n_removed: int
    n_kept: int


def undo_import(connection: sqlite3.Connection, import_id: int) -> UndoneImport:
    """Remove what only one import brought: recordings, hours of movement, originals, outcomes.

    What others recorded of the same activities stands for itself again, and what other imports
    said of an activity holds again.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    import_id : int
        The import.
    """
    before = _n_activities(connection)
    met = connection.execute(
        "SELECT DISTINCT activities.id, start_us FROM activities "
        "JOIN sightings ON activity_id = activities.id WHERE sightings.import_id = ?",
        (import_id,),
    ).fetchall()
    connection.execute("DELETE FROM sightings WHERE import_id = ?", (import_id,))
    kept = [row["id"] for row in met if _met_elsewhere(connection, row["id"])]
    gone = [(row["id"],) for row in met if row["id"] not in set(kept)]
    left = [row for each in gone for row in connection.execute(_MERGED_INTO, each)]
    connection.executemany("DELETE FROM activities WHERE id = ?", gone)
    undo_movement(connection, import_id)
    connection.execute(
        "DELETE FROM originals WHERE NOT EXISTS (SELECT 1 FROM activities "
        "WHERE activities.sha256 = originals.sha256) AND NOT EXISTS (SELECT 1 FROM movement "
        "WHERE movement.sha256 = originals.sha256)"
    )
    # What later imports skipped as known may have to be read again.
    connection.execute("UPDATE import_results SET stamp = NULL WHERE outcome = 'duplicate'")
    connection.execute("DELETE FROM imports WHERE id = ?", (import_id,))
    settle(connection, (row["start_us"] for row in [*met, *left]))
    return UndoneImport(n_removed=before - _n_activities(connection), n_kept=len(kept))


def _met_elsewhere(connection: sqlite3.Connection, number: int) -> bool:
    """Return whether a recording has been met by another import, which then has brought it."""
    first = connection.execute(
        "SELECT * FROM sightings WHERE activity_id = ? ORDER BY id LIMIT 1", (number,)
    ).fetchone()
    if first is None:
        return False
    connection.execute(
        "UPDATE activities SET import_id = :import_id, source = :source, "
        "origin_path = :origin_path, origin_member = :origin_member WHERE id = :activity_id",
        dict(first),
    )
    return True


def _n_activities(connection: sqlite3.Connection) -> int:
    sql = "SELECT count(*) FROM activities WHERE merged_into IS NULL"
    return int(connection.execute(sql).fetchone()[0])
