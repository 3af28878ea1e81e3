from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from flarelag.model.activity import Intensity, LapTrigger
from flarelag.simulation.course import Course, track
from flarelag.simulation.laps import LapStyle
from flarelag.simulation.runner import Runner
from flarelag.simulation.sensors import SEMICIRCLE_DEG
from flarelag.simulation.sessions import repeats_1000m, ride, sprints_200m, town_run, treadmill_run
from flarelag.simulation.watch import SMART_GAP_S, Recording, Watch, record

if TYPE_CHECKING:
    from flarelag.simulation.truth import TrueSession

RUNNER = Runner()
TRACK = track(52.4745, 13.4020)
START = datetime(2026, 4, 6, 16, tzinfo=UTC)
CLEAN = Watch(
    lag_s=0,
    delay_s=0,
    speed_noise_m_s=0,
    distance_error=0,
    position_noise_m=0,
    spikes_per_h=0,
    speed_spikes_per_h=0,
    dropouts_per_h=0,
)


def seen(
    session: TrueSession,
    watch: Watch = CLEAN,
    *,
    course: Course | None = TRACK,
    lap_style: LapStyle = LapStyle.NONE,
    seed: int = 1,
) -> Recording:
    return record(
        session,
        watch=watch,
        runner=RUNNER,
        course=course,
        start_utc=START,
        rng=np.random.default_rng(seed),
        lap_style=lap_style,
    )


@pytest.fixture(scope="module")
def sprints() -> TrueSession:
    return sprints_200m(RUNNER, np.random.default_rng(5), reps=4)


@pytest.fixture(scope="module")
def town() -> TrueSession:
    return town_run(RUNNER, np.random.default_rng(5))


def test_a_perfect_watch_shows_the_truth(sprints: TrueSession):
    records = seen(sprints).parsed.records
    assert records["t_s"].to_list() == list(range(int(sprints.duration_s) + 1))
    assert records["speed_m_s"].to_numpy() == pytest.approx(
        np.where(sprints.speed_m_s[::10] < 0.3, 0, sprints.speed_m_s[::10]), abs=0.0006
    )
    assert records["distance_m"][-1] == pytest.approx(sprints.distance_m[-1], rel=0.002)


def test_speed_integrates_to_the_true_distance_of_each_effort(sprints: TrueSession):
    records = seen(sprints, Watch()).parsed.records
    t_s, distance_m = records["t_s"].to_numpy(), records["distance_m"].to_numpy()
    for effort in sprints.efforts:
        late_s = 1.1  # lag and delay
        edges = [effort.interval.start_s + late_s, effort.interval.end_s + late_s]
        start_m, end_m = np.interp(edges, t_s, distance_m)
        assert end_m - start_m == pytest.approx(effort.distance_m, rel=0.05)


@pytest.mark.parametrize("lag_s", [0.5, 1.5])
def test_the_device_speed_is_late_by_its_lag(sprints: TrueSession, lag_s: float):
    late = seen(sprints, Watch(lag_s=lag_s, delay_s=0.5, speed_noise_m_s=0, speed_spikes_per_h=0))
    shown = late.parsed.records["speed_m_s"].to_numpy()
    fine = np.interp(sprints.t_s, np.arange(len(shown)), shown)
    shifts = range(30)
    fit = [np.corrcoef(fine[s:], sprints.speed_m_s[: len(fine) - s])[0, 1] for s in shifts]
    assert int(np.argmax(fit)) / 10 == pytest.approx(lag_s + 0.5, abs=0.35)


def test_smart_recording_keeps_less_and_never_leaves_more_than_its_gap(town: TrueSession):
    every, smart = (seen(town, Watch(smart=s)).parsed for s in (False, True))
    assert smart.records.height < 0.4 * every.records.height
    edges = {x for pause in smart.activity.pauses for x in (pause.start_s, pause.end_s)}
    t_s = smart.records["t_s"].to_list()
    assert edges <= {*t_s}
    gaps = [b - a for a, b in pairwise(t_s) if a not in edges]
    assert max(gaps) <= SMART_GAP_S
    kept = every.records.join(smart.records.select("t_s"), on="t_s")
    assert kept.equals(smart.records)


def test_nothing_is_recorded_while_the_timer_stands_still(town: TrueSession):
    parsed = seen(town).parsed
    assert parsed.activity.pauses
    for pause in parsed.activity.pauses:
        inside = (pl.col("t_s") > pause.start_s) & (pl.col("t_s") < pause.end_s)
        assert parsed.records.filter(inside).is_empty()
    paused_s = sum(pause.duration_s for pause in parsed.activity.pauses)
    assert parsed.activity.timer_s == pytest.approx((parsed.activity.duration_s or 0) - paused_s)


def test_spikes_and_dropouts_are_there_when_asked_for(sprints: TrueSession):
    watch = Watch(spikes_per_h=40, speed_spikes_per_h=40, dropouts_per_h=20)
    records = seen(sprints, watch).parsed.records
    assert records["lat_deg"].null_count() > 20
    assert records["speed_m_s"].to_numpy().max() > sprints.speed_m_s.max() + 2
    jumps_m = np.abs(np.diff(records["lat_deg"].drop_nulls().to_numpy())) * 111_195
    assert jumps_m.max() > 12


