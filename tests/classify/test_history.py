from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flarelag.classify.evidence import Evidence100m
from flarelag.classify.history import YEAR, BestHistory
from flarelag.model.classification import SpeedSource

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = st.integers(0, 2500).map(lambda days: EPOCH + timedelta(days=days))
EVIDENCE = st.builds(
    Evidence100m,
    start_utc=DAYS,
    observed_m_s=st.floats(2.5, 9.0),
    median_speed_m_s=st.none() | st.floats(2.0, 3.5),
    speed_source=st.sampled_from([SpeedSource.DEVICE, SpeedSource.POSITION]),
    declared=st.booleans(),
)


def _by_hand(evidence: list[Evidence100m], when: datetime) -> float | None:
    """Return the answer by the rule's own words, one date at a time."""

    def usual(at: datetime) -> float | None:
        near = [row for row in evidence if abs(row.start_utc - at) <= YEAR / 2]
        speeds = [row.median_speed_m_s for row in near if row.median_speed_m_s is not None]
        return median(speeds) if speeds else None

    def is_plausible(row: Evidence100m) -> bool:
        speed = usual(row.start_utc)
        fast = speed is not None and row.observed_m_s >= max(1.35 * speed, 4.5)
        return row.declared or fast

    def top(until: datetime) -> list[float]:
        year = [row.observed_m_s for row in rows if until - YEAR < row.start_utc <= until]
        return sorted(year)[-3:]

    rows = [row for row in evidence if is_plausible(row)]
    past = sorted({row.start_utc for row in rows if row.start_utc <= when})
    if not past:
        later = [row for row in rows if row.start_utc - when <= YEAR]
        first = min(later, key=lambda row: (row.start_utc, row.observed_m_s), default=None)
        return first.observed_m_s if first else None
    fallen = [(top(at), float(0.99 ** ((when - at) / YEAR))) for at in past]
    firm = [median(best) * kept for best, kept in [*fallen, (top(when), 1.0)] if len(best) == 3]
    if firm:
        return max(firm)
    if current := top(when):
        return median(current)
    best, kept = fallen[-1]
    return median(best) * kept


@settings(max_examples=200)
@given(st.lists(EVIDENCE, max_size=30), st.lists(DAYS, min_size=1, max_size=8))
def test_it_answers_by_the_words_of_the_rule(evidence: list[Evidence100m], whens: list[datetime]):
    history = BestHistory(evidence)
    for when in [*whens, *(row.start_utc for row in evidence)]:
        expected = _by_hand(evidence, when)
        assert history.at(when) == (expected and pytest.approx(expected, rel=1e-12))


def test_ten_years_of_daily_running_take_no_time():
    evidence = [
        Evidence100m(
            start_utc=EPOCH + timedelta(days=n),
            observed_m_s=4.0 + n % 7 / 2,
            median_speed_m_s=2.5 + n % 5 / 10,
            speed_source=SpeedSource.DEVICE,
        )
        for n in range(3650)
    ]
    began_s = time.process_time()
    history = BestHistory(evidence)
    assert {history.at(row.start_utc) for row in evidence[-300:]} == {7.0}
    assert time.process_time() - began_s < 1.5


def test_no_evidence_is_no_answer():
    assert BestHistory([]).at(EPOCH) is None
