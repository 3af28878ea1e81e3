"""Times as people write them: "2 h ago", "yesterday 21:30", "last night 2:30", ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from flarelag.errors import DiaryError, quoted
from flarelag.model.moments import (
    FUTURE_TOLERANCE,
    Moment,
    is_date,
    iso_or_none,
    moment_at,
    moment_by_clock,
    parse_iso,
    refuse_future,
    zone_named,
)

_UNIT_S = {"h": 3600, "m": 60}
_AMOUNT = r"(\d{1,5}(?:[.,]\d{1,3})?|half an|an|a)\s*(h|hrs?|hours?|m|mins?|minutes?)"
_AGO = re.compile(rf"{_AMOUNT}(?:(?:\s*,\s*|\s+and\s+|\s*){_AMOUNT})?\s+ago", re.ASCII)
_WORD_AMOUNTS = {"a": 1.0, "an": 1.0, "half an": 0.5}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_WORDS = (
    rf"today|yesterday|last night|\d{{1,3}} days? ago|(?:last )?(?:{'|'.join(WEEKDAYS)})"
    r"|\d{4}-\d{2}-\d{2}"
)
"""Words for a day, as a regular expression; `last night` begins the day before."""
_NOON = 12
_CLOCK = r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(am|pm)?"
_DAY_CLOCK = re.compile(rf"(?:(?:on\s+)?({DAY_WORDS})\s+)?(?:at\s+)?{_CLOCK}", re.ASCII)
_CLOCK_DAY = re.compile(rf"{_CLOCK}\s+(?:on\s+)?({DAY_WORDS})", re.ASCII)


def parse_moment(text: str, *, now: datetime, zone: str) -> Moment:
    """Return the moment that a person's words mean, not later than now.

    Parameters
    ----------
    text : str
        `now`, `2 h ago`, `1 h 30 min ago`, `yesterday 21:30`, `today 7:15`, `21:40`, `9:40 pm`,
        `2026-11-22 21:10`, or ISO 8601 with an offset.
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
    second = now.replace(microsecond=0)
    if words in {"now", "just now"}:
        return moment_at(second, zone)
    if found := _AGO.fullmatch(words):
        return moment_at(second - _ago(found), zone)
    moment = _by_day_and_clock(words, now=now, zone=zone) or _by_iso(text, zone=zone)
    refuse_future(moment, now=now, text=text)
    return moment


def _ago(found: re.Match[str]) -> timedelta:
    pairs = ((found[1], found[2]), (found[3], found[4]))
    return timedelta(seconds=sum(_amount(n) * _UNIT_S[unit[0]] for n, unit in pairs if n))


def _amount(text: str) -> float:
    return _WORD_AMOUNTS.get(text) or float(text.replace(",", "."))


def _by_day_and_clock(words: str, *, now: datetime, zone: str) -> Moment | None:
    if found := _DAY_CLOCK.fullmatch(words):
        day, *clock = found.groups()
    elif found := _CLOCK_DAY.fullmatch(words):
        *clock, day = found.groups()
    else:
        return None
    hour, minute, second, half = clock
    if minute is None and half is None:
        return None  # a bare number is no clock time
    at = _clock(int(hour), int(minute or 0), int(second or 0), half)
    if at is None:
        return None
    today = now.astimezone(zone_named(zone)).date()
    after_midnight = day == "last night" and at.hour < _NOON
    on = today if after_midnight else day_named(day or "today", today)
    if on is None:
        return None
    moment = moment_by_clock(datetime.combine(on, at), zone)
    if day in WEEKDAYS and on == today and moment.time_utc > now + FUTURE_TOLERANCE:
        return moment_by_clock(datetime.combine(on - timedelta(weeks=1), at), zone)
    return moment


def _clock(hour: int, minute: int, second: int, half: str | None) -> time | None:
    if half is not None:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def day_named(words: str, today: date) -> date | None:
    """Return the day that one of `DAY_WORDS` means, not later than today; null for no such day.

    A weekday is the latest one, today included; `last monday` is not today.
    """
    if words in {"today", "yesterday", "last night"}:
        return today - timedelta(days=words != "today")
    if words.endswith("ago"):
        return today - timedelta(days=int(words.split(maxsplit=1)[0]))
    weekday = words.removeprefix("last ")
    if weekday in WEEKDAYS:
        back = (today.weekday() - WEEKDAYS.index(weekday)) % 7
        return today - timedelta(days=7 if back == 0 and weekday != words else back)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _by_iso(text: str, *, zone: str) -> Moment:
    if is_date(text):
        wanted = "is a whole day; say the clock time too, such as 2026-11-22 21:30"
    elif iso_or_none(text) is None:
        wanted = (
            'is not understood; write "now", "2 h ago", "yesterday 21:30", "21:40" or '
            '"2026-11-22 21:10"'
        )
    else:
        return parse_iso(text, zone=zone)
    raise DiaryError(f"time {quoted(text)} {wanted}", field="time", value=text)
