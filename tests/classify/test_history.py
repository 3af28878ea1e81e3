from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flarelag.classify.history import BestHistory
from flarelag.classify.profile import Evidence100m, best_100m_at
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


@settings(deadline=None, max_examples=300)
@given(st.lists(EVIDENCE, max_size=30), st.lists(DAYS, min_size=1, max_size=8))
def test_it_answers_as_one_date_at_a_time_does(evidence: list[Evidence100m], whens: list[datetime]):
    history = BestHistory(evidence)
    for when in [*whens, *(row.start_utc for row in evidence)]:
        single = best_100m_at(evidence, when)
        found = history.at(when)
        if single is None:
            assert found is None
        else:
            assert found == pytest.approx(single.m_s, rel=1e-12)


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
