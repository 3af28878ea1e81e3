"""Bringing back records that are damaged or gone, when the file is met that they were read from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.model.outcome import RESTORED, Outcome
from flarelag.store.activities import reread
from flarelag.store.files import is_kept

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from flarelag.paths import LibraryPaths
    from flarelag.store.activities import NewActivity
    from flarelag.store.imports import EndedInput

_READ_FROM = """
    SELECT DISTINCT sightings.origin_path, sightings.origin_member FROM sightings
    JOIN activities ON activities.id = activity_id WHERE sha256 = ?
"""
_FORGET = "UPDATE import_results SET stamp = NULL WHERE origin_path = ? AND origin_member IS ?"


def forget_stamps(connection: sqlite3.Connection, originals: Iterable[str]) -> None:
    """Forget that the inputs are unchanged which some bytes were read from.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    originals : iterable of str
        SHA-256 of those bytes.
    """
    for sha256 in originals:
        origins = connection.execute(_READ_FROM, (sha256,)).fetchall()
        connection.executemany(_FORGET, map(tuple, origins))


def restored(
    connection: sqlite3.Connection,
    paths: LibraryPaths,
    ended: EndedInput,
    written: Collection[str],
) -> EndedInput:
    """Let records that were read again stand where those of the library are damaged or gone.

    The same readers make the same file of the same bytes, which is then back already; of what newer
    readers made, the library is told.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    paths : LibraryPaths
        Where the records are.
    ended : EndedInput
        How an input ended; only a duplicate can bring anything back.
    written : collection of str
        Files that were not there, or damaged, until just now.
    """
    if ended.outcome is not Outcome.DUPLICATE:
        return ended
    lost, back = [], False
    for new in ended.activities:
        kept_as = _kept_as(connection, new)
        if kept_as is None:
            continue
        path = paths.records_of(kept_as)
        if kept_as == new.records_sha256:
            back = back or str(path) in written
        elif not is_kept(path, kept_as):
            lost.append(new)
    reread(connection, lost)
    return replace(ended, reason=RESTORED) if back or lost else ended


def _kept_as(connection: sqlite3.Connection, new: NewActivity) -> str | None:
    """Return the name that the library keeps an activity's records under; null for none."""
    if new.original is None:
        return None
    row = connection.execute(
        "SELECT records_sha256 FROM activities WHERE sha256 = ? AND part = ?",
        (new.original.sha256, new.part),
    ).fetchone()
    return None if row is None else row["records_sha256"]
