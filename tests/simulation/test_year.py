from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from flarelag.model.sport import Sport
from flarelag.simulation.calendar import Calendar
from flarelag.simulation.diary import DiaryHabit
from flarelag.simulation.frames import exposures_frame, scores_frame
from flarelag.simulation.pain import PainModel
from flarelag.simulation.sitting import SittingHabit
from flarelag.simulation.truth import SessionKind
from flarelag.simulation.year import SimulatedYear, YearOptions, simulate_year

CALENDAR = Calendar(first_day=date(2026, 4, 6), weeks=20)
OPTIONS = YearOptions(calendar=CALENDAR)
QUIET = PainModel(
    baseline=5,
    short_sd=0.01,
    long_sd=0.01,
    daily_amplitude=0,
    report_sd=0,
    run_relief=0,
    ride_relief=0,
)


def year(options: YearOptions = OPTIONS, seed: int = 1) -> SimulatedYear:
    return simulate_year(options, np.random.default_rng(seed))


def test_the_same_chance_gives_the_same_year():
    one, two, other = year(), year(), year(seed=2)
    assert one.entries == two.entries
    assert one.exposures == two.exposures
    assert one.entries != other.entries


def test_frames_are_what_the_delayed_effect_model_takes():
    simulated = year()
    exposures, scores = exposures_frame(simulated), scores_frame(simulated.entries)
    assert exposures.height == len(simulated.planned)
    assert {*exposures["sport"].unique()} == {"run", "ride"}
    assert {*exposures["utc_offset_min"].unique()} == {120}
    instants = {e.time_utc for e in simulated.entries if e.time_end_utc is None}
    assert {*scores["time"]} == instants
    assert scores.height >= len(instants)


def test_an_empty_diary_makes_an_empty_frame():
    assert scores_frame([]).is_empty()


def test_sessions_in_motion_carry_their_own_end_and_dose():
    options = replace(OPTIONS, calendar=replace(CALENDAR, weeks=3), in_motion=True)
    simulated = year(options)
    assert len(simulated.sessions) == len(simulated.planned) == len(simulated.exposures)
    for planned, session, exposure in zip(
        simulated.planned, simulated.sessions, simulated.exposures, strict=True
    ):
        end_utc = planned.start_utc + timedelta(seconds=session.duration_s)
        assert exposure.end_h == pytest.approx(options.calendar.hours_of(end_utc))
        assert exposure.dose == session.doses.hard_s
        assert (exposure.dose > 0) is (planned.kind is SessionKind.SPRINTS)
        assert exposure.sport is (Sport.RIDE if planned.kind is SessionKind.RIDE else Sport.RUN)


def test_without_noise_the_planted_rise_is_in_the_scores():
    simulated = year(replace(OPTIONS, pain=QUIET))
    hard = [e for e in simulated.exposures if e.dose > 0]
    rises = []
    for entry in simulated.entries:
        t_h = CALENDAR.hours_of(entry.time_utc)
        lags = [t_h - e.end_h for e in hard if t_h > e.end_h]
        if lags and 9 <= min(lags) <= 16:
            rises.append(entry.score - 5)
    assert len(rises) > 10
    assert np.mean(rises) == pytest.approx(2.0, abs=0.35)


def test_a_planted_nothing_leaves_nothing():
    simulated = year(replace(OPTIONS, pain=replace(QUIET, delayed_peak=0)))
    assert {entry.score for entry in simulated.entries} == {5}


def test_hostile_options_reach_the_diary():
    hostile = replace(
        OPTIONS,
        calendar=replace(CALENDAR, sprints_on_good_days=True),
        habit=DiaryHabit(extra_per_point=0.05),
        sitting=SittingHabit(extra_on_sprint_days_h=2),
        pain=PainModel(sitting_rise_per_h=0.3),
    )
    usual, changed = year(), year(hostile)
    assert len(changed.entries) > len(usual.entries) + 30
    sprint_days = [
        (p.start_utc.date() - CALENDAR.first_day).days
        for p in changed.planned
        if p.kind is SessionKind.SPRINTS
    ]
    others = np.delete(changed.sitting_h, sprint_days)
    assert changed.sitting_h[sprint_days].mean() > others.mean() + 0.7
