"""The files beside the database: those that it says are there, and those that come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.paths import original_name, records_name
from flarelag.store.activities import NewActivity
from flarelag.store.strava import SOURCE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from flarelag.paths import LibraryPaths
    from flarelag.store.database import Database
    from flarelag.store.movement import NewMovement


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFile:
    """A file that the database says is there.

    Parameters
    ----------
    path : Path
        Where.
    sha256 : str
        Of its bytes (records) or of what it unpacks to (originals).
    original : bool
        Whether it is an original, not records.
    owner : str
        Whose it is, for a message: `activity 12`.
    original_sha256 : str or None
        Of the original it was made from, or is itself; null where there is none.
    original_kept : bool
        Whether it can be made again: of records, whether their original is kept.
    file : str or None
        What was imported to bring it; null where it came from no file.
    """

    path: Path
    sha256: str
    original: bool
    owner: str
    original_sha256: str | None
    original_kept: bool = False
    file: str | None = None


def expected_files(database: Database, paths: LibraryPaths) -> list[ExpectedFile]:
    """Return every file that the database says is there."""
    originals = database.rows(
        "SELECT originals.sha256, source, origin_path, min(activities.id) FROM originals "
        "LEFT JOIN activities ON activities.sha256 = originals.sha256 "
        "WHERE kept GROUP BY originals.sha256 ORDER BY originals.sha256"
    )
    records = database.rows(
        "SELECT id, records_sha256, sha256, source, origin_path, ifnull(kept, 0) AS kept "
        "FROM activities LEFT JOIN originals USING (sha256) WHERE records_sha256 IS NOT NULL"
    )
    return [
        ExpectedFile(
            path=paths.original(row["sha256"]),
            sha256=row["sha256"],
            original=True,
            owner=f"original {row['sha256'][:12]}",
            original_sha256=row["sha256"],
            file=_file(row),
        )
        for row in originals
    ] + [
        ExpectedFile(
            path=paths.records_of(row["records_sha256"]),
            sha256=row["records_sha256"],
            original=False,
            owner=f"activity {row['id']}",
            original_sha256=row["sha256"],
            original_kept=bool(row["kept"]),
            file=_file(row),
        )
        for row in records
    ]


def _file(row: sqlite3.Row) -> str | None:
    """Return what was imported to bring an original, or what was read from it."""
    from_file = row["sha256"] is not None and row["source"] != SOURCE
    return row["origin_path"] if from_file else None


def files_of(paths: LibraryPaths, batch: Iterable[NewActivity | NewMovement]) -> dict[str, bytes]:
    """Return the files that are to be there once some new things are stored."""
    # Paths as text: making a `Path` of each costs as much as writing it.
    originals, records = str(paths.originals), str(paths.records)
    files = {}
    for new in batch:
        if new.original is not None and new.original.packed is not None:
            files[f"{originals}/{original_name(new.original.sha256)}"] = new.original.packed
        if isinstance(new, NewActivity) and new.packed_records is not None:
            assert new.records_sha256 is not None  # noqa: S101 - it is that of those
            files[f"{records}/{records_name(new.records_sha256)}"] = new.packed_records
    return files
