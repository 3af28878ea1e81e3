"""Times that people leave open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError
from flarelag.model.moment_words import WEEKDAYS
from flarelag.model.moments import moment_at
from flarelag.model.stretches import PARTS_OF_DAY, parse_when, part_of_day, whole_day

ZONE = "Europe/Zurich"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Tuesday, ten in the morning in Zurich."""


def clock(instant: datetime) -> str:
    return f"{moment_at(instant, ZONE).local:%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("last night", "23 21:00", "24 07:00"),
        ("Yesterday  night", "23 21:00", "24 07:00"),
        ("this morning", "24 06:00", "24 10:00"),
        ("in the morning", "24 06:00", "24 10:00"),
        ("yesterday", "23 00:00", "24 00:00"),
        ("all day", "24 00:00", "24 10:00"),
        ("today", "24 00:00", "24 10:00"),
        ("yesterday evening", "23 18:00", "24 00:00"),
        ("monday morning", "23 06:00", "23 12:00"),
        ("on sunday", "22 00:00", "23 00:00"),
        ("last tuesday", "17 00:00", "18 00:00"),
        ("tuesday", "24 00:00", "24 10:00"),
        ("3 days ago", "21 00:00", "22 00:00"),
        ("2026-11-20", "20 00:00", "21 00:00"),
        ("2026-11-20 afternoon", "20 12:00", "20 18:00"),
        ("night", "24 00:00", "24 06:00"),
    ],
)
def test_open_times_are_stretches_that_end_by_now(text: str, start: str, end: str):
    when = parse_when(text, now=NOW, zone=ZONE)
    assert when.end_utc is not None
    assert (clock(when.first.time_utc), clock(when.end_utc)) == (start, end)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("now", "24 10:00"),
        ("2 h ago", "24 08:00"),
        ("last night 23:30", "23 23:30"),
        ("last night at 2:30", "24 02:30"),
        ("monday 18:00", "23 18:00"),
        ("18:00 on monday", "23 18:00"),
        ("tuesday 9:30", "24 09:30"),
        ("tuesday 11:00", "17 11:00"),
        ("last tuesday 9:30", "17 09:30"),
        ("3 days ago at 7:15 pm", "21 19:15"),
    ],
)
def test_clock_times_are_instants(text: str, said: str):
    when = parse_when(text, now=NOW, zone=ZONE)
    assert when.end_utc is None
    assert clock(when.first.time_utc) == said


@pytest.mark.parametrize("text", ["tonight", "this evening", "this", "", "someday", "2026-02-30"])
def test_what_is_not_understood_or_still_to_come_is_refused(text: str):
    with pytest.raises(DiaryError):
        parse_when(text, now=NOW, zone=ZONE)


def test_days_of_23_and_25_hours():
    lengths = [
        whole_day(day, ZONE)[1] - whole_day(day, ZONE)[0].time_utc
        for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 24))
    ]
    assert lengths == [timedelta(hours=hours) for hours in (23, 25, 24)]


def test_a_day_whose_midnight_the_clocks_skip_begins_an_hour_later():
    first, _ = whole_day(date(2026, 3, 29), "Asia/Beirut")
    assert first.local.hour == 1


@given(
    now=st.datetimes(datetime(1975, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001 - UTC is added
    words=st.sampled_from(
        ["last night", "today", "yesterday", "3 days ago", *WEEKDAYS]
        + [f"yesterday {part}" for part in PARTS_OF_DAY]
    ),
    zone=st.sampled_from([ZONE, "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]),
)
def test_a_stretch_never_ends_before_it_begins_or_after_now(now: datetime, words: str, zone: str):
    now = now.replace(tzinfo=UTC)
    when = parse_when(words, now=now, zone=zone)
    assert when.end_utc is not None
    assert when.first.time_utc <= when.end_utc <= now


def test_parts_of_a_day_are_in_local_hours():
    first, end_utc = part_of_day(date(2026, 7, 1), "evening", "America/New_York")
    assert (first.time_utc, end_utc) == (
        datetime(2026, 7, 1, 22, tzinfo=UTC),
        datetime(2026, 7, 2, 4, tzinfo=UTC),
    )
