from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flarelag.classify.activity import classify_activity
from flarelag.errors import InputError
from flarelag.model.classification import Classification, SpeedSource
from flarelag.model.effort import BrakingGrade, EffortClass, EffortSource
from flarelag.model.frames import Records
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport

MakeActivity = Callable[..., ParsedActivity]
Columns = dict[str, np.ndarray]

BEST = 6.8
SAME_FIXTURE = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_four_sprints_are_found_with_their_braking(make_activity: MakeActivity, session: Columns):
    found = classify_activity(make_activity(session), best_100m_m_s=BEST)
    assert [e.effort_class for e in found.efforts] == [EffortClass.SPRINT] * 4
    for n, effort in enumerate(found.efforts):
        start_s = 300 + n * 212 - 1
        assert effort.interval.start_s == pytest.approx(start_s, abs=1.5)
        assert effort.interval.end_s == pytest.approx(start_s + 30, abs=1.5)
        assert effort.source is EffortSource.DETECTED
        assert effort.p80_fraction == pytest.approx(6.5 / BEST, abs=0.02)
        assert effort.braking is not None
        assert effort.braking.entry_m_s == pytest.approx(6.5, abs=0.2)
        assert effort.braking.exit_m_s == pytest.approx(2.8, abs=0.2)
        assert effort.braking.grade is not BrakingGrade.SOFT
    assert found.doses.hard_s == found.doses.sprint_s == pytest.approx(120, abs=5)
    assert found.doses.braking_energy_j_kg == pytest.approx(4 * (6.5**2 - 2.8**2) / 2, rel=0.07)
    assert found.best_100m_observed_m_s == pytest.approx(6.5, rel=0.01)
    assert found.speed_source is SpeedSource.DEVICE


def test_without_a_best_100_m_there_are_no_classes(make_activity: MakeActivity, session: Columns):
    found = classify_activity(make_activity(session), best_100m_m_s=None)
    assert [e.effort_class for e in found.efforts] == [EffortClass.EFFORT] * 4
    assert all(e.p80_fraction is None for e in found.efforts)
    doses = found.doses
    assert doses.sprint_s is doses.fast_s is doses.tempo_s is doses.hard_s is None
    assert doses.effort_s == pytest.approx(120, abs=5)
    assert any("No best 100 m" in remark for remark in found.remarks)


@pytest.mark.parametrize("best", [0.0, -1.0, float("nan"), float("inf"), 15.2])
def test_a_best_100_m_that_nobody_ran_is_refused(
    make_activity: MakeActivity, session: Columns, best: float
):
    with pytest.raises(InputError, match="best 100 m"):
        classify_activity(make_activity(session), best_100m_m_s=best)


@pytest.mark.parametrize("best", [None, 6.8])
@pytest.mark.parametrize("sport", list(Sport))
def test_all_nulls_are_unknown_and_not_zero(
    make_activity: MakeActivity, sport: Sport, best: float | None
):
    found = classify_activity(
        make_activity({"t_s": list(range(100))}, sport=sport), best_100m_m_s=best
    )
    assert found.efforts == ()
    assert found.speed_source is SpeedSource.NONE
    assert found.best_100m_observed_m_s is None
    assert found.doses.run_min == (pytest.approx(99 / 60) if sport is Sport.RUN else 0)
    assert found.doses.hard_s == (None if sport is Sport.RUN else 0)


def test_no_records_at_all(make_activity: MakeActivity):
    found = classify_activity(make_activity({}, duration_s=None), best_100m_m_s=BEST)
    assert found.efforts == ()
    assert found.doses.run_min is None
    assert found.remarks


def test_an_activity_entered_by_hand_says_so(make_activity: MakeActivity):
    found = classify_activity(make_activity({}, duration_s=1800.0, manual=True), best_100m_m_s=BEST)
    assert found.efforts == ()
    assert found.doses.run_min == 30
    assert "by hand" in found.remarks[0]


@SAME_FIXTURE
@given(speed=st.floats(0, 12), best=st.one_of(st.none(), st.floats(3, 12)), n=st.integers(1, 900))
def test_a_constant_speed_is_no_effort(
    make_activity: MakeActivity, speed: float, best: float | None, n: int
):
    parsed = make_activity({"t_s": list(range(n)), "speed_m_s": [speed] * n})
    assert classify_activity(parsed, best_100m_m_s=best).efforts == ()


@pytest.mark.parametrize("speed", [2.4, 3.3, 3.7])
def test_a_steady_noisy_run_has_no_efforts(make_activity: MakeActivity, speed: float):
    noisy = np.random.default_rng(2).normal(speed, 0.15, 5400)
    parsed = make_activity({"t_s": np.arange(5400), "speed_m_s": noisy})
    assert classify_activity(parsed, best_100m_m_s=6.5).efforts == ()


