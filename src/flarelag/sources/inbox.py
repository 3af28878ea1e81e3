"""A diary as plain text, one line an entry: `2026-11-23 21:10 6 buttock left ran 200s`.

A phone appends such lines to a file in a synced folder. Dates are written `2026-11-23` or
`23.11.2026`, clock times `21:10`, `21:10:05+01:00` or `9:10 pm`, meant in the reader's zone where
they name no offset. A line that names a day alone speaks of that whole day. One that names neither
was written when the file was last changed, if it stands last in it; else at some time between the
lines around it, and keeps that stretch. Empty lines and lines that begin with `#` or `//` say
nothing, except `#pain`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, UnreadableFileError, quoted
from flarelag.model.diary import DiaryEntry
from flarelag.model.moment_words import parse_moment
from flarelag.model.moments import Moment, moment_at, parse_iso, refuse_future
from flarelag.model.pain_phrase import PainPhrase, parse_pain_phrase
from flarelag.model.prompts import clock_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SOURCE: Final = "inbox"
MOST_BYTES: Final = 10_000_000
LONGEST_LINE: Final = 10_000
_BULLET: Final = re.compile(r"^\s*(?:[-*•]\s+)?(?:#pain\b:?\s*)?", re.IGNORECASE)
_COMMENTS: Final = ("#", "//")
_TIME: Final = re.compile(
    r"""
    (?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})
    (?:
        (?:[T,]|\s)\s*(?:at\s+|um\s+)?
        (?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:\s?[ap]m)?)
        \s?(?P<offset>Z|[+-]\d{2}:?\d{2})?
    )?
    (?=[\s,;]|:\s|$)[\s,;:]*
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_WORDS: Final = re.compile(r"\s*[^\W\d_]")
_LIKE_A_TIME: Final = re.compile(r"\d{1,4}[:/-]\d{1,2}")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a line says that is no score.

    Parameters
    ----------
    words : str
        Without the time.
    moment : Moment
        When it was written, or the beginning of the stretch in which it was.
    end_utc : datetime or None
        The end of that stretch; null for an instant.
    """

    words: str
    moment: Moment
    end_utc: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One line that says something.

    Parameters
    ----------
    number : int
        Counted from 1.
    text : str
        As it stands there, without blanks around it.
    key : str
        What it is recognised by when its file is read again, renamed, or there as a copy.
    ambiguous : bool
        The clock showed its time twice that night; the first occurrence was taken.
    entry : DiaryEntry or None
        What it says of pain.
    spoken : Spoken or None
        What it says of something else.
    reason : str or None
        Why it could not be read, one plain sentence.
    """

    number: int
    text: str
    key: str
    ambiguous: bool = False
    entry: DiaryEntry | None = None
    spoken: Spoken | None = None
    reason: str | None = None


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
    drafts = list(_drafts(texts, file=file, zone=zone, now=now))
    in_order = drafts[::-1] if _newest_first(drafts) else drafts
    changed = min(modified, now).replace(microsecond=0)
    lines = _finished(in_order, changed, whole=unfinished is None, zone=zone)
    return InboxFile(
        lines=tuple(sorted(lines, key=lambda line: line.number)), unfinished=unfinished
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A line whose time may depend on the lines around it."""

    line: InboxLine
    said: PainPhrase | str | None = None
    start: Moment | None = None
    end_utc: datetime | None = None


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


def _drafts(texts: Sequence[str], *, file: str, zone: str, now: datetime) -> Iterator[_Draft]:
    met: Counter[str] = Counter()
    for number, whole in enumerate(texts, 1):
        text = " ".join(whole.split())
        said = _BULLET.sub("", text)
        if not said or said.startswith(_COMMENTS):
            continue
        timed = _TIME.match(said)
        met[text] += 1
        # A line that says when is the same line wherever it stands.
        where = () if timed and timed["clock"] else (canonical_name(file), str(met[text]))
        line = InboxLine(number=number, text=text, key=_key(text, *where))
        yield _draft(line, said, timed, zone=zone, now=now)


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _draft(
    line: InboxLine, said: str, timed: re.Match[str] | None, *, zone: str, now: datetime
) -> _Draft:
    try:
        _refuse_damage(line.text)
        start, end_utc = _when(timed, zone=zone, now=now) if timed else (None, None)
        words = said[timed.end() :] if timed else said
        _refuse_time_as_score(words)
        meant = words.strip() if _WORDS.match(words) else parse_pain_phrase(words)
    except DiaryError as error:
        return _Draft(line=replace(line, reason=error.reason))
    line = replace(line, ambiguous=bool(start and start.ambiguous))
    return _Draft(line=line, said=meant, start=start, end_utc=end_utc)


def _refuse_damage(text: str) -> None:
    if len(text) > LONGEST_LINE:
        raise DiaryError(f"this line is too long ({len(text):,} characters)")
    if "\0" in text:
        raise DiaryError("there is a gap in this line: the file may not be whole yet")


def _when(
    found: re.Match[str], *, zone: str, now: datetime
) -> tuple[Moment | None, datetime | None]:
    """Return the moment that a line names, and the end of the day where it names a day alone."""
    day = _day(found["day"])
    if found["clock"] is None:
        first = moment_at(clock_on(day, time(), zone), zone)
        refuse_future(first, now=now, text=found["day"])
        return first, clock_on(day + _DAY, time(), zone)
    clock = found["clock"].partition(".")[0]
    if found["offset"] is None:
        return parse_moment(f"{day} {clock}", now=now, zone=zone), None
    text = f"{day} {clock}{found['offset']}"
    moment = parse_iso(text, zone=zone)
    refuse_future(moment, now=now, text=text)
    return moment, None


def _day(text: str) -> date:
    try:
        if "." not in text:
            return date.fromisoformat(text)
        day, month, year = (int(part) for part in text.split("."))
        return date(year, month, day)
    except ValueError as error:
        raise DiaryError(f"{quoted(text)} is no day", field="time", value=text) from error


def _refuse_time_as_score(words: str) -> None:
    first = words.split(maxsplit=1)[0] if words.split() else ""
    if _LIKE_A_TIME.match(first):
        raise DiaryError(
            f"time {quoted(first)} is not understood; write the day first, such as "
            "2026-11-23 21:10 6 buttock left",
            field="time",
            value=first,
        )


def _newest_first(drafts: Sequence[_Draft]) -> bool:
    """Return whether new lines are written above the older ones."""
    starts = [draft.start.time_utc for draft in drafts if draft.start]
    steps = [(later > sooner) - (later < sooner) for sooner, later in pairwise(starts)]
    return sum(steps) < 0


def _finished(
    drafts: Sequence[_Draft], changed: datetime, *, whole: bool, zone: str
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


_COPIES: Final = re.compile(
    r"""
    \.sync-conflict-\d{8}-\d{6}-\w+    # Syncthing
    | \s?\((?:[^()]*conflict[^()]*)\)  # Dropbox, Nextcloud, OneDrive
    | [\s_-]conflict[\w\s-]*
    | \s?\(\d{1,3}\)                   # downloads
    """,
    re.VERBOSE | re.IGNORECASE,
)


def canonical_name(name: str) -> str:
    """Return a file's name without what syncing programs add to copies of it.

    Parameters
    ----------
    name : str
        Without its folder.
    """
    return _COPIES.sub("", name).casefold()
