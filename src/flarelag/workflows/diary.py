"""Keeping the pain diary: saving entries, changing them and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.model.diary import DiaryEntry
from flarelag.model.warning_signs import warning_causes
from flarelag.workflows.experiments import stopped_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.diary_history import DiaryChange
    from flarelag.store.diary.writing import Written
    from flarelag.store.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEntry:
    """An entry that the disk has.

    Parameters
    ----------
    entry : DiaryEntry
        With the library's number.
    change_id : int or None
        The change of the diary that this was, to take it back by; null: nothing was new in it.
    warning_causes : tuple of str
        What in it calls for the warning signs (`model.warning_signs`); empty when nothing does.
    stopped : str or None
        What to say where it has stopped an experiment.
    """

    entry: DiaryEntry
    change_id: int | None
    warning_causes: tuple[str, ...]
    stopped: str | None = None


def save_entry(library: Library, entry: DiaryEntry, *, request_id: str | None = None) -> SavedEntry:
    """Store one entry, and wait until the disk has it.

    Parameters
    ----------
    library : Library
        Open; an import may be running.
    entry : DiaryEntry
        As `understand_pain` returns it.
    request_id : str or None
        Names the request: asked for the same one again, the entry from then is returned.
    """
    return _saved(
        library, library.diary.add([entry], at_utc=entry.entered_utc, request_id=request_id)
    )


def edit_entry(
    library: Library, entry: DiaryEntry, *, now: datetime, request_id: str | None = None
) -> SavedEntry:
    """Put an entry in the place of the one that has its number; what that said is kept.

    Parameters
    ----------
    library, request_id
        As in `save_entry`.
    entry : DiaryEntry
        As `corrected_entry` returns it.
    now : datetime
        Aware.

    Raises
    ------
    LibraryError
        There is no entry with this number.
    """
    return _saved(library, library.diary.edit(entry, at_utc=now, request_id=request_id))


def delete_from_diary(
    library: Library, numbers: Sequence[int], *, now: datetime, request_id: str | None = None
) -> Written:
    """Take entries, factors, flare-ups out of the diary; its history keeps them.

    Raises
    ------
    LibraryError
        Nothing has one of the numbers; nothing is deleted then.
    """
    return library.diary.delete(numbers, at_utc=now, request_id=request_id)


def undo(
    library: Library,
    *,
    now: datetime,
    change_id: int | None = None,
    request_id: str | None = None,
) -> DiaryChange:
    """Take back a change of the diary, the latest where none is named.

    Raises
    ------
    LibraryError
        There is none, it was undone already, or later changes build on it.
    """
    return library.diary.undo(change_id, at_utc=now, request_id=request_id)


def _saved(library: Library, written: Written) -> SavedEntry:
    (number,) = written.ids
    entry = library.diary.item(number)
    assert isinstance(entry, DiaryEntry)  # noqa: S101 - it was one when it was written
    previous = library.diary.last_entry(entry.time_utc, number)
    return SavedEntry(
        entry=entry,
        change_id=written.change_id,
        warning_causes=warning_causes(entry, previous),
        stopped=stopped_by(library, entry),
    )
