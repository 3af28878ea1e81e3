"""What one line of an inbox says by itself: when, and what of pain or of something else.

Dates are written `2026-11-23` or `23.11.2026`, clock times `21:10`, `21:10:05+01:00` or `9:10 pm`,
meant in the reader's zone where they name no offset. A line that names a day alone speaks of that
whole day. Empty lines and lines that begin with `#` or `//` say nothing, except `#pain`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.moment_words import parse_moment
from flarelag.model.moments import Moment, clock_on, moment_at, parse_iso, refuse_future
from flarelag.model.pain_phrase import PainPhrase, parse_pain_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flarelag.model.diary import DiaryEntry


SOURCE: Final = "inbox"
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
class Draft:
    """A line whose time may depend on the lines around it."""

    line: InboxLine
    said: PainPhrase | str | None = None
    start: Moment | None = None
    end_utc: datetime | None = None


def drafts_of(texts: Sequence[str], *, file: str, zone: str, now: datetime) -> Iterator[Draft]:
    """Yield what each line says that says anything, in the order of the file."""
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
) -> Draft:
    try:
        _refuse_damage(line.text)
        start, end_utc = _when(timed, zone=zone, now=now) if timed else (None, None)
        words = said[timed.end() :] if timed else said
        _refuse_time_as_score(words)
        meant = words.strip() if _WORDS.match(words) else parse_pain_phrase(words)
    except DiaryError as error:
        return Draft(line=replace(line, reason=error.reason))
    line = replace(line, ambiguous=bool(start and start.ambiguous))
    return Draft(line=line, said=meant, start=start, end_utc=end_utc)


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
