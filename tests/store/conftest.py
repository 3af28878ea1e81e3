"""An open library, and activities and entries that use every field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flarelag.model.activity import Activity, Intensity, Lap, LapTrigger, Split, WorkoutStep
from flarelag.model.classification import Classification, DataGrade, DataQuality, Doses, SpeedSource
from flarelag.model.effort import Braking, BrakingGrade, Effort, EffortClass, EffortSource
from flarelag.model.frames import Records
from flarelag.model.interval import Interval
from flarelag.model.load import EffortLoad, ForceLine, ForceMethod, LoadIndex
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    import dataframely as dy


@pytest.fixture
def full_activity() -> Activity:
    return Activity(
        sport=Sport.RUN,
        sub_sport="track",
        start_utc=datetime(2026, 3, 1, 17, 30, 0, 123457, tzinfo=UTC),
        duration_s=1800.5,
        timer_s=1700.25,
        distance_m=6012.3,
        zone="Europe/Berlin",
        utc_offset_s=3600,
        name="6 x 1000 m\nbei Nacht",
        description="#pain 6 left glute +8h",
        private_note="ü, \"quoted\", 'so'",
        gear="Spikes",
        device="Forerunner",
        perceived_exertion=7.5,
        laps=(
            Lap(interval=Interval(0.0, 300.1), trigger=LapTrigger.MANUAL),
            Lap(
                interval=Interval(300.1, 600.0),
                timer_s=299.9,
                distance_m=1000.0,
                trigger=LapTrigger.DISTANCE,
                intensity=Intensity.INTERVAL,
                workout_step_index=0,
            ),
        ),
        pauses=(Interval(600.0, 700.25),),
        workout_steps=(
            WorkoutStep(index=0),
            WorkoutStep(
                index=1,
                intensity=Intensity.REST,
                duration_type="time",
                duration_value=480.0,
                name="Pause",
            ),
        ),
        splits=(Split(interval=Interval(1.0, 2.0), kind="interval_active", distance_m=5.0),),
        n_records=3,
        salvaged=True,
        remarks=("cut off after 3 records",),
    )


@pytest.fixture
def bare_activity() -> Activity:
    return Activity(sport=Sport.YOGA, start_utc=datetime(2026, 2, 1, tzinfo=UTC), manual=True)


@pytest.fixture
def full_classification() -> Classification:
    return Classification(
        rule_version=4,
        speed_source=SpeedSource.DEVICE,
        best_100m_m_s=7.1,
        best_100m_observed_m_s=6.9,
        median_speed_m_s=3.3,
        efforts=(
            Effort(
                interval=Interval(10.0, 38.5),
                effort_class=EffortClass.SPRINT,
                source=EffortSource.LAP,
                confidence=0.9,
                reasons=("device speed lags",),
                mean_speed_m_s=6.7,
                p80_speed_m_s=6.9,
                max_speed_m_s=7.2,
                distance_m=200.0,
                p80_fraction=0.97,
                braking=Braking(
                    interval=Interval(37.0, 41.0),
                    entry_m_s=6.8,
                    exit_m_s=1.5,
                    grade=BrakingGrade.MODERATE,
                ),
                start_error_s=1.0,
                end_error_s=1.5,
                detected=Interval(11.0, 38.0),
                rest_before_s=480.0,
                heart_rate_mean_bpm=171.5,
                heart_rate_max_bpm=183.0,
                grade_percent=-0.5,
                mean_power_w=300.0,
                load=EffortLoad(
                    steps_n=110,
                    steps_measured=True,
                    peak_force_bw=2.9,
                    force_method=ForceMethod.CONTACT_TIME,
                    index=LoadIndex(b1=142.0, b2=183.0, b4=305.0, b6_6=591.0, b10=1400.5),
                ),
            ),
            Effort(
                interval=Interval(100.0, 120.0),
                effort_class=EffortClass.EFFORT,
                source=EffortSource.DETECTED,
                confidence=0.0,
            ),
        ),
        declared_laps=(True, False),
        doses=Doses(
            run_min=30.0,
            effort_s=48.5,
            sprint_s=28.5,
            fast_s=0.0,
            tempo_s=0.0,
            hard_s=28.5,
            braking_energy_j_kg=22.0,
            hard_stops_n=0,
            sprints_n=1,
            steps_n=4950,
            load=LoadIndex(b1=5000.0, b2=5100.0, b4=5400.0, b6_6=6100.0, b10=9000.0),
            session_rpe=225.0,
            ride_min=0.0,
            mean_power_w=250.0,
        ),
        remarks=("one lap was too short to judge",),
        quality=DataQuality(grade=DataGrade.FAIR, reasons=("smart recording",)),
        force_line=ForceLine.WOMEN,
    )


@pytest.fixture
def three_records() -> dy.DataFrame[Records]:
    columns = dict.fromkeys(Records.column_names())
    frame = pl.DataFrame({**columns, "t_s": [0.0, 1.0, 2.5]}).with_columns(
        speed_m_s=pl.Series([0.0, None, 3.25])
    )
    return Records.validate(frame, cast=True)


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(microseconds=1)
