"""Times as apps and sheets write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError
from flarelag.sources.loose_times import day_stands_first, iso_clock, iso_time


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-23T21:10+01:00", "2026-11-23T21:10+01:00"),
        ("2026-11-23 21:10", "2026-11-23T21:10:00"),
        ("23.11.2026", "2026-11-23"),
        ("23.11.2026 21:10:05", "2026-11-23T21:10:05"),
        ("2026/11/23 9:10:05 PM GMT+1", "2026-11-23T21:10:05+01:00"),
        ("2026/1/3 9:10:05 AM GMT-3:30", "2026-01-03T09:10:05-03:30"),
        ("22nd Jan 2022", "2022-01-22"),
        ("Saturday 1st March 2024, 10:15 PM", "2024-03-01T22:15:00"),
        ("Nov 23, 2026 9:10 PM", "2026-11-23T21:10:00"),
        ("23/11/2026 21:10", "2026-11-23T21:10:00"),
        ("soon", "soon"),
    ],
)
def test_times_become_iso(text: str, iso: str):
    assert iso_time(text, day_first=True) == iso


def test_slashes_are_read_as_they_are_said_to_be():
    assert iso_time("3/4/2026", day_first=True) == "2026-04-03"
    assert iso_time("3/4/2026 12:05 am", day_first=False) == "2026-03-04T00:05:00"
    with pytest.raises(DiaryError, match="two different days"):
        iso_time("3/4/2026")


@pytest.mark.parametrize(
    "text", ["31/2/2026", "0.1.2026", "1.1.2026 25:00", "1.1.2026 noon", "30th Feb 2022"]
)
def test_what_is_no_time_is_refused(text: str):
    with pytest.raises(DiaryError, match="is no"):
        iso_time(text, day_first=True)


def test_a_column_tells_which_number_is_the_day():
    assert day_stands_first(["3/4/2026", "13/4/2026 7:00"]) is True
    assert day_stands_first(["3/4/2026", "4/13/2026"]) is False
    assert day_stands_first(["3/4/2026", "2026-04-13"]) is None


@given(st.text() | st.text(alphabet="0123456789/.: -apmGMT+janfeb"))
def test_any_text_is_a_time_or_refused(text: str):
    for read in (iso_time, iso_clock):
        try:
            assert isinstance(read(text), str)
        except DiaryError as error:
            reason = error.reason
            assert reason
