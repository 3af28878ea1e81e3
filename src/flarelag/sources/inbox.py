"""A diary as plain text, one line an entry: `2026-11-23 21:10 6 buttock left ran 200s`.

A phone appends such lines to a file in a synced folder. One that names neither day nor clock time
was written when the file was last changed, if it stands last in it; else at some time between the
lines around it, and keeps that stretch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from flarelag.errors import UnreadableFileError
from flarelag.model.diary import DiaryEntry
from flarelag.model.moments import Moment, moment_at
from flarelag.sources.inbox_lines import SOURCE, Draft, InboxLine, Spoken, drafts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flarelag.model.pain_phrase import PainPhrase

MOST_BYTES: Final = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFile:
    """What an inbox file holds.

    Parameters
    ----------
    lines : tuple of InboxLine
        In the order of the file.
    unfinished : str or None
        The beginning of a line that may still be being written.
    """

    lines: tuple[InboxLine, ...] = field(default=())
    unfinished: str | None = None


def read_inbox(
    data: bytes, *, file: str, zone: str, modified: datetime, now: datetime, settled: bool = True
) -> InboxFile:
    """Return what the lines of an inbox file say.

    Parameters
    ----------
    data : bytes
        UTF-8, or UTF-16 with its mark.
    file : str
        The file's name, for messages, and as part of the key of lines that name no clock time.
    zone : str
        Where clock times are meant when a line names no offset.
    modified : datetime
        When the file was last changed; aware.
    now : datetime
        Aware. Later times are refused.
    settled : bool
        Whether the file has not changed for a while: a last line without an end of line is then
        a whole line.

    Raises
    ------
    UnreadableFileError
        It is no text, or too large to be a diary.
    """
    texts, unfinished = _lines(_text(data, file), settled=settled)
    drafts = list(drafts_of(texts, file=file, zone=zone, now=now))
    in_order = drafts[::-1] if _newest_first(drafts) else drafts
    changed = min(modified, now).replace(microsecond=0)
    lines = _finished(in_order, changed, whole=unfinished is None, zone=zone)
    return InboxFile(
        lines=tuple(sorted(lines, key=lambda line: line.number)), unfinished=unfinished
    )


def _text(data: bytes, file: str) -> str:
    if len(data) > MOST_BYTES:
        reason = f"this is too large for a diary ({len(data):,} bytes)"
        raise UnreadableFileError(reason, file=file)
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"this is not UTF-8 text (byte {error.start})"
        raise UnreadableFileError(reason, file=file, offset=error.start) from error


def _lines(text: str, *, settled: bool) -> tuple[list[str], str | None]:
    """Return the whole lines, and the beginning of one that may not be finished."""
    lines = re.split(r"\r\n|\r|\n", text)
    last = lines.pop()
    if not last.strip():
        return lines, None
    return ([*lines, last], None) if settled else (lines, last)


def _newest_first(drafts: Sequence[Draft]) -> bool:
    """Return whether new lines are written above the older ones."""
    starts = [draft.start.time_utc for draft in drafts if draft.start]
    steps = [(later > sooner) - (later < sooner) for sooner, later in pairwise(starts)]
    return sum(steps) < 0


def _finished(
    drafts: Sequence[Draft], changed: datetime, *, whole: bool, zone: str
) -> Iterator[InboxLine]:
    """Yield lines with what they say, given in the order in which they were written.

    A line was written no sooner than what it and the lines before it speak of; the last one when
    the file was changed.
    """
    written: datetime | None = None
    for n, draft in enumerate(drafts):
        if draft.said is None:
            yield draft.line
            continue
        last = whole and n == len(drafts) - 1
        start, end_utc = draft.start, draft.end_utc
        if start is None and last:
            start = moment_at(changed, zone)
        elif start is None:
            after = next((d.start.time_utc for d in drafts[n + 1 :] if d.start), changed)
            if written is None or written > after:
                reason = "this says no time, and no line before it tells from when it may be"
                yield replace(draft.line, reason=reason)
                continue
            start, end_utc = moment_at(written, zone), after
        written = max(start.time_utc, end_utc or start.time_utc, written or start.time_utc)
        entered = max(start.time_utc, changed if last else min(written, changed))
        if isinstance(draft.said, str):
            spoken = Spoken(words=draft.said, moment=start, end_utc=end_utc)
            yield replace(draft.line, spoken=spoken)
        else:
            yield replace(draft.line, entry=_entry(draft.said, start, end_utc, entered))


def _entry(
    phrase: PainPhrase, start: Moment, end_utc: datetime | None, entered: datetime
) -> DiaryEntry:
    return DiaryEntry(
        time_utc=start.time_utc,
        time_end_utc=end_utc,
        entered_utc=entered,
        zone=start.zone,
        utc_offset_s=start.utc_offset_s,
        score=phrase.score,
        sites=phrase.sites,
        qualities=phrase.qualities,
        flare=phrase.flare,
        woke=phrase.woke,
        note=phrase.rest,
        source=SOURCE,
    )
