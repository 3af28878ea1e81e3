"""The files that the database says are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flarelag.paths import LibraryPaths
    from flarelag.store.database import Database


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
    """

    path: Path
    sha256: str
    original: bool
    owner: str


def expected_files(database: Database, paths: LibraryPaths) -> list[ExpectedFile]:
    """Return every file that the database says is there."""
    originals = database.rows("SELECT sha256 FROM originals WHERE kept ORDER BY sha256")
    records = database.rows(
        "SELECT id, records_sha256 FROM activities WHERE records_sha256 IS NOT NULL"
    )
    return [
        ExpectedFile(
            path=paths.original(row["sha256"]),
            sha256=row["sha256"],
            original=True,
            owner=f"original {row['sha256'][:12]}",
        )
        for row in originals
    ] + [
        ExpectedFile(
            path=paths.records_of(row["records_sha256"]),
            sha256=row["records_sha256"],
            original=False,
            owner=f"activity {row['id']}",
        )
        for row in records
    ]