def test_a_treadmill_gives_no_braking(make_activity: MakeActivity, session: Columns):
    found = classify_activity(make_activity(session, sub_sport="treadmill"), best_100m_m_s=BEST)
    assert len(found.efforts) == 4
    assert all(e.braking is None and e.confidence < 0.6 for e in found.efforts)
    assert found.doses.braking_energy_j_kg is None


def test_braking_is_not_judged_across_a_pause(make_activity: MakeActivity, session: Columns):
    ends = [329 + n * 212 for n in range(4)]
    pauses = tuple(Interval(float(end), float(end + 100)) for end in ends)
    found = classify_activity(make_activity(session, pauses=pauses), best_100m_m_s=BEST)
    assert len(found.efforts) == 4
    assert all(e.braking is None for e in found.efforts)
    assert all("braking is not judged" in " ".join(e.reasons) for e in found.efforts)
    assert found.doses.braking_energy_j_kg is None


def test_other_sports_are_not_searched(make_activity: MakeActivity, session: Columns):
    found = classify_activity(make_activity(session, sport=Sport.WALK), best_100m_m_s=BEST)
    assert found.efforts == ()
    assert found.doses.hard_s == 0
    assert found.doses.effort_s is None


columns = st.lists(
    st.tuples(
        st.floats(0, 2000),
        *(
            st.one_of(st.none(), st.floats(low, high))
            for low, high in (
                *((0, 30), (-90, 90), (-180, 180), (-400, 9000), (0, 1e5), (0, 300)),
                *((0, 255), (0, 1), (0, 2000)),
            )
        ),
    ),
    max_size=60,
)
NAMES = (
    *("t_s", "speed_m_s", "lat_deg", "lon_deg", "altitude_m", "distance_m", "cadence_spm"),
    *("heart_rate_bpm", "contact_time_s", "power_w"),
)


def _flat(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _flat(part)]
    if isinstance(value, (tuple, list)):
        return [leaf for part in value for leaf in _flat(part)]
    return [value]


@SAME_FIXTURE
@given(rows=columns, sport=st.sampled_from([Sport.RUN, Sport.RIDE]))
def test_anything_gives_ordered_efforts_and_no_nan(
    make_activity: MakeActivity, rows: list[tuple[float | None, ...]], sport: Sport
):
    columns_of = {name: [row[i] for row in rows] for i, name in enumerate(NAMES)}
    parsed = make_activity(columns_of, sport=sport)
    found = classify_activity(parsed, best_100m_m_s=6.5)
    _check(found)


@SAME_FIXTURE
@given(
    parts=st.lists(st.tuples(st.floats(0, 9), st.integers(1, 120)), min_size=1, max_size=20),
    dropped=st.sets(st.integers(0, 2000), max_size=300),
    best=st.one_of(st.none(), st.floats(4, 10)),
)
def test_random_sessions_give_disjoint_efforts(
    make_activity: MakeActivity,
    parts: list[tuple[float, int]],
    dropped: set[int],
    best: float | None,
):
    speed = np.concatenate([np.full(n, v) for v, n in parts])
    keep = [t for t in range(speed.size) if t not in dropped]
    parsed = make_activity({"t_s": keep, "speed_m_s": speed[keep]})
    _check(classify_activity(parsed, best_100m_m_s=best))


def _check(found: Classification) -> None:
    edges = [edge for e in found.efforts for edge in (e.interval.start_s, e.interval.end_s)]
    assert edges == sorted(edges)
    assert all(0 <= e.confidence <= 1 and e.interval.duration_s > 0 for e in found.efforts)
    numbers = [leaf for leaf in _flat(asdict(found)) if isinstance(leaf, float)]
    assert np.isfinite(numbers).all()


def test_nothing_changes_with_the_order_of_records_the_date_or_an_unrelated_channel(
    make_activity: MakeActivity, session: Columns
):
    seconds = session["t_s"]
    channels = {
        "altitude_m": 400 + 10 * np.sin(seconds / 90),
        "cadence_spm": 170 + seconds % 7,
        "contact_time_s": 0.25 - session["speed_m_s"] / 100,
        "heart_rate_bpm": 120 + seconds % 50,
    }
    parsed = make_activity({**session, **channels})
    found = classify_activity(parsed, best_100m_m_s=BEST)
    assert found.efforts[0].load is not None
    assert found.efforts[0].grade_percent is not None
    shuffled = Records.validate(parsed.records.sample(fraction=1, shuffle=True, seed=5))
    later = replace(parsed.activity, start_utc=parsed.activity.start_utc + timedelta(days=400))
    warmer = Records.validate(parsed.records.with_columns(temperature_c=pl.lit(21.0)))
    for other in (
        ParsedActivity(parsed.activity, shuffled),
        ParsedActivity(later, parsed.records),
        ParsedActivity(parsed.activity, warmer),
    ):
        assert classify_activity(other, best_100m_m_s=BEST) == found
