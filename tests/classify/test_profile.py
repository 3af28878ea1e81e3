from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.classify.profile import Entered100m, Evidence100m, RunnerProfile
from flarelag.model.classification import SpeedSource

DAY_0 = datetime(2024, 1, 1, tzinfo=UTC)


def _row(
    day: float,
    observed: float,
    usual: float = 2.8,
    *,
    speed_source: SpeedSource = SpeedSource.DEVICE,
    declared: bool = False,
) -> Evidence100m:
    return Evidence100m(
        start_utc=DAY_0 + timedelta(days=day),
        observed_m_s=observed,
        median_speed_m_s=usual,
        speed_source=speed_source,
        declared=declared,
    )


def _day(day: float) -> datetime:
    return DAY_0 + timedelta(days=day)


def _at(rows: list[Evidence100m], day: float, *entered: Entered100m):
    return RunnerProfile(rows, entered).explained(_day(day))


SPRINTS = [_row(0, 6.6), _row(30, 6.8), _row(60, 6.7), _row(90, 6.5)]


def test_it_is_the_median_of_the_top_three_of_a_year():
    best = _at(SPRINTS, 100)
    assert best.m_s == 6.7
    assert not best.provisional
    assert [row.observed_m_s for row in best.evidence] == [6.8, 6.7, 6.6]


def test_the_day_itself_counts_and_later_days_do_not():
    assert _at(SPRINTS[:3], 60).m_s == 6.7
    assert _at([*SPRINTS, _row(101, 9.0), _row(102, 9.0)], 100).m_s == 6.7


def test_one_spike_does_not_set_it():
    assert _at([*SPRINTS, _row(95, 11.9)], 100).m_s == 6.8


def test_tempo_running_is_no_evidence_unless_declared():
    assert _at([_row(0, 4.0, usual=3.6), _row(1, 4.6, usual=3.6)], 10) is None
    assert _at([_row(0, 4.0, declared=True)], 10).m_s == 4.0


def test_it_carries_forward_through_years_without_sprints():
    repeats = [_row(120 + 7 * n, 3.9) for n in range(104)]
    fartlek = [_row(500 + 10 * n, 4.9) for n in range(3)]
    best = _at([*SPRINTS, *repeats, *fartlek], 90 + 2 * 365.25)
    assert best.m_s >= 6.7 * 0.98 - 1e-9
    assert best.m_s < 6.7
    assert "carried forward" in best.reason
    # Her 1000 m repeats at 57 % of it stay far from the limit of a sprint.
    assert 3.9 / best.m_s < 0.67


def test_fewer_than_three_or_positions_only_are_provisional():
    assert _at(SPRINTS[:1], 10).provisional
    positions = [_row(n, 6.5, speed_source=SpeedSource.POSITION) for n in range(3)]
    assert _at(positions, 10).provisional


def test_before_any_evidence_the_first_later_one_serves_for_a_year():
    best = _at([_row(100, 6.5)], 0)
    assert best.m_s == 6.5
    assert best.provisional
    assert _at([_row(400, 6.5)], 0) is None


def test_what_the_person_enters_wins():
    best = _at(SPRINTS, 100, Entered100m(m_s=7.2))
    assert (best.m_s, best.evidence, best.provisional) == (7.2, (), False)
    assert best.reason == "entered by you, for all dates"
    assert _at([], 100) is None


def test_what_is_entered_with_a_date_holds_from_then_on():
    entered = (Entered100m(m_s=7.0, since=_day(50)), Entered100m(m_s=6.0, since=_day(200)))
    assert _at(SPRINTS, 49, *entered).reason != _at(SPRINTS, 50, *entered).reason
    assert [_at(SPRINTS, day, *entered).m_s for day in (50, 199, 200, 900)] == [7, 7, 6, 6]
    assert "from 2024-02-20 on" in _at(SPRINTS, 50, *entered).reason
    always = Entered100m(m_s=5.0)
    assert [_at(SPRINTS, day, *entered, always).m_s for day in (0, 60)] == [5, 7]
    profile = RunnerProfile(SPRINTS, entered)
    assert [profile.at(_day(day)) for day in (49, 60)] == [_at(SPRINTS, 49).m_s, 7.0]


def test_it_says_how_far_it_may_be_off():
    firm, thin = _at(SPRINTS, 100), _at(SPRINTS[:1], 10)
    assert firm.uncertainty_m_s == pytest.approx((0.1**2 + 0.067**2) ** 0.5)
    assert thin.uncertainty_m_s > 0.05 * thin.m_s
    carried = _at(SPRINTS, 90 + 3 * 365.25)
    assert carried.uncertainty_m_s > firm.uncertainty_m_s
    assert _at(SPRINTS, 100, Entered100m(m_s=7.2)).uncertainty_m_s is None


@given(
    st.lists(st.tuples(st.floats(0, 1500), st.floats(4.6, 9)), min_size=3, max_size=25),
    st.floats(0, 1500),
    st.floats(0, 800),
)
def test_once_firm_it_falls_by_at_most_one_percent_a_year(
    found: list[tuple[float, float]], day: float, later: float
):
    rows = [_row(d, v) for d, v in found]
    now, then = _at(rows, day), _at(rows, day + later)
    assert _at(rows[::-1], day) == now
    if now is not None and len(now.evidence) == 3:
        # The year before its activities drop out of the window counts when they do.
        assert then.m_s >= now.m_s * 0.99 ** (later / 365.25 + 1) - 1e-9
