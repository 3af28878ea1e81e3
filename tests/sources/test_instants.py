from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.sources.instants import EPOCH, MICROSECOND, from_microseconds, instant, instants_us

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=ZONES,
)


@given(st.lists(MOMENTS, min_size=1, max_size=20))
def test_instants_are_exact_in_any_zone(moments: list[datetime]):
    microseconds, unzoned = instants_us([moment.isoformat() for moment in moments])
    assert [from_microseconds(us) for us in microseconds] == moments
    assert unzoned == 0
    assert [instant(moment.isoformat()) for moment in moments] == [(m, True) for m in moments]


@pytest.mark.parametrize(
    "text",
    [
        "2022-05-29T15:53:35.25Z",
        "2022-05-29T17:53:35.25+02:00",
        "2022-05-29T15:53:35.250000000Z",
        " 2022-05-29T15:53:35.250Z\n",
        "2022-05-29 15:53:35.25Z",
        "20220529T155335.25Z",
    ],
)
def test_one_instant_in_many_forms(text: str):
    microseconds, unzoned = instants_us([text])
    expected = datetime(2022, 5, 29, 15, 53, 35, 250_000, tzinfo=UTC)
    assert microseconds.to_list() == [(expected - EPOCH) // MICROSECOND]
    assert instant(text) == (expected, True)
    assert unzoned == 0


def test_a_time_without_a_zone_is_utc_and_counted():
    texts = ["2022-05-29T15:53:35", "2022-05-29T15:53:35Z", "2022-05-29"]
    microseconds, unzoned = instants_us(texts)
    assert microseconds[0] == microseconds[1]
    assert unzoned == 2
    assert instant(texts[0])[1] is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "12:00:00",
        "2022-02-30T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1901-12-13T20:45:52Z",
        "-2020-01-01T00:00:00Z",
        "262000-01-01T00:00:00Z",
    ],
)
def test_what_is_no_time_of_a_recording_is_null(text: str):
    assert instants_us([text])[0].to_list() == [None]


def test_nothing_is_nothing():
    assert instants_us([])[0].to_list() == []
    assert instant(None) == (None, True)
