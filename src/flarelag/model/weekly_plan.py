"""Sessions of every week, as a person plans them: `track Tuesdays 18:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.moments import clock_on, moment_at
from flarelag.model.prompts import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORD: Final = re.compile(r"[a-z]+", re.ASCII)
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?:\s*(?:-|\u2013|to)\s*(\d{1,2}):(\d{2}))?", re.ASCII
)
_SHORTEST_NAME: Final = 2
USUAL_LENGTH: Final = timedelta(hours=1)
"""Of a planned session that names no end."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """A session of every week.

    Parameters
    ----------
    words : str
        What it is called.
    weekdays : tuple of int
        Monday is 0.
    start : time
        By the clock on the wall.
    length : timedelta
        From start to end.
    """

    words: str
    weekdays: tuple[int, ...]
    start: time
    length: timedelta


def parse_plan(text: str) -> PlannedSession:
    """Return what a line of a plan means: `track Tuesdays 18:00`, `long run sun 9:00-11:30`.

    Raises
    ------
    DiaryError
        It names no day of the week, or not one clock time.
    """
    clocks = list(_CLOCK.finditer(text))
    rest = _CLOCK.sub(" ", text)
    weekdays, words = _weekdays(rest)
    if len(clocks) != 1 or not weekdays:
        raise DiaryError(
            f'{quoted(text)} is no plan; write what, on which days, and when, such as "track '
            'Tuesdays 18:00-19:30"',
            field="plan",
            value=text,
        )
    hour, minute, end_hour, end_minute = clocks[0].groups()
    start = _time(hour, minute, text)
    length = USUAL_LENGTH
    if end_hour is not None:
        end = _time(end_hour, end_minute, text)
        length = (datetime.combine(date.min + _DAY, end) - datetime.combine(date.min, start)) % _DAY
    return PlannedSession(words=words or "run", weekdays=weekdays, start=start, length=length)


def planned_sessions(
    plans: Iterable[PlannedSession], since: datetime, until: datetime, zone: str
) -> list[Session]:
    """Return the sessions that plans hold between two instants, by their ends.

    Parameters
    ----------
    plans : iterable of PlannedSession
        In any order.
    since, until : datetime
        Aware; `since <= end < until`.
    zone : str
        Whose clock the plans go by.
    """
    first = moment_at(since, zone).local.date() - _DAY
    last = moment_at(until, zone).local.date()
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    sessions = (
        Session(
            start_utc=(start := clock_on(day, plan.start, zone)),
            end_utc=start + plan.length,
            zone=zone,
            words=plan.words,
            planned=True,
        )
        for plan in plans
        for day in days
        if day.weekday() in plan.weekdays
    )
    within = (each for each in sessions if since <= each.end_utc < until)
    return sorted(within, key=lambda each: each.end_utc)


def _weekdays(text: str) -> tuple[tuple[int, ...], str]:
    """Return the days of the week that a text names, and what is left of it."""
    found, words = [], []
    for word in text.split():
        plain = _WORD.fullmatch(word.lower().rstrip(",;:"))
        day = _weekday(plain[0]) if plain else None
        if day is not None:
            found.append(day)
        elif word.lower() not in {"and", "&", "on", "at", "every"}:
            words.append(word)
    return tuple(dict.fromkeys(found)), " ".join(words).strip(",;:- ")


def _weekday(word: str) -> int | None:
    short = word.removesuffix("s") if len(word) > len("tues") else word
    for number, name in enumerate(_DAYS):
        if short == name or (len(word) > _SHORTEST_NAME and name.startswith(word)):
            return number
    return None


def _time(hour: str, minute: str, text: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        reason = f"{quoted(f'{hour}:{minute}')} in {quoted(text)} is no clock time"
        raise DiaryError(reason, field="plan", value=text) from error
