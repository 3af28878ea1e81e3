"""Prompts as a calendar (RFC 5545), each with an alarm at its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from flarelag.model.moments import zone_named
from flarelag.model.prompts import question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.prompts import Prompt

_LENGTH: Final = timedelta(minutes=10)
_ZONES_REACH: Final = timedelta(days=366)
_NEXT: Final = "What is due, and whether it still is: flarelag experiment next"
_HOW: Final = "A score from 0 to 10 is enough: flarelag pain 3"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSession:
    """What an experiment asks of a session to come.

    Parameters
    ----------
    key : str
        The same for the same session of the experiment.
    start_utc : datetime or None
        When the session is planned; null for some time on that day or later.
    day : date
        The local day.
    zone : str
        Whose clock it goes by.
    words : str
        What is due.
    """

    key: str
    start_utc: datetime | None
    day: date
    zone: str
    words: str


def reminder_calendar(
    prompts: Sequence[Prompt], now: datetime, due: Sequence[DueSession] = ()
) -> bytes:
    """Return prompts as an iCalendar file.

    A prompt keeps its UID for ever, and a later file its higher SEQUENCE, so that a calendar which
    imports the next file puts its events in the place of the old ones.

    Parameters
    ----------
    prompts : sequence of Prompt
        In order.
    now : datetime
        When the file is made; aware.
    due : sequence of DueSession
        What an experiment asks of sessions to come.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//flarelag//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "flarelag: how is it now?")
    for prompt in prompts:
        calendar.add_component(_event(prompt, now))
    for session in due:
        calendar.add_component(_due_event(session, now))
    days = [each.due_utc.date() for each in prompts] + [each.day for each in due]
    if days:  # zones' rules for these days, not for all time
        calendar.add_missing_timezones(min(days) - _ZONES_REACH, max(days) + _ZONES_REACH)
    return bytes(calendar.to_ical())


def _event(prompt: Prompt, now: datetime) -> Event:
    event = _plain_event(prompt.key, question(prompt, prompt.due_utc), now)
    event.add("dtstart", _local(prompt.due_utc, prompt.zone))
    event.add("duration", _LENGTH)
    event.add("description", _HOW)
    event.add_component(_alarm(question(prompt, prompt.due_utc), timedelta(0)))
    return event


def _due_event(due: DueSession, now: datetime) -> Event:
    """Return an event at the session, asked an hour before; all day where no time is planned."""
    event = _plain_event(due.key, due.words, now)
    event.add("description", _NEXT)
    if due.start_utc is None:
        event.add("dtstart", due.day)
        return event
    event.add("dtstart", _local(due.start_utc, due.zone))
    event.add("duration", _LENGTH)
    event.add_component(_alarm(due.words, -timedelta(hours=1)))
    return event


def _plain_event(key: str, summary: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{key}@flarelag")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # it does not make the person busy
    return event


def _alarm(text: str, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", trigger)
    return alarm


def _local(instant: datetime, zone_name: str) -> datetime:
    """Return an instant in a zone; in UTC where only an offset is known."""
    zone = zone_named(zone_name)
    return instant.astimezone(zone if isinstance(zone, ZoneInfo) else UTC)
