"""Dates and times as apps and sheets write them, as ISO 8601 without an offset."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.sources.localised import local_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

_SLASHES: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b[,\s]*(.*)", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b[,\s]*(.*)", re.ASCII)
_DOTS: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\b[,\s]*(.*)", re.ASCII)
_WORDS: Final = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})\b[,\s]*(.*)",
    re.IGNORECASE | re.ASCII,
)
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap])?\.?(?:m\.?)?(?:\s+(?:gmt|utc)([+-]\d{1,2})"
    r"(?::?(\d{2}))?)?",
    re.IGNORECASE | re.ASCII,
)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MOST_MONTHS: Final = 12


def day_stands_first(texts: Iterable[str]) -> bool | None:
    """Return whether dates with slashes have the day first, told from all of them together.

    Parameters
    ----------
    texts : iterable of str
        A whole column: `23/11/2026 21:10`.

    Returns
    -------
    bool or None
        Null where nothing tells: no date with slashes, or none with a day beyond the twelfth.
    """
    found = [match for text in texts if (match := _SLASHES.fullmatch(text.strip()))]
    if any(int(match[1]) > _MOST_MONTHS for match in found):
        return True
    if any(int(match[2]) > _MOST_MONTHS for match in found):
        return False
    return None


def iso_time(text: str, *, day_first: bool | None = None) -> str:
    """Return a date, with its clock time if it has one, in ISO 8601.

    Parameters
    ----------
    text : str
        `2026-11-23T21:10+01:00` (as it is), `23.11.2026 21:10`, `22nd Jan 2022`,
        `11/23/2026 9:10:05 PM`, `2026/11/23 9:10:05 PM GMT+1`, `Nov 23, 2026 9:10 PM`.
    day_first : bool or None
        Whether dates with slashes have the day first; null: they are refused.

    Raises
    ------
    DiaryError
        No such time.
    """
    plain = " ".join(text.split())
    if found := _YEAR_FIRST.fullmatch(plain):
        return _iso(text, int(found[1]), int(found[2]), int(found[3]), found[4])
    if found := _DOTS.fullmatch(plain):
        return _iso(text, int(found[3]), int(found[2]), int(found[1]), found[4])
    if found := _SLASHES.fullmatch(plain):
        if day_first is None:
            raise DiaryError(
                f"{quoted(text)} may be two different days; say --dates day-first or "
                "--dates month-first",
                field="time",
                value=text,
            )
        one, other = int(found[1]), int(found[2])
        day, month = (one, other) if day_first else (other, one)
        return _iso(text, int(found[3]), month, day, found[4])
    if (found := _WORDS.fullmatch(plain)) and (named := _month(found[2])):
        return _iso(text, int(found[3]), named, int(found[1]), found[4])
    if (instant := local_instant(plain)) is not None:
        return instant.replace(tzinfo=None).isoformat()
    return plain


def iso_clock(text: str) -> str:
    """Return a clock time (`9:10 PM`, `21:10`, with `GMT+1` if it stands there) in ISO 8601.

    Raises
    ------
    DiaryError
        No such clock time.
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise DiaryError(f"{quoted(text)} is no clock time", field="time", value=text)
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = f"{hour:02}:{found[2]}:{found[3] or '00'}"
    if found[5] is None:
        return clock
    return f"{clock}{found[5][0]}{int(found[5][1:]):02}:{found[6] or '00'}"


def _iso(text: str, year: int, month: int, day: int, clock: str) -> str:
    try:
        on = date(year, month, day).isoformat()
    except ValueError as error:
        raise DiaryError(f"{quoted(text)} is no day", field="time", value=text) from error
    if not clock.strip():
        return on
    at = f"{on}T{iso_clock(clock)}"
    try:
        datetime.fromisoformat(at)
    except ValueError as error:
        raise DiaryError(f"{quoted(text)} is no clock time", field="time", value=text) from error
    return at


def _month(word: str) -> int | None:
    beginning = word[:3].lower()
    return _MONTHS.index(beginning) + 1 if beginning in _MONTHS else None
