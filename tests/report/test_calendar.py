"""Prompts as a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar

from flarelag.model.prompts import Prompt, PromptKind, Session
from flarelag.report.calendar import reminder_calendar

if TYPE_CHECKING:
    from icalendar import Event

NOW = datetime(2026, 11, 24, 12, 0, 0, 5, tzinfo=UTC)


def prompt(zone: str = "Europe/Zurich", words: str = "6x200") -> Prompt:
    return Prompt(
        key="20261124-1-after_run",
        kind=PromptKind.AFTER_RUN,
        due_utc=NOW.replace(hour=18, microsecond=0),
        opens_utc=NOW + timedelta(hours=3),
        closes_utc=NOW + timedelta(hours=12),
        zone=zone,
        session=Session(end_utc=NOW, zone=zone, words=words),
    )


def read(*prompts: Prompt, now: datetime = NOW) -> tuple[Calendar, list[Event]]:
    calendar = Calendar.from_ical(reminder_calendar(prompts, now))
    assert isinstance(calendar, Calendar)
    return calendar, list(calendar.events)


def test_each_prompt_is_a_private_event_with_an_alarm_in_its_own_zone():
    calendar, (event,) = read(prompt())
    assert event["uid"] == "20261124-1-after_run@flarelag"
    assert event.start.isoformat() == "2026-11-24T19:00:00+01:00"
    assert event["summary"] == "6 h after your 6x200: how is it now?"
    assert (event["class"], event["transp"]) == ("PRIVATE", "TRANSPARENT")
    (alarm,) = event.alarms.times
    assert alarm.trigger == event.start
    (zone,) = calendar.timezones
    assert zone.tz_name == "Europe/Zurich"


def test_a_later_file_keeps_the_uid_and_raises_the_sequence():
    _, (first,) = read(prompt())
    _, (second,) = read(prompt(), now=NOW + timedelta(minutes=1))
    assert first["uid"] == second["uid"]
    assert int(str(second["sequence"])) > int(str(first["sequence"]))


def test_where_only_an_offset_is_known_the_time_is_in_utc():
    calendar, (event,) = read(prompt("+01:00"))
    assert event.start == prompt().due_utc
    assert not calendar.timezones


def test_any_words_survive_and_end_no_line():
    words = "6x200; hard, \\ so\nhard"
    _, (event,) = read(prompt(words=words))
    assert words in str(event["summary"])


def test_no_prompts_are_an_empty_calendar():
    _, events = read()
    assert events == []
