"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError, FlarelagError
from flarelag.model.moment_words import parse_moment
from flarelag.model.moments import moment_at, moment_by_clock, parse_iso, zone_named

ZURICH = "Europe/Zurich"
NOW = datetime(2026, 11, 23, 7, 40, 12, 345, tzinfo=UTC)
"""08:40:12 in Zurich."""

aware_times = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2026, 11, 23, 7),  # noqa: DTZ001
).map(lambda t: t.replace(microsecond=0, tzinfo=UTC))
zones = st.sampled_from(
    [ZURICH, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC", "+05:30", "-03:00"]
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", utc(2026, 11, 23, 7, 40, 12)),
        ("2 h ago", utc(2026, 11, 23, 5, 40, 12)),
        ("2h ago", utc(2026, 11, 23, 5, 40, 12)),
        ("30 min ago", utc(2026, 11, 23, 7, 10, 12)),
        ("half an hour ago", utc(2026, 11, 23, 7, 10, 12)),
        ("an hour ago", utc(2026, 11, 23, 6, 40, 12)),
        ("1.5 hours ago", utc(2026, 11, 23, 6, 10, 12)),
        ("1 h 30 min ago", utc(2026, 11, 23, 6, 10, 12)),
        ("2 hours and 5 minutes ago", utc(2026, 11, 23, 5, 35, 12)),
        ("Yesterday 21:30", utc(2026, 11, 22, 20, 30)),
        ("yesterday at 9:30 pm", utc(2026, 11, 22, 20, 30)),
        ("21:30 yesterday", utc(2026, 11, 22, 20, 30)),
        ("today 7:15", utc(2026, 11, 23, 6, 15)),
        ("7:15", utc(2026, 11, 23, 6, 15)),
        ("12 am", utc(2026, 11, 22, 23, 0)),
        ("2026-11-22 21:10", utc(2026, 11, 22, 20, 10)),
        ("2026-11-22T21:10:30+01:00", utc(2026, 11, 22, 20, 10, 30)),
        ("2026-11-22T21:10-05:00", utc(2026, 11, 23, 2, 10)),
        ("2026-11-22t20:10z", utc(2026, 11, 22, 20, 10)),
    ],
)
def test_natural_times(text: str, expected: datetime):
    assert parse_moment(text, now=NOW, zone=ZURICH).time_utc == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "25:10",
        "13 pm",
        "0 am",
        "soon",
        "yesterday",
        "2 ago",
        "h ago",
        "1 month ago",
        "x:30",
    ],
)
def test_what_is_no_time_is_refused_with_examples(text: str):
    with pytest.raises(DiaryError, match='not understood; write "now", "2 h ago"') as caught:
        parse_moment(text, now=NOW, zone=ZURICH)
    assert caught.value.field == "time"


def test_a_whole_day_needs_a_clock_time():
    with pytest.raises(DiaryError, match="whole day; say the clock time too"):
        parse_moment("2026-11-22", now=NOW, zone=ZURICH)


def test_the_future_is_refused_but_for_a_minute():
    assert parse_moment("8:41", now=NOW, zone=ZURICH).time_utc > NOW
    with pytest.raises(DiaryError, match=r"still to come \(2026-11-23 21:40 in Europe/Zurich\)"):
        parse_moment("21:40", now=NOW, zone=ZURICH)


@pytest.mark.parametrize("clock", ["21:40", "9:40 pm"])
def test_after_midnight_a_clock_time_to_come_is_told_how_to_mean_the_evening_before(clock: str):
    with pytest.raises(DiaryError, match=f'; write "yesterday {clock}" for the day before$'):
        parse_moment(clock, now=NOW, zone=ZURICH)
    assert parse_moment(f"yesterday {clock}", now=NOW, zone=ZURICH).local.day == 22
    with pytest.raises(DiaryError, match=r"Europe/Zurich\)$"):
        parse_moment("2999-01-01 10:00", now=NOW, zone=ZURICH)


