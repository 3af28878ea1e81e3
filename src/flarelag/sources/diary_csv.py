"""Pain diaries as CSV: flarelag's own columns, or the few that a hand-made table has.

`id,time,time_end,entered,zone,score,sites,quality,flare,woke,note,source`, in any order, and where
an entry is pinned to a moment of an activity, `activity,activity_start,offset_s,lap,phase`. `time`
and `score` are enough, and `site` with `side` stands for `sites`. Times are ISO 8601, with an
offset or as a clock in the zone showed them; a date without a clock time keeps the whole day.
`sites` are written `left:buttock|left:calf_outer`, qualities `ache|numb`. The `id` tells two
entries of a file apart that say the same; another library gives them numbers of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.diary import DiaryEntry, Phase, Pin
from flarelag.model.diary_words import parse_pain_sites, parse_quality, parse_score
from flarelag.model.moments import (
    FUTURE_TOLERANCE,
    Moment,
    first_moment,
    is_date,
    parse_iso,
    refuse_future,
    zone_named,
)
from flarelag.sources.csv_table import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flarelag.model.diary_history import DiaryChange, DiaryItem
    from flarelag.sources.csv_table import Row

COLUMNS = (
    *("id", "time", "time_end", "entered", "zone", "score", "sites"),
    *("quality", "flare", "woke", "note", "source"),
    *("activity", "activity_start", "offset_s", "lap", "phase"),
)
SHORT_COLUMNS = ("site", "side")
"""What a hand-made table has in the place of `sites`."""
NEEDED = ("time", "score")
_MOST_DIGITS: Final = 19
"""Of a number that a database takes."""
_YES = {"1", "true", "yes", "y", "x"}
_NO = {"", "0", "false", "no", "n"}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be used.

    Parameters
    ----------
    line : int or None
        The line of the file on which the row starts, counted from 1; null in a file of no lines.
    reason : str
        One plain sentence.
    """

    line: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryFile:
    """What a diary file holds.

    Parameters
    ----------
    entries : tuple of DiaryEntry
        The good rows, in the order of the file.
    bad_rows : tuple of BadRow
        The others.
    ignored_columns : tuple of str
        Columns of which flarelag knows nothing.
    n_ambiguous : int
        How many clock times occurred twice and were taken as their first occurrence.
    others : tuple of DiaryItem
        What the file holds beside pain: factors, remembered flare-ups, shoes.
    changes : tuple of DiaryChange
        The history of all of it, where the file has that.
    unused : tuple of str
        What the file holds that is no matter of this diary, each with how often.
    remarks : tuple of str
        What a person should know of the reading, one plain sentence each.
    """

    entries: tuple[DiaryEntry, ...]
    bad_rows: tuple[BadRow, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    n_ambiguous: int = 0
    others: tuple[DiaryItem, ...] = ()
    changes: tuple[DiaryChange, ...] = ()
    unused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[DiaryItem, ...]:
        """Everything that the file holds."""
        return (*self.entries, *self.others)


def read_diary_csv(data: bytes, *, file: str, zone: str, now: datetime) -> DiaryFile:
    """Return the entries of a diary file, and the rows that are none.

    Parameters
    ----------
    data : bytes
        UTF-8, or UTF-16 with its mark; separated by comma, semicolon or tab.
    file : str
        The file's name, for messages and as the entries' source.
    zone : str
        Where clock times are meant when a row names no zone.
    now : datetime
        Aware. Later times are refused.

    Raises
    ------
    UnreadableFileError
        Not text, or without a column for time or score.
    """
    table = read_table(
        data, needed=NEEDED, known=(*COLUMNS, *SHORT_COLUMNS), what="a diary", file=file
    )
    return entries_of(
        table.rows,
        lambda row: row.fields(table),
        ignored_columns=[name for name in table.names if name not in table.known],
        file=file,
        zone=zone,
        now=now,
    )


def entries_of(
    rows: Iterable[Row],
    fields_of: Callable[[Row], dict[str, str]],
    *,
    ignored_columns: Sequence[str],
    file: str,
    zone: str,
    now: datetime,
) -> DiaryFile:
    """Return the entries in rows, and the rows that are none.

    Parameters
    ----------
    rows : iterable of Row
        In the order of the file.
    fields_of : callable
        Returns a row by flarelag's own columns; a row that it raises `DiaryError` for is a bad one.
    ignored_columns, file, zone, now
        As in `DiaryFile` and `read_diary_csv`.
    """
    entries: list[DiaryEntry] = []
    bad_rows: list[BadRow] = []
    n_ambiguous = 0
    for row in rows:
        try:
            entry, ambiguous = _entry(fields_of(row), file=file, zone=zone, now=now)
        except DiaryError as error:
            bad_rows.append(BadRow(row.line, error.reason))
        else:
            entries.append(entry)
            n_ambiguous += ambiguous
    return DiaryFile(
        entries=tuple(entries),
        bad_rows=tuple(bad_rows),
        ignored_columns=tuple(ignored_columns),
        n_ambiguous=n_ambiguous,
    )


def _entry(
    fields: dict[str, str], *, file: str, zone: str, now: datetime
) -> tuple[DiaryEntry, bool]:
    zone = fields["zone"].strip() or zone
    zone_named(zone)
    first, last = _times(fields, zone=zone, now=now)
    entry = DiaryEntry(
        time_utc=first.time_utc,
        time_end_utc=last,
        entered_utc=entered_at(fields["entered"], first, zone=zone, now=now),
        zone=first.zone,
        utc_offset_s=first.utc_offset_s,
        score=parse_score(fields["score"]),
        sites=parse_pain_sites(_parts(fields["sites"] or fields["site"]), fields["side"].strip()),
        qualities=tuple(dict.fromkeys(parse_quality(q) for q in _parts(fields["quality"]))),
        flare=_flag("flare", fields["flare"]),
        woke=_flag("woke", fields["woke"]),
        note=fields["note"] or None,
        source=fields["source"] or file,
        pin=_pin(fields) if fields["activity_start"].strip() else None,
        id=row_id(fields["id"]),
    )
    return entry, first.ambiguous


def write_entries_csv(entries: Iterable[DiaryEntry]) -> bytes:
    """Return entries as a table that `read_diary_csv` reads back, whatever stands in their notes.

    Parameters
    ----------
    entries : iterable of DiaryEntry
        In the order in which they are to stand.
    """
    return write_table(COLUMNS, map(_cells, entries))


def local_iso(instant: datetime, utc_offset_s: int) -> str:
    """Return an instant as a clock showed it, with the clock's offset, in ISO 8601."""
    return instant.astimezone(timezone(timedelta(seconds=utc_offset_s))).isoformat()


def entered_at(text: str, first: Moment, *, zone: str, now: datetime) -> datetime:
    """Return when a row was written down; now where it does not say so.

    Raises
    ------
    DiaryError
        Still to come, or before the time that it speaks of.
    """
    if not text.strip():
        return now.astimezone(UTC)
    entered = parse_iso(text.strip(), zone=zone)
    refuse_future(entered, now=now, text=text)
    if entered.time_utc < first.time_utc - FUTURE_TOLERANCE:
        raise DiaryError(
            "this was written down before the time it speaks of", field="entered", value=text
        )
    return entered.time_utc


def _cells(entry: DiaryEntry) -> list[object]:
    pin, offset_s = entry.pin, entry.utc_offset_s
    end = entry.time_end_utc
    return [
        entry.id,
        local_iso(entry.time_utc, offset_s),
        local_iso(end, offset_s) if end else None,
        local_iso(entry.entered_utc, offset_s),
        entry.zone,
        entry.score,
        "|".join(map(str, entry.sites)),
        "|".join(entry.qualities),
        "yes" if entry.flare else "no",
        "yes" if entry.woke else "no",
        entry.note,
        entry.source,
        *(
            (pin.activity_id, local_iso(pin.activity_start_utc, offset_s), pin.offset_s)
            if pin
            else (None, None, None)
        ),
        pin.lap if pin else None,
        pin.phase if pin else None,
    ]


def _pin(fields: dict[str, str]) -> Pin:
    phase = fields["phase"].strip()
    try:
        return Pin(
            activity_id=int(fields["activity"] or 0),
            activity_start_utc=parse_iso(fields["activity_start"], zone=None).time_utc,
            offset_s=float(fields["offset_s"] or 0),
            lap=int(fields["lap"]) if fields["lap"].strip() else None,
            phase=Phase(phase) if phase else None,
        )
    except ValueError as error:
        reason = "activity, offset_s, lap and phase do not name a moment of an activity"
        raise DiaryError(reason, field="activity") from error


def row_id(text: str) -> int | None:
    """Return a row's number; one that is none tells nothing apart."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _MOST_DIGITS else None


def _times(fields: dict[str, str], *, zone: str, now: datetime) -> tuple[Moment, datetime | None]:
    """Return the earliest moment and, for a vague time, the latest instant."""
    text, end_text = fields["time"].strip(), fields["time_end"].strip()
    if not text:
        raise DiaryError("there is no time", field="time")
    whole_day = is_date(text)
    first = (
        first_moment(date.fromisoformat(text), 0, zone) if whole_day else parse_iso(text, zone=zone)
    )
    refuse_future(first, now=now, text=text)
    if end_text:
        last = parse_iso(end_text, zone=zone)
        refuse_future(last, now=now, text=end_text)
        end = last.time_utc
    elif whole_day:
        next_day = date.fromisoformat(text) + timedelta(days=1)
        # Not cut off at now: read again tomorrow, the row must say the same.
        end = first_moment(next_day, 0, zone).time_utc
    else:
        return first, None
    if end < first.time_utc:
        raise DiaryError("this ends before it begins", field="time_end", value=end_text)
    return first, end


def _parts(text: str) -> list[str]:
    return [part for part in text.split("|") if part.strip()]


def _flag(name: str, text: str) -> bool:
    folded = text.strip().lower()
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise DiaryError(f"{name} {quoted(text)} is neither yes nor no", field=name, value=text)
