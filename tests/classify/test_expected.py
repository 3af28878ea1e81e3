from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from flarelag.classify.evidence import Evidence100m
from flarelag.classify.expected import ExpectedBest, RunningBest
from flarelag.classify.history import BestHistory
from flarelag.classify.profile import Entered100m
from flarelag.model.classification import SpeedSource

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def shown(day: int, m_s: float, *, declared: bool = False) -> Evidence100m:
    return Evidence100m(
        start_utc=EPOCH + timedelta(days=day),
        observed_m_s=m_s,
        median_speed_m_s=2.8,
        speed_source=SpeedSource.DEVICE,
        declared=declared,
    )


ROWS = st.lists(
    st.builds(
        shown,
        st.integers(0, 2500),
        st.floats(2.5, 9.0) | st.sampled_from([5.0, 6.0]),
        declared=st.just(value=True),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=100)
@given(ROWS, st.lists(st.integers(0, 1500), min_size=1, max_size=5))
def test_the_few_rows_that_last_decide_as_all_do_from_the_last_one_on(
    rows: list[Evidence100m], later: list[int]
):
    history = BestHistory(rows)
    lasting = history.lasting()
    last = max((row.start_utc for row in rows), default=EPOCH)
    for days in later:
        when = last + timedelta(days=days)
        assert BestHistory(lasting).at(when) == history.at(when)


def test_years_of_daily_running_leave_few_rows():
    rng = Random(7)  # noqa: S311 - no secret
    rows = [shown(day, rng.uniform(4.5, 8.0), declared=True) for day in range(3000)]
    assert len(BestHistory(rows).lasting()) < 40


@settings(deadline=None, max_examples=50)
@given(ROWS)
def test_in_order_of_time_what_is_expected_is_what_holds_until_then(rows: list[Evidence100m]):
    rows = sorted(rows, key=lambda row: (row.start_utc, row.observed_m_s))
    running = RunningBest([])
    for n, row in enumerate(rows):
        when = row.start_utc
        assert running.expected.at(when) == (BestHistory(rows[:n]).at(when) if n else None)
        running.add(row)


@settings(deadline=None, max_examples=50)
@given(ROWS, ROWS)
def test_it_goes_on_from_what_is_in_already(known: list[Evidence100m], more: list[Evidence100m]):
    latest = max((row.start_utc for row in known), default=EPOCH)
    more = [replace(row, start_utc=row.start_utc - EPOCH + latest) for row in more]
    more.sort(key=lambda row: (row.start_utc, row.observed_m_s))
    running = RunningBest(known)
    for row in more:
        running.add(row)
    when = EPOCH + timedelta(days=6000)
    assert running.expected.at(when) == BestHistory([*known, *more]).at(when)


def test_what_is_no_maximal_effort_changes_nothing():
    running = RunningBest([])
    running.add(shown(0, 3.0))
    assert running.expected == ExpectedBest()
    running.add(shown(1, 7.0))
    running.add(shown(2, 3.1))
    assert running.expected.at(EPOCH + timedelta(days=3)) == 7.0


def test_nothing_is_expected_before_the_last_activity_that_counts():
    running = RunningBest([shown(0, 6.0), shown(9, 7.0)])
    assert running.expected.at(EPOCH + timedelta(days=8)) is None
    assert running.expected.at(EPOCH + timedelta(days=9)) == 6.5


def test_where_dates_go_back_nothing_is_expected_until_some_have_come_in_order():
    running = RunningBest([shown(900 + day, 8.0) for day in range(3)])
    told = []
    for day in range(10):
        running.add(shown(day, 6.0 + day / 10))
        told.append(running.expected.at(EPOCH + timedelta(days=day + 1)))
    assert told[:7] == [None] * 7
    assert told[7:] == [6.6, 6.7, 6.8]


def test_in_a_shuffled_pile_nothing_is_ever_expected():
    rows = [shown(day, 6.0 + day % 7 / 10) for day in range(3000)]
    Random(3).shuffle(rows)  # noqa: S311 - no secret
    running = RunningBest([])
    n_told = 0
    for row in rows:
        n_told += running.expected.at(row.start_utc) is not None
        running.add(row)
    assert n_told < 30


def test_what_the_person_entered_holds_at_every_date_that_it_covers():
    entered = (Entered100m(m_s=6.8, since=EPOCH),)
    running = RunningBest([shown(100, 8.0)], entered)
    assert running.expected.at(EPOCH + timedelta(days=1)) == 6.8
    assert running.expected.at(EPOCH - timedelta(days=1)) is None
