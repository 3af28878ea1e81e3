"""Times that people leave open: "last night", "this morning", "yesterday", "monday evening".

They are kept as the stretch in which they lie, never as an instant that nobody named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.moment_words import DAY_WORDS, day_named, parse_moment
from flarelag.model.moments import FUTURE_TOLERANCE, Moment, first_moment, zone_named

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY_HOURS: Final = 24
PARTS_OF_DAY: Final[Mapping[str, tuple[int, int]]] = {
    "night": (0, 6),
    "morning": (6, 12),
    "midday": (11, 14),
    "afternoon": (12, 18),
    "evening": (18, _DAY_HOURS),
}
"""From which local hour to which; our own reading of the words, and wide on purpose."""
LAST_NIGHT: Final = (21, 7)
"""From this hour of the day before to this one of today."""

_STRETCH = re.compile(
    rf"(?:on\s+|in\s+the\s+|all\s+)?({DAY_WORDS}|this|day)?\s*({'|'.join(PARTS_OF_DAY)}|tonight)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class When:
    """An instant, or a stretch in which one lies.

    Parameters
    ----------
    first : Moment
        The instant, or the earliest one.
    end_utc : datetime or None
        The latest; null for an instant.
    """

    first: Moment
    end_utc: datetime | None = None


def parse_when(text: str, *, now: datetime, zone: str) -> When:
    """Return what a person's words say of a time, not later than now.

    Parameters
    ----------
    text : str
        As `parse_moment` takes it, or open: `last night`, `this morning`, `yesterday`,
        `monday evening`, `3 days ago`, `2026-11-22`.
    now : datetime
        Aware.
    zone : str
        The zone in which clock times are meant.

    Raises
    ------
    DiaryError
        Not understood, still to come, or a clock time that never was.
    """
    words = " ".join(text.lower().split())
    today = now.astimezone(zone_named(zone)).date()
    found = _STRETCH.fullmatch(words) if words else None
    if not found:
        return When(parse_moment(text, now=now, zone=zone))
    stretch = _stretch(found[1], found[2], today, zone)
    if stretch is None:
        return When(parse_moment(text, now=now, zone=zone))
    first, end_utc = stretch
    if first.time_utc > now + FUTURE_TOLERANCE:
        raise DiaryError(f"time {quoted(text)} is still to come", field="time", value=text)
    return When(first, max(first.time_utc, min(end_utc, now)))


def part_of_day(day: date, part: str, zone: str) -> tuple[Moment, datetime]:
    """Return when a part of a day begins and ends.

    Parameters
    ----------
    day : date
        A local day.
    part : str
        One of `PARTS_OF_DAY`.
    zone : str
        Where.
    """
    return _hours(day, *PARTS_OF_DAY[part], zone)


def whole_day(day: date, zone: str) -> tuple[Moment, datetime]:
    """Return when a local day begins and when the next one does."""
    return _hours(day, 0, _DAY_HOURS, zone)


def _stretch(
    day: str | None, part: str | None, today: date, zone: str
) -> tuple[Moment, datetime] | None:
    if day == "last night" or (day, part) == ("yesterday", "night"):
        start, end = LAST_NIGHT
        yesterday = today - timedelta(days=1)
        return first_moment(yesterday, start, zone), first_moment(today, end, zone).time_utc
    on = today if day in {None, "this", "day"} else day_named(day or "", today)
    if on is None or (day == "this" and part is None):
        return None
    if part is None:
        return whole_day(on, zone)
    return part_of_day(on, "evening" if part == "tonight" else part, zone)


def _hours(day: date, start: int, end: int, zone: str) -> tuple[Moment, datetime]:
    until = (
        first_moment(day + timedelta(days=1), 0, zone)
        if end == _DAY_HOURS
        else first_moment(day, end, zone)
    )
    return first_moment(day, start, zone), until.time_utc