def test_positions_stray_as_far_as_asked_and_remember(sprints: TrueSession):
    true, noisy = (
        seen(sprints, watch).parsed.records["lat_deg"].to_numpy() * 111_195
        for watch in (CLEAN, Watch(spikes_per_h=0, dropouts_per_h=0, position_noise_m=3.0))
    )
    error_m = noisy - true
    assert error_m.std() == pytest.approx(3.0, rel=0.35)
    assert np.corrcoef(error_m[:-1], error_m[1:])[0, 1] > 0.95


def test_values_are_rounded_as_a_file_rounds_them(sprints: TrueSession):
    records = seen(sprints, Watch()).parsed.records
    steps = {"speed_m_s": 1e-3, "distance_m": 1e-2, "altitude_m": 0.2, "heart_rate_bpm": 1.0}
    for name, step in {**steps, "cadence_spm": 2.0, "lat_deg": SEMICIRCLE_DEG}.items():
        in_steps = records[name].drop_nulls().to_numpy() / step
        assert np.abs(in_steps - np.round(in_steps)).max() < 1e-4, name


def test_a_phone_writes_positions_only(sprints: TrueSession):
    records = seen(sprints, Watch(device_speed=False)).parsed.records
    assert records["speed_m_s"].null_count() == records.height
    assert records["distance_m"].null_count() == records.height
    assert records["lat_deg"].null_count() < records.height


def test_a_treadmill_has_no_positions():
    parsed = seen(treadmill_run(RUNNER, np.random.default_rng(1)), course=None).parsed
    assert parsed.activity.treadmill
    assert parsed.records["lat_deg"].null_count() == parsed.records.height
    assert parsed.records["altitude_m"].null_count() == parsed.records.height
    assert parsed.records["speed_m_s"].null_count() == 0


def test_a_ride_counts_turns_not_steps():
    records = seen(ride(RUNNER, np.random.default_rng(1), minutes=20), Watch(smart=True)).parsed
    assert records.records["cadence_spm"].null_count() == records.records.height
    assert records.records["cadence_rpm"].max() == pytest.approx(84, abs=8)


def test_auto_laps_come_every_kilometre(sprints: TrueSession):
    laps = seen(sprints, lap_style=LapStyle.AUTO_KM).parsed.activity.laps
    assert [lap.trigger for lap in laps[:-1]] == [LapTrigger.DISTANCE] * (len(laps) - 1)
    assert laps[-1].trigger is LapTrigger.SESSION_END
    assert [lap.distance_m for lap in laps[:-1]] == pytest.approx([1000] * (len(laps) - 1), abs=8)


def test_a_hand_presses_near_the_edges_of_efforts(sprints: TrueSession):
    laps = seen(sprints, lap_style=LapStyle.HAND).parsed.activity.laps
    assert len(laps) == 2 * len(sprints.efforts) + 1
    for lap, effort in zip(laps[1::2], sprints.efforts, strict=True):
        assert lap.trigger is LapTrigger.MANUAL
        assert lap.interval.iou(effort.interval) > 0.8


def test_a_workout_names_every_rep_and_rest():
    session = repeats_1000m(RUNNER, np.random.default_rng(5), reps=3)
    activity = seen(session, lap_style=LapStyle.WORKOUT).parsed.activity
    intensities = [step.intensity for step in activity.workout_steps]
    reps = [Intensity.INTERVAL, Intensity.REST] * 3
    assert intensities == [Intensity.WARMUP, *reps, Intensity.COOLDOWN]
    assert activity.workout_steps[1].duration_type == "distance"
    assert activity.workout_steps[1].duration_value == 1000
    assert activity.workout_steps[2].duration_value == 480
    assert [lap.workout_step_index for lap in activity.laps] == list(range(8))
    for lap, effort in zip(activity.laps[1::2], session.efforts, strict=False):
        assert lap.interval.iou(effort.interval) > 0.98


@pytest.mark.parametrize("style", list(LapStyle))
def test_laps_leave_no_gap(town: TrueSession, style: LapStyle):
    activity = seen(town, lap_style=style).parsed.activity
    ends = [lap.interval.end_s for lap in activity.laps]
    assert [lap.interval.start_s for lap in activity.laps] == [0, *ends[:-1]]
    assert ends[-1] == activity.duration_s
    timed = sum(lap.timer_s or 0 for lap in activity.laps)
    assert timed == pytest.approx(activity.timer_s, abs=len(activity.pauses) + 1)


def test_the_same_chance_gives_the_same_recording(sprints: TrueSession):
    one, two = (seen(sprints, Watch(smart=True), lap_style=LapStyle.HAND) for _ in range(2))
    assert one.parsed.activity == two.parsed.activity
    assert one.parsed.records.equals(two.parsed.records)
