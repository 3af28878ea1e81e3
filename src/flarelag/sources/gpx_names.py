"""What an app's own name for a track tells: `Running 10/26/13 5:09 pm`, as Runkeeper writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from flarelag.model.sport import Sport, sport_named
from flarelag.sources.zones import zone_of

if TYPE_CHECKING:
    import dataframely as dy

    from flarelag.model.frames import Records

_NAMED: Final = re.compile(
    r"(?P<words>\D+?)\s+(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?:\d{2})?(?P<year>\d{2})"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s*(?P<half>[ap])\.?m\.?)?)?",
    re.IGNORECASE | re.ASCII,
)
_LOCAL_CLOCKS: Final = "runkeeper"
"""The maker that called local times UTC until 2014 or so."""
_NOON: Final = 12
_LONGEST: Final = 80
"""No program's name for a track is longer."""


@dataclass(frozen=True, slots=True)
class TrackName:
    """An app's name for a track.

    Parameters
    ----------
    sport : Sport
        That its words mean.
    days : tuple of tuple of int
        Day and month, both ways round.
    year : int
        Without the century.
    clock : tuple of int or None
        Hour and minute; null where the name has none.
    """

    sport: Sport
    days: tuple[tuple[int, int], ...]
    year: int
    clock: tuple[int, int] | None

    def names(self, moment: datetime) -> bool:
        """Return whether the name has this date and clock time."""
        day = (moment.day, moment.month)
        told = (moment.year % 100, (moment.hour, moment.minute))
        return day in self.days and told == (self.year, self.clock)


def read_track_name(name: str | None) -> TrackName | None:
    """Return what a name tells, null for one that a person gave."""
    found = _NAMED.fullmatch(name) if name and len(name) <= _LONGEST else None
    if found is None:
        return None
    one, other = int(found["one"]), int(found["other"])
    clock = None
    if found["hour"]:
        hour = int(found["hour"])
        if half := (found["half"] or "").lower():
            hour = hour % _NOON + (_NOON if half == "p" else 0)
        clock = (hour, int(found["minute"]))
    return TrackName(
        sport_named(found["words"]), ((one, other), (other, one)), int(found["year"]), clock
    )


def told_in_utc(
    start: datetime, told: TrackName, creator: str, records: dy.DataFrame[Records]
) -> datetime | None:
    """Return when a track began whose maker called local times UTC; null where it did not.

    Its name has the local time: where its first "UTC" time is the same, that was local, too.

    Parameters
    ----------
    start : datetime
        As the file has it.
    told : TrackName
        What its name tells.
    creator : str
        The program that wrote the file.
    records : DataFrame[Records]
        Its first position says in which zone it was.
    """
    if _LOCAL_CLOCKS not in creator.casefold() or not told.names(start):
        return None
    zone = zone_of(records)
    if zone is None:
        return None
    moment = start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return None if moment == start else moment
