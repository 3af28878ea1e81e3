"""Bringing a diary in from a file: what is new in it is stored, as one change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flarelag.errors import UnreadableFileError
from flarelag.model.diary_history import ChangeAction
from flarelag.model.moments import zone_named
from flarelag.workflows.diary import storable

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from flarelag.sources.diary_csv import BadRow, DiaryFile
    from flarelag.store.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDiary:
    """What came of importing a diary file.

    Parameters
    ----------
    n_added, n_known : int
        Entries that are new, and entries that the diary had already.
    n_ambiguous : int
        Clock times that occurred twice and were taken as their first occurrence.
    bad_rows : tuple of BadRow
        Rows that could not be used, by line and reason.
    ignored_columns : tuple of str
        Columns of which flarelag knows nothing.
    """

    n_added: int
    n_known: int
    n_ambiguous: int = 0
    bad_rows: tuple[BadRow, ...] = field(default=())
    ignored_columns: tuple[str, ...] = field(default=())


def read_diary(path: Path, *, zone: str, now: datetime) -> DiaryFile:
    """Return what a diary file holds.

    Parameters
    ----------
    path : Path
        A CSV file as `sources.diary_csv` describes it.
    zone : str
        Where clock times are meant when a row names no zone.
    now : datetime
        Aware. Later times are refused.

    Raises
    ------
    UnreadableFileError
        The file cannot be read, or is no diary.
    DiaryError
        The zone has no such name.
    """
    from flarelag.sources.diary_csv import read_diary_csv  # noqa: PLC0415 - not for one entry

    zone_named(zone)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"this file cannot be read ({error.strerror})"
        raise UnreadableFileError(reason, file=str(path)) from error
    return read_diary_csv(data, file=storable(path.name), zone=zone, now=now)


def import_diary(library: Library, file: DiaryFile, *, now: datetime) -> ImportedDiary:
    """Store the good rows of a diary file that the library does not have yet."""
    added = library.diary.add(
        file.entries, at_utc=now, action=ChangeAction.IMPORT, skip_known=True
    ).ids
    return ImportedDiary(
        n_added=len(added),
        n_known=len(file.entries) - len(added),
        n_ambiguous=file.n_ambiguous,
        bad_rows=file.bad_rows,
        ignored_columns=file.ignored_columns,
    )
