"""What the clock on the wall said: naive datetimes, for people to read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from datetime import date

    from flarelag.model.activity import Activity
    from flarelag.model.diary import DiaryEntry


def entry_wall_time(entry: DiaryEntry) -> datetime:
    """Return the local time, without a zone, of the instant an entry speaks of."""
    return _wall(entry.time_utc, timedelta(seconds=entry.utc_offset_s))


def activity_wall_time(activity: Activity) -> datetime:
    """Return the local time, without a zone, at which an activity started.

    By its zone, else by the offset that its file declares, else UTC.
    """
    if activity.zone is not None:
        try:
            return activity.start_utc.astimezone(ZoneInfo(activity.zone)).replace(tzinfo=None)
        except (ZoneInfoNotFoundError, ValueError):
            pass  # a fixed offset such as "+02:00", or a zone newer than this machine's table
    return _wall(activity.start_utc, timedelta(seconds=activity.utc_offset_s or 0))


def has_wall_time(activity: Activity) -> bool:
    """Return whether an activity's zone or offset is known."""
    return activity.zone is not None or activity.utc_offset_s is not None


def date_words(day: date) -> str:
    """Return a day for a reader, without its weekday: `19 Nov 2026`."""
    return f"{day.day} {day:%b %Y}"


def day_words(wall: datetime) -> str:
    """Return a date for a reader: `Thu 19 Nov 2026`."""
    return f"{wall:%a} {wall.day} {wall:%b %Y}"


def moment_words(wall: datetime) -> str:
    """Return a date and clock time for a reader: `Thu 19 Nov 2026, 18:20`."""
    return f"{day_words(wall)}, {wall:%H:%M}"


def _wall(instant: datetime, offset: timedelta) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None) + offset
