"""Instants with the clock they were read from.

A clock time is meant in a zone. Where the zone's clocks go back, a time that occurs twice is its
first occurrence, and the moment says so; where they go forward, a time that never was is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from flarelag.errors import DiaryError, quoted

FUTURE_TOLERANCE = timedelta(minutes=1)
"""Clocks of a phone and a laptop differ by less."""
PLAUSIBLE_YEARS = range(1900, 3000)
_GREATEST_OFFSET = timedelta(hours=18)

_CLOCK = re.compile(r"\d{1,2}(?::\d{2}){0,2}(?: ?[ap]m)?", re.ASCII | re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant and the clock it was read from.

    Parameters
    ----------
    time_utc : datetime
        The instant.
    zone : str
        IANA name, or a fixed offset such as `+02:00` where only that is known.
    utc_offset_s : int
        Local time minus UTC at that instant.
    ambiguous : bool
        The clock showed this time twice that night; this is the first occurrence.
    """

    time_utc: datetime
    zone: str
    utc_offset_s: int
    ambiguous: bool = False

    @property
    def local(self) -> datetime:
        """The same instant as a clock in the zone showed it."""
        return self.time_utc.astimezone(timezone(timedelta(seconds=self.utc_offset_s)))


def zone_named(name: str) -> tzinfo:
    """Return the zone with this IANA name or fixed offset.

    Raises
    ------
    DiaryError
        No such zone; the nearest names are given.
    """
    if found := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        if offset <= _GREATEST_OFFSET:
            return timezone(offset if found[1] == "+" else -offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DiaryError(_unknown_zone(name), field="zone", value=name) from error


def offset_name(offset_s: int) -> str:
    """Return a fixed offset as a zone's name: 7200 is `+02:00`."""
    minutes = round(abs(offset_s) / 60)
    return f"{'-' if offset_s < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def moment_at(instant: datetime, zone: str) -> Moment:
    """Return an aware instant as a clock in the zone shows it."""
    _check_year(instant)
    local = instant.astimezone(zone_named(zone))
    return Moment(time_utc=local.astimezone(UTC), zone=zone, utc_offset_s=_offset_s(local))


def moment_by_clock(local: datetime, zone: str) -> Moment:
    """Return the moment at which a clock in the zone shows a naive local time.

    Raises
    ------
    DiaryError
        The clocks went forward over that time: it never was.
    """
    _check_year(local)
    first = local.replace(tzinfo=zone_named(zone), fold=0)
    before, after = _offset_s(first), _offset_s(first.replace(fold=1))
    if before < after:  # PEP 495: the offset grows across a gap and shrinks across a fold
        raise DiaryError(
            f"the clock never showed {local:%H:%M} on {local:%Y-%m-%d} in {zone}: "
            "it went forward over that time",
            field="time",
            value=str(local),
        )
    return Moment(
        time_utc=first.astimezone(UTC), zone=zone, utc_offset_s=before, ambiguous=before > after
    )


def parse_iso(text: str, *, zone: str | None) -> Moment:
    """Return the moment that an ISO 8601 date and time means.

    Parameters
    ----------
    text : str
        With an offset, which decides the instant; or without, meant in the zone.
    zone : str or None
        Kept as the moment's zone where it agrees with the offset; `Z` agrees with every zone.
        Null: a time must name its offset.

    Raises
    ------
    DiaryError
        Not ISO 8601, a clock time that never was, or one without an offset where no zone is known.
    """
    moment = iso_or_none(text)
    if moment is None:
        raise DiaryError(
            f"time {quoted(text)} is not ISO 8601, such as 2026-11-22T21:10+01:00",
            field="time",
            value=text,
        )
    if moment.tzinfo is None:
        if zone is not None:
            return moment_by_clock(moment, zone)
        raise DiaryError(
            f"time {quoted(text)} has no offset: write one, such as 2026-11-22T21:10+01:00, or "
            "name a zone",
            field="time",
            value=text,
        )
    if zone is None:
        return moment_at(moment, offset_name(_offset_s(moment)))
    in_zone = moment_at(moment, zone)
    if text.strip().upper().endswith("Z") or in_zone.utc_offset_s == _offset_s(moment):
        return in_zone
    return moment_at(moment, offset_name(_offset_s(moment)))


def _yesterday_instead(text: str) -> str:
    """Return what to write after midnight for a clock time of the evening before."""
    clock = " ".join(text.split())
    return f'; write "yesterday {clock}" for the day before' if _CLOCK.fullmatch(clock) else ""


def refuse_future(moment: Moment, *, now: datetime, text: str) -> None:
    """Raise `DiaryError` when a moment is still to come (a minute is forgiven)."""
    if moment.time_utc <= now + FUTURE_TOLERANCE:
        return
    raise DiaryError(
        f"time {quoted(text)} is still to come ({moment.local:%Y-%m-%d %H:%M} in {moment.zone})"
        f"{_yesterday_instead(text)}",
        field="time",
        value=text,
    )


def first_moment(day: date, hour: int, zone: str) -> Moment:
    """Return when an hour of a day begins; where the clocks skip it, when the next one does."""
    return _moment_on(day, time(hour), zone)


def clock_on(day: date, clock: time, zone: str) -> datetime:
    """Return the instant at which a clock shows a time; an hour on where the clocks skip it."""
    return _moment_on(day, clock, zone).time_utc


def _moment_on(day: date, clock: time, zone: str) -> Moment:
    local = datetime.combine(day, clock)
    try:
        return moment_by_clock(local, zone)
    except DiaryError:  # the clocks went forward over it
        return moment_by_clock(local + timedelta(hours=1), zone)


def is_date(text: str) -> bool:
    """Return whether a text is an ISO 8601 date without a clock time."""
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def iso_or_none(text: str) -> datetime | None:
    """Return what a text is as ISO 8601, by day or by clock; null where it is none."""
    try:
        return datetime.fromisoformat(text.strip().upper())
    except ValueError:
        return None


def _check_year(moment: datetime) -> None:
    if moment.year not in PLAUSIBLE_YEARS:
        raise DiaryError(
            f"{moment.year} is not a year that a pain diary can speak of",
            field="time",
            value=str(moment),
        )


def _offset_s(moment: datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _unknown_zone(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only when a name is wrong

    near = get_close_matches(name, _zone_names(), n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ", such as Europe/Zurich or +01:00"
    return f"zone {quoted(name)} is not a zone's name{hint}"


@cache
def _zone_names() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))
