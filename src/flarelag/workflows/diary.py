"""Keeping the pain diary: one entry from a person's words, or a whole file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flarelag.errors import UnreadableFileError
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_words import (
    parse_pain_sites,
    parse_quality,
    parse_score,
    site_in_words,
)
from flarelag.model.moments import Moment, parse_moment, zone_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from flarelag.sources.diary_csv import BadRow, DiaryFile
    from flarelag.store.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class PainWords:
    """A diary entry as a person wrote it.

    Parameters
    ----------
    score : str
        0 to 10.
    zone : str
        The zone in which `at` is meant.
    at : str
        As in `model.moments.parse_moment`.
    sites, qualities : sequence of str
        Where it hurts and what it feels like.
    side : str or None
        The side of every site that names none itself.
    flare, woke : bool
        As in `DiaryEntry`.
    note : str or None
        Free text.
    """

    score: str
    zone: str
    at: str = "now"
    sites: Sequence[str] = ()
    side: str | None = None
    qualities: Sequence[str] = ()
    flare: bool = False
    woke: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class UnderstoodPain:
    """What a person's words mean, before it is stored.

    Parameters
    ----------
    entry : DiaryEntry
        The entry.
    ambiguous : bool
        The clock showed its time twice that night; the first occurrence was taken.
    """

    entry: DiaryEntry
    ambiguous: bool


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


def understand_pain(words: PainWords, *, now: datetime) -> UnderstoodPain:
    """Return the entry that a person's words mean.

    Raises
    ------
    DiaryError
        Something in the words cannot be right.
    """
    score = parse_score(words.score)
    moment = parse_moment(words.at, now=now, zone=words.zone)
    entry = DiaryEntry(
        time_utc=moment.time_utc,
        entered_utc=now,
        zone=moment.zone,
        utc_offset_s=moment.utc_offset_s,
        score=score,
        sites=parse_pain_sites(words.sites, words.side),
        qualities=tuple(dict.fromkeys(parse_quality(word) for word in words.qualities)),
        flare=words.flare,
        woke=words.woke,
        note=_storable(words.note) if words.note and words.note.strip() else None,
    )
    return UnderstoodPain(entry, moment.ambiguous)


def save_entry(library: Library, entry: DiaryEntry) -> DiaryEntry:
    """Store one entry, wait until the disk has it, and return it with the library's number."""
    (number,) = library.add_entries([entry])
    return replace(entry, id=number)


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
    return read_diary_csv(data, file=_storable(path.name), zone=zone, now=now)


def import_diary(library: Library, file: DiaryFile) -> ImportedDiary:
    """Store the good rows of a diary file that the library does not have yet."""
    added = library.add_entries(file.entries, skip_known=True)
    return ImportedDiary(
        n_added=len(added),
        n_known=len(file.entries) - len(added),
        n_ambiguous=file.n_ambiguous,
        bad_rows=file.bad_rows,
        ignored_columns=file.ignored_columns,
    )


def entry_in_words(entry: DiaryEntry, *, now: datetime) -> str:
    """Return what an entry says: "6/10 left buttock, today 14:10"."""
    places = " and ".join(site_in_words(place) for place in entry.sites)
    what = f"{entry.score}/10 {places}".rstrip()
    if entry.qualities:
        what = f"{what} ({', '.join(entry.qualities)})"
    return f"{what}, {_when(entry, now=now)}"


def _when(entry: DiaryEntry, *, now: datetime) -> str:
    moment = Moment(time_utc=entry.time_utc, zone=entry.zone, utc_offset_s=entry.utc_offset_s)
    today = now.astimezone(zone_named(entry.zone)).date()
    days_ago = (today - moment.local.date()).days
    day = {0: "today", 1: "yesterday"}.get(days_ago, f"{moment.local:%Y-%m-%d}")
    return f"{day} {moment.local:%H:%M}"


def _storable(text: str) -> str:
    """Return a text with what no database can hold (bytes that are no UTF-8) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
