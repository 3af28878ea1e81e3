"""Pain diaries as CSV: flarelag's own columns, or the few that a hand-made table has.

`id,time,time_end,entered,zone,score,sites,quality,flare,woke,note`, in any order; `time` and
`score` are enough, and `site` with `side` stands for `sites`. Times are ISO 8601, with an offset
or as a clock in the zone showed them; a date without a clock time keeps the whole day. `sites` are
written `left:buttock|left:calf_outer`, qualities `ache|numb`. The `id` of the library that wrote
the file means nothing to another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flarelag.errors import DiaryError, quoted
from flarelag.model.diary import DiaryEntry
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
from flarelag.sources.csv_table import read_table

COLUMNS = (
    *("id", "time", "time_end", "entered", "zone", "score", "sites"),
    *("quality", "flare", "woke", "note", "site", "side"),
)
NEEDED = ("time", "score")
_YES = {"1", "true", "yes", "y", "x"}
_NO = {"", "0", "false", "no", "n"}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be used.

    Parameters
    ----------
    line : int
        The line of the file on which the row starts, counted from 1.
    reason : str
        One plain sentence.
    """

    line: int
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
    """

    entries: tuple[DiaryEntry, ...]
    bad_rows: tuple[BadRow, ...]
    ignored_columns: tuple[str, ...]
    n_ambiguous: int


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
    table = read_table(data, needed=NEEDED, known=COLUMNS, what="a diary", file=file)
    entries: list[DiaryEntry] = []
    bad_rows: list[BadRow] = []
    n_ambiguous = 0
    for row in table.rows:
        try:
            entry, ambiguous = _entry(row.fields(table), file=file, zone=zone, now=now)
        except DiaryError as error:
            bad_rows.append(BadRow(row.line, error.reason))
        else:
            entries.append(entry)
            n_ambiguous += ambiguous
    return DiaryFile(
        entries=tuple(entries),
        bad_rows=tuple(bad_rows),
        ignored_columns=tuple(name for name in table.names if name not in COLUMNS),
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
        entered_utc=_entered(fields["entered"], first, zone=zone, now=now),
        zone=first.zone,
        utc_offset_s=first.utc_offset_s,
        score=parse_score(fields["score"]),
        sites=parse_pain_sites(_parts(fields["sites"] or fields["site"]), fields["side"].strip()),
        qualities=tuple(dict.fromkeys(parse_quality(q) for q in _parts(fields["quality"]))),
        flare=_flag("flare", fields["flare"]),
        woke=_flag("woke", fields["woke"]),
        note=fields["note"] or None,
        source=file,
    )
    return entry, first.ambiguous


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


def _entered(text: str, first: Moment, *, zone: str, now: datetime) -> datetime:
    if not text.strip():
        return now.astimezone(UTC)
    entered = parse_iso(text.strip(), zone=zone)
    refuse_future(entered, now=now, text=text)
    if entered.time_utc < first.time_utc - FUTURE_TOLERANCE:
        raise DiaryError(
            "this was written down before the time it speaks of", field="entered", value=text
        )
    return entered.time_utc


def _parts(text: str) -> list[str]:
    return [part for part in text.split("|") if part.strip()]


def _flag(name: str, text: str) -> bool:
    folded = text.strip().lower()
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise DiaryError(f"{name} {quoted(text)} is neither yes nor no", field=name, value=text)
