"""Recordings that are not a plain run by a watch with satellites: what must stay unknown or 0."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from flarelag.classify.activity import classify_activity
from flarelag.model.classification import DataGrade, SpeedSource
from flarelag.model.effort import EffortClass
from flarelag.model.interval import Interval
from flarelag.model.load import ForceMethod
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport

MakeActivity = Callable[..., ParsedActivity]
Columns = dict[str, np.ndarray]

BEST = 6.8


def _grade(make_activity: MakeActivity, columns: Columns, **facts: object) -> DataGrade:
    quality = classify_activity(make_activity(columns, **facts), best_100m_m_s=BEST).quality
    assert quality is not None
    assert (quality.grade is DataGrade.GOOD) == (quality.reasons == ())
    return quality.grade


def test_a_clean_run_by_the_device_is_good(make_activity: MakeActivity, session: Columns):
    assert _grade(make_activity, session) is DataGrade.GOOD


def test_a_treadmill_has_no_slope_and_no_braking(make_activity: MakeActivity, session: Columns):
    climb = {**session, "altitude_m": 400 + np.cumsum(session["speed_m_s"]) * 0.05}
    outside = classify_activity(make_activity(climb), best_100m_m_s=BEST)
    belt = classify_activity(make_activity(climb, sub_sport="treadmill"), best_100m_m_s=BEST)
    assert outside.efforts[0].grade_percent == pytest.approx(5, abs=0.3)
    assert [effort.grade_percent for effort in belt.efforts] == [None] * 4
    assert [effort.braking for effort in belt.efforts] == [None] * 4
    assert belt.quality is not None
    assert belt.quality.grade is DataGrade.POOR


def test_without_speed_only_steps_are_known(make_activity: MakeActivity):
    columns = {"t_s": np.arange(600), "cadence_spm": np.repeat([170.0, 60.0], 300)}
    found = classify_activity(make_activity(columns), best_100m_m_s=BEST)
    assert found.speed_source is SpeedSource.NONE
    assert found.doses.steps_n == pytest.approx(300 * 170 / 60, abs=6)
    assert found.doses.load is None
    assert found.force_line is None
    assert found.doses.hard_s is None
    assert found.quality is not None
    assert found.quality.grade is DataGrade.NONE


def test_a_foot_pod_is_enough(make_activity: MakeActivity, session: Columns):
    n = len(session["t_s"])
    pod = {
        **session,
        "cadence_spm": np.full(n, 176.0),
        "contact_time_s": np.where(session["speed_m_s"] > 5, 0.16, 0.24),
    }
    found = classify_activity(make_activity(pod), best_100m_m_s=BEST)
    loads = [effort.load for effort in found.efforts]
    assert len(loads) == 4
    for load in loads:
        assert load is not None
        assert load.steps_measured
        assert load.steps_n == pytest.approx(30 * 176 / 60, abs=5)
        assert load.force_method is ForceMethod.CONTACT_TIME
        assert load.peak_force_bw == pytest.approx(np.pi / 2 * 60 / (176 * 0.16), rel=0.05)


def test_stop_and_go_in_town_is_no_session_of_efforts(make_activity: MakeActivity):
    rng = np.random.default_rng(3)
    speed: list[float] = []
    for _ in range(25):
        speed += [0.0] * int(rng.integers(8, 40)) + [1.5, 2.4]
        speed += [*rng.normal(2.9, 0.12, int(rng.integers(40, 140))), 1.8, 0.6]
    columns = {"t_s": np.arange(len(speed)), "speed_m_s": np.maximum(speed, 0)}
    found = classify_activity(make_activity(columns), best_100m_m_s=BEST)
    assert found.efforts == ()
    assert (found.doses.hard_s, found.doses.hard_stops_n) == (0, 0)


def test_walking_breaks_are_neither_efforts_nor_steps(make_activity: MakeActivity):
    rng = np.random.default_rng(4)
    speed = np.concatenate([np.repeat([2.6, 1.5], [240, 60])] * 8) + rng.normal(0, 0.08, 2400)
    found = classify_activity(
        make_activity({"t_s": np.arange(2400), "speed_m_s": speed}), best_100m_m_s=BEST
    )
    assert found.efforts == ()
    running_steps = 8 * 240 * (150.02 + 6.012 * 2.6) / 60
    assert found.doses.steps_n == pytest.approx(running_steps, rel=0.03)


def test_downhill_costs_more_than_uphill_and_is_no_faster_best(make_activity: MakeActivity):
    speed = np.full(1200, 3.0) + np.random.default_rng(5).normal(0, 0.05, 1200)
    way = np.cumsum(speed)
    loads = {
        word: classify_activity(
            make_activity(
                {"t_s": np.arange(1200), "speed_m_s": speed, "altitude_m": 500 + rise * way}
            ),
            best_100m_m_s=BEST,
        ).doses.load
        for word, rise in (("down", -0.08), ("up", 0.08), ("level", 0.0))
    }
    down, up, level = (load.b1 for load in loads.values() if load is not None)
    assert down / up == pytest.approx(1 + 0.06 * np.degrees(np.arctan(0.08)), rel=0.02)
    assert up == pytest.approx(level)


def test_an_altitude_that_scatters_is_not_believed(make_activity: MakeActivity, session: Columns):
    n = len(session["t_s"])
    noisy = 500 - 0.1 * np.arange(n) + np.random.default_rng(6).normal(0, 1.5, n)
    found = classify_activity(make_activity({**session, "altitude_m": noisy}), best_100m_m_s=BEST)
    plain = classify_activity(make_activity(session), best_100m_m_s=BEST)
    assert [effort.grade_percent for effort in found.efforts] == [None] * 4
    assert found.doses.load == plain.doses.load


def test_smart_recording_says_what_cannot_be_judged(make_activity: MakeActivity, session: Columns):
    kept = np.flatnonzero(np.arange(len(session["t_s"])) % 8 == 0)
    thinned = {name: values[kept] for name, values in session.items()}
    found = classify_activity(make_activity(thinned), best_100m_m_s=BEST)
    assert found.quality is not None
    assert found.quality.grade is DataGrade.FAIR
    assert "Smart recording: gaps up to 8 s; braking can rarely be judged." in found.quality.reasons
    assert set(found.quality.reasons) <= set(found.remarks)
    whole = classify_activity(make_activity(session), best_100m_m_s=BEST)
    for smart, every_second in zip(found.efforts, whole.efforts, strict=True):
        assert smart.start_error_s == pytest.approx((every_second.start_error_s or 0) + 8 / 4)


def test_what_was_not_recorded_lowers_the_grade_and_hides_the_load(
    make_activity: MakeActivity, session: Columns
):
    n = len(session["t_s"])
    assert _grade(make_activity, session, timer_s=float(n)) is DataGrade.GOOD
    assert _grade(make_activity, session, timer_s=1.05 * n) is DataGrade.FAIR
    assert _grade(make_activity, session, timer_s=1.3 * n) is DataGrade.POOR
    mostly_lost = make_activity(session, timer_s=2.5 * n)
    assert classify_activity(mostly_lost, best_100m_m_s=BEST).doses.load is None


def test_a_ride_costs_the_feet_nothing_and_keeps_time_and_power(make_activity: MakeActivity):
    power = np.full(1800, 150.0)
    power[600:720] = 330.0
    ride = make_activity(
        {"t_s": np.arange(1800), "power_w": power}, sport=Sport.RIDE, perceived_exertion=6.0
    )
    found = classify_activity(ride, best_100m_m_s=BEST)
    (effort,) = found.efforts
    assert effort.effort_class is EffortClass.EFFORT
    assert effort.mean_power_w == pytest.approx(330, rel=0.05)
    assert effort.load is None
    doses = found.doses
    assert doses.load is not None
    assert (doses.steps_n, doses.load.b1, doses.load.b10, doses.run_min) == (0, 0, 0, 0)
    assert doses.ride_min == pytest.approx(1799 / 60)
    assert doses.mean_power_w == pytest.approx(power.mean())
    assert doses.session_rpe == pytest.approx(6 * 1799 / 60)
    assert found.remarks == ("No foot impact on a bicycle; load on the spine is not assessed.",)
    assert found.quality is not None
    assert found.quality.grade is DataGrade.GOOD


def test_a_hard_minute_of_a_ride_without_power_is_found_by_speed(make_activity: MakeActivity):
    speed = np.full(1800, 6.0)
    speed[800:900] = 11.0
    found = classify_activity(
        make_activity({"t_s": np.arange(1800), "speed_m_s": speed}, sport=Sport.RIDE),
        best_100m_m_s=None,
    )
    (effort,) = found.efforts
    assert effort.mean_power_w is None
    assert effort.interval.iou(Interval(800, 900)) > 0.8
    assert found.doses.mean_power_w is None


@pytest.mark.parametrize("sport", [Sport.WALK, Sport.HIKE, Sport.STRENGTH, Sport.OTHER])
def test_impacts_of_other_sports_on_foot_are_unknown(make_activity: MakeActivity, sport: Sport):
    columns = {"t_s": np.arange(600), "speed_m_s": np.full(600, 1.5)}
    found = classify_activity(make_activity(columns, sport=sport), best_100m_m_s=None)
    assert (found.doses.load, found.doses.steps_n, found.quality) == (None, None, None)


def test_exertion_counts_for_what_was_entered_by_hand(make_activity: MakeActivity):
    entered = make_activity({}, duration_s=1800.0, manual=True, perceived_exertion=8.0)
    found = classify_activity(entered, best_100m_m_s=BEST)
    assert found.doses.session_rpe == 240
    assert found.doses.steps_n is None
    assert found.quality is not None
    assert found.quality.grade is DataGrade.NONE
    swim = make_activity({}, sport=Sport.SWIM, duration_s=600.0, manual=True)
    assert classify_activity(swim, best_100m_m_s=None).doses.session_rpe is None


@pytest.mark.parametrize("n", [0, 1, 2, 5, 15])
def test_tiny_recordings(make_activity: MakeActivity, n: int):
    columns = {
        "t_s": np.arange(n),
        "speed_m_s": np.full(n, 6.0),
        "altitude_m": np.linspace(500, 510, n),
        "cadence_spm": np.full(n, 180.0),
        "contact_time_s": np.full(n, 0.2),
        "heart_rate_bpm": np.full(n, 120.0),
    }
    found = classify_activity(make_activity(columns, timer_s=float(n)), best_100m_m_s=BEST)
    assert found.efforts == ()
    assert found.best_100m_observed_m_s is None
    assert found.doses.steps_n == (None if n == 0 else 3 * n)


def test_heart_rate_and_rest_stand_with_each_effort(make_activity: MakeActivity, session: Columns):
    beats = np.where(session["speed_m_s"] > 5, 175.0, 120.0)
    found = classify_activity(
        make_activity({**session, "heart_rate_bpm": beats}), best_100m_m_s=BEST
    )
    assert found.efforts[0].rest_before_s is None
    for before, effort in zip(found.efforts, found.efforts[1:], strict=False):
        assert effort.rest_before_s == effort.interval.start_s - before.interval.end_s
        assert effort.rest_before_s == pytest.approx(182, abs=3)
    assert all(effort.heart_rate_max_bpm == 175 for effort in found.efforts)
    assert all((effort.heart_rate_mean_bpm or 0) > 165 for effort in found.efforts)
    assert found.doses.sprints_n == 4


def test_an_effort_is_as_long_as_the_devices_own_distance_says(
    make_activity: MakeActivity, session: Columns
):
    plain = classify_activity(make_activity(session), best_100m_m_s=BEST).efforts
    way = 1.04 * np.cumsum(session["speed_m_s"])
    found = classify_activity(make_activity({**session, "distance_m": way}), best_100m_m_s=BEST)
    for effort, without in zip(found.efforts, plain, strict=True):
        assert effort.distance_m == pytest.approx(1.04 * (without.distance_m or 0), rel=0.03)
        assert effort.distance_m == pytest.approx(
            (effort.mean_speed_m_s or 0) * effort.interval.duration_s
        )
    reset = {**session, "distance_m": np.where(np.arange(way.size) < 320, way, way - way[320])}
    found = classify_activity(make_activity(reset), best_100m_m_s=BEST)
    assert found.efforts[0].distance_m == plain[0].distance_m


def _track(speed: np.ndarray) -> Columns:
    """Return what a watch shows of 400 m rounds: positions cut the bends, and speed falls there."""
    way = np.cumsum(speed)
    straight, radius = 84.39, 36.5
    lap = 2 * (straight + np.pi * radius)
    at = way % lap
    bend = (at % (lap / 2)) > straight
    return {"t_s": np.arange(speed.size), "speed_m_s": np.where(bend, 0.93, 1.0) * speed}


def test_bends_of_a_track_neither_cut_an_effort_nor_brake_it(make_activity: MakeActivity):
    rng = np.random.default_rng(10)
    easy, rest, rep = np.full(400, 2.7), np.full(180, 1.4), np.full(250, 4.0)
    speed = np.concatenate([easy, *[np.r_[rep, rest] for _ in range(4)]])
    columns = _track(speed + rng.normal(0, 0.06, speed.size))
    found = classify_activity(make_activity(columns), best_100m_m_s=BEST)
    assert len(found.efforts) == 4
    for number, effort in enumerate(found.efforts):
        start_s = 400 + 430 * number
        assert effort.interval.iou(Interval(start_s, start_s + 250)) > 0.97
        assert effort.effort_class is EffortClass.TEMPO
        assert effort.braking is not None
        assert effort.braking.interval.start_s == pytest.approx(start_s + 250, abs=5)


def test_an_easy_run_round_a_track_has_no_efforts(make_activity: MakeActivity):
    speed = np.full(2400, 2.9) + np.random.default_rng(11).normal(0, 0.1, 2400)
    found = classify_activity(make_activity(_track(speed)), best_100m_m_s=BEST)
    assert found.efforts == ()


@pytest.mark.parametrize("best", [None, BEST])
def test_a_trail_that_rises_and_falls_is_no_session_of_efforts(
    make_activity: MakeActivity, best: float | None
):
    rng = np.random.default_rng(12)
    n = 4200
    # Slopes of a minute or two, walked up where steep and run down a little faster.
    rise = 0.16 * np.sin(2 * np.pi * np.cumsum(rng.uniform(0.6, 1.4, n)) / 210)
    speed = np.clip(2.6 - 7.0 * np.maximum(rise, 0) - 2.5 * np.minimum(rise, 0), 1.3, None)
    rough = np.convolve(rng.normal(0, 0.5, n), np.ones(4) / 4, "same")
    columns = {
        "t_s": np.arange(n),
        "speed_m_s": np.maximum(speed + rough, 0),
        "altitude_m": 900 + np.cumsum(rise * speed),
    }
    found = classify_activity(make_activity(columns), best_100m_m_s=best)
    hours = n / 3600
    assert len(found.efforts) <= 2 * hours
    assert EffortClass.SPRINT not in [effort.effort_class for effort in found.efforts]
    assert found.doses.hard_stops_n in {0, None}
