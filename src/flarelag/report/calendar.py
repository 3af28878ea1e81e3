"""Prompts as a calendar (RFC 5545), each with an alarm at its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
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
_HOW: Final = "A score from 0 to 10 is enough: flarelag pain 3"


def reminder_calendar(prompts: Sequence[Prompt], now: datetime) -> bytes:
    """Return prompts as an iCalendar file.

    A prompt keeps its UID for ever, and a later file its higher SEQUENCE, so that a calendar which
    imports the next file puts its events in the place of the old ones.

    Parameters
    ----------
    prompts : sequence of Prompt
        In order.
    now : datetime
        When the file is made; aware.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//flarelag//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "flarelag: how is it now?")
    for prompt in prompts:
        calendar.add_component(_event(prompt, now))
    if prompts:  # zones' rules for these days, not for all time
        first, last = (each.due_utc.date() for each in (prompts[0], prompts[-1]))
        calendar.add_missing_timezones(first - _ZONES_REACH, last + _ZONES_REACH)
    return bytes(calendar.to_ical())


def _event(prompt: Prompt, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{prompt.key}@flarelag")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("dtstart", _local(prompt))
    event.add("duration", _LENGTH)
    event.add("summary", question(prompt, prompt.due_utc))
    event.add("description", _HOW)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # it does not make the person busy
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", question(prompt, prompt.due_utc))
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event


def _local(prompt: Prompt) -> datetime:
    """Return when a prompt is due, in its zone; in UTC where only an offset is known."""
    zone = zone_named(prompt.zone)
    return prompt.due_utc.astimezone(zone if isinstance(zone, ZoneInfo) else UTC)