def test_a_time_that_occurs_twice_is_its_first_occurrence_and_says_so():
    moment = parse_moment("2026-10-25 02:30", now=NOW, zone=ZURICH)
    assert (moment.time_utc, moment.utc_offset_s) == (utc(2026, 10, 25, 0, 30), 7200)
    assert moment.ambiguous
    assert not parse_moment("2026-10-25 03:30", now=NOW, zone=ZURICH).ambiguous


def test_an_offset_tells_the_second_occurrence():
    moment = parse_moment("2026-10-25T02:30+01:00", now=NOW, zone=ZURICH)
    assert (moment.time_utc, moment.zone) == (utc(2026, 10, 25, 1, 30), ZURICH)
    assert not moment.ambiguous


def test_a_time_that_never_was_is_refused():
    with pytest.raises(DiaryError, match="never showed 02:30 on 2026-03-29 in Europe/Zurich"):
        parse_moment("2026-03-29 02:30", now=NOW, zone=ZURICH)


def test_an_offset_that_is_not_the_zones_is_kept_as_it_is():
    moment = parse_iso("2026-11-22T21:10-05:00", zone=ZURICH)
    assert (moment.zone, moment.utc_offset_s) == ("-05:00", -18000)


@pytest.mark.parametrize(
    "name", ["", "Europe", "../etc", "Europe/Zuerich", "+19:00", "\0", "x" * 999]
)
def test_an_unknown_zone_is_one_sentence(name: str):
    with pytest.raises(DiaryError) as caught:
        zone_named(name)
    assert "\n" not in caught.value.reason
    assert len(caught.value.reason) < 200


def test_a_misspelt_zone_gets_the_nearest_names():
    with pytest.raises(DiaryError, match="did you mean Europe/Zurich"):
        zone_named("Europe/Zuerich")


@pytest.mark.parametrize("text", ["0001-01-01 00:00", "9999-12-31T23:59-12:00", "1066-10-14 9:00"])
def test_years_beyond_a_life_are_refused(text: str):
    with pytest.raises(DiaryError):
        parse_moment(text, now=NOW, zone="+14:00")


@given(instant=aware_times, zone=zones)
def test_an_iso_time_with_its_offset_comes_back(instant: datetime, zone: str):
    moment = moment_at(instant, zone)
    again = parse_iso(moment.local.isoformat(), zone=zone)
    assert again == moment


@given(instant=aware_times, zone=zones)
def test_a_clock_time_comes_back_as_its_first_occurrence(instant: datetime, zone: str):
    shown = instant.astimezone(zone_named(zone)).replace(tzinfo=None, fold=0)
    moment = moment_by_clock(shown, zone)
    assert moment.local.replace(tzinfo=None) == shown
    if moment.time_utc != instant:
        assert moment.ambiguous
        assert moment.time_utc < instant


@given(
    local=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    zone=zones,
)
def test_every_clock_time_is_read_or_refused_as_never_shown(local: datetime, zone: str):
    try:
        moment = moment_by_clock(local, zone)
    except DiaryError as error:
        assert "never showed" in error.reason  # noqa: PT017 - either outcome is right
        shown = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert shown.replace(tzinfo=None, fold=0) != local
    else:
        assert moment.local.replace(tzinfo=None) == local.replace(fold=0)


@given(hours=st.integers(0, 9999), minutes=st.integers(0, 999))
def test_hours_and_minutes_ago(hours: int, minutes: int):
    moment = parse_moment(f"{hours} h {minutes} min ago", now=NOW, zone=ZURICH)
    since = NOW.replace(microsecond=0) - moment.time_utc
    assert since == timedelta(hours=hours, minutes=minutes)


@given(text=st.text() | st.from_regex(r"\A[0-9: .aghopm+TZ-]{1,25}\Z"))
def test_any_text_is_a_past_moment_or_one_sentence(text: str):
    try:
        moment = parse_moment(text, now=NOW, zone=ZURICH)
    except FlarelagError as error:
        assert error.reason.isprintable()  # noqa: PT017 - either outcome is right
    else:
        assert moment.time_utc <= NOW + timedelta(minutes=1)
