from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.sources.strava_limits import (
    Rates,
    counted_in,
    observed,
    opens_at,
    refused,
    through_at,
)

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)
QUARTER = datetime(2026, 11, 20, 14, 15, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


def headers(quarter: int, day: int, **more: str) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": "200,2000",
        "X-RateLimit-Usage": f"{quarter},{day}",
        "X-ReadRateLimit-Limit": "100,1000",
        "X-ReadRateLimit-Usage": f"{quarter},{day}",
        **more,
    }


def rates(quarter: int, day: int) -> Rates:
    return observed(Rates(), headers(quarter, day), NOW)


def test_before_the_first_answer_nothing_is_limited():
    assert opens_at(Rates(), NOW) is None


@pytest.mark.parametrize(
    ("quarter", "day", "opens"),
    [
        (0, 0, None),
        (99, 999, None),
        (100, 100, QUARTER),
        (120, 120, QUARTER),
        (5, 1000, MIDNIGHT),
        (100, 1000, MIDNIGHT),
    ],
)
def test_the_last_window_to_close_decides(quarter: int, day: int, opens: datetime | None):
    assert opens_at(rates(quarter, day), NOW) == opens


def test_a_window_that_has_closed_counts_no_more():
    assert opens_at(rates(100, 100), QUARTER) is None
    assert opens_at(rates(100, 100), QUARTER - timedelta(microseconds=1)) == QUARTER
    assert opens_at(rates(100, 1000), QUARTER) == MIDNIGHT
    assert opens_at(rates(100, 1000), MIDNIGHT) is None


def test_windows_close_by_stravas_clock_not_by_ours():
    ours = NOW + timedelta(minutes=5)  # Strava says 14:07 when we say 14:12
    spent = observed(Rates(), headers(100, 100, Date="Fri, 20 Nov 2026 14:07:00 GMT"), ours)
    assert opens_at(spent, ours) == QUARTER + timedelta(minutes=5)


def test_requests_are_counted_before_they_are_answered():
    assert opens_at(counted_in(rates(99, 99), NOW), NOW) == QUARTER
    assert opens_at(counted_in(rates(99, 99), QUARTER), QUARTER) is None


def test_what_headers_do_not_say_stays_as_it_was():
    known = rates(100, 100)
    for odd in ({}, {"X-RateLimit-Limit": "a,b"}, {"X-RateLimit-Usage": "1"}, {"Date": "x"}):
        assert observed(known, odd, NOW) == known


def test_a_refusal_that_no_header_explains_ends_the_quarter():
    assert opens_at(refused(rates(5, 5), NOW), NOW) == QUARTER
    assert opens_at(refused(Rates(), NOW), NOW) == QUARTER
    assert opens_at(refused(Rates(), NOW), QUARTER) is None
    spent = rates(5, 1000)
    assert refused(spent, NOW) == spent


def test_rates_are_kept_and_read_back():
    assert Rates.from_json(rates(7, 8).to_json()) == rates(7, 8)
    assert Rates.from_json(None) == Rates()


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, NOW),
        (50, NOW),
        (101, QUARTER),
        (201, QUARTER + timedelta(minutes=15)),
        (1001, MIDNIGHT),
        (3200, MIDNIGHT + timedelta(days=2, minutes=15)),
    ],
)
def test_how_long_it_takes_follows_from_the_limits(n: int, expected: datetime):
    assert through_at(rates(0, 0), n, NOW) == expected


def test_a_limit_of_nothing_is_asked_about_again():
    none = observed(Rates(), headers(0, 0) | {"X-ReadRateLimit-Limit": "0,1000"}, NOW)
    assert opens_at(none, NOW) == QUARTER
    assert opens_at(none, QUARTER) is None
    assert through_at(none, 3, NOW) == QUARTER + timedelta(minutes=30)


@given(
    quarter=st.integers(0, 150),
    day=st.integers(0, 1500),
    n=st.integers(0, 4000),
    minutes=st.integers(0, 1440),
)
def test_sending_when_it_may_be_sent_ends_when_it_was_said_to(
    quarter: int, day: int, n: int, minutes: int
):
    """A sender that follows `opens_at` alone sends its last request when `through_at` says."""
    now = NOW + timedelta(minutes=minutes)
    state, at = observed(Rates(), headers(quarter, day), now), now
    for _ in range(n):
        while (opens := opens_at(state, at)) is not None:
            at = opens
        state = counted_in(state, at)
    assert at == through_at(observed(Rates(), headers(quarter, day), now), n, now)


@given(st.dictionaries(st.sampled_from(list(headers(0, 0, Date=""))), st.text(max_size=30)))
def test_no_header_upsets_it(odd: dict[str, str]):
    opens_at(observed(rates(1, 1), odd, NOW), NOW)
