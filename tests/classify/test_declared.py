from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from flarelag.classify import classify_activity
from flarelag.classify.declared import Declaration, automatic, read_declaration
from flarelag.classify.speed import clean_speed
from flarelag.model.activity import Intensity, Lap, LapTrigger, Split, WorkoutStep
from flarelag.model.effort import EffortSource
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity

MakeActivity = Callable[..., ParsedActivity]

EDGES = [0, 300, 420, 480, 600, 660, 780, 1080]
SPEEDS = [2.8, 4.4, 1.4, 4.4, 1.4, 4.4, 2.8]
REPS = (Interval(300, 420), Interval(480, 600), Interval(660, 780))


def _columns() -> dict[str, np.ndarray]:
    lengths = np.diff(EDGES)
    return {"t_s": np.arange(EDGES[-1]), "speed_m_s": np.repeat(SPEEDS, lengths)}


def _laps(trigger: LapTrigger = LapTrigger.MANUAL, **facts: list[Any]) -> tuple[Lap, ...]:
    return tuple(
        Lap(
            interval=Interval(a, b),
            trigger=trigger,
            distance_m=(b - a) * speed,
            **{name: values[i] for name, values in facts.items()},
        )
        for i, ((a, b), speed) in enumerate(zip(pairwise(EDGES), SPEEDS, strict=True))
    )


def _read(parsed: ParsedActivity) -> Declaration:
    return read_declaration(parsed.activity, clean_speed(parsed))


def test_laps_pressed_by_hand_count_when_fast_and_slow_alternate(make_activity: MakeActivity):
    read = _read(make_activity(_columns(), laps=_laps()))
    assert read.efforts == REPS
    assert read.source is EffortSource.LAP
    assert all(read.laps)


def test_laps_by_distance_declare_nothing(make_activity: MakeActivity):
    read = _read(make_activity(_columns(), laps=_laps(LapTrigger.DISTANCE)))
    assert read.efforts == ()
    assert not any(read.laps)


def test_laps_of_one_round_length_are_automatic_whatever_their_trigger():
    def laps(*lengths: float) -> list[Lap]:
        return [
            Lap(interval=Interval(i, i + 1), distance_m=m, trigger=LapTrigger.MANUAL)
            for i, m in enumerate(lengths)
        ]

    assert automatic(laps(1000, 1003, 998, 412))
    assert automatic(laps(1609, 1612, 300))
    assert not automatic(laps(1000, 150, 1000, 150, 1000, 300))


def test_workout_steps_tell_efforts_from_rests(make_activity: MakeActivity):
    steps = (
        WorkoutStep(index=0, intensity=Intensity.WARMUP),
        WorkoutStep(index=1, intensity=Intensity.INTERVAL),
        WorkoutStep(index=2, intensity=Intensity.RECOVERY),
        WorkoutStep(index=3, duration_type="repeat_until_steps_cmplt"),
        WorkoutStep(index=4, intensity=Intensity.COOLDOWN),
    )
    laps = _laps(LapTrigger.DISTANCE, workout_step_index=[0, 1, 2, 1, 2, 1, 4])
    read = _read(make_activity(_columns(), laps=laps, workout_steps=steps))
    assert read.efforts == REPS
    assert read.source is EffortSource.WORKOUT
    # The steps themselves may not have been recorded: then the laps' speeds tell.
    assert _read(make_activity(_columns(), laps=laps)).efforts == REPS


def test_a_skipped_step_is_no_effort(make_activity: MakeActivity):
    skipped = Lap(interval=Interval(1080, 1082), workout_step_index=1, intensity=Intensity.ACTIVE)
    rests = [Intensity.ACTIVE if speed > 4 else Intensity.REST for speed in SPEEDS]
    laps = _laps(workout_step_index=[0, 1, 2, 1, 2, 1, 4], intensity=rests)
    read = _read(make_activity(_columns(), laps=(*laps, skipped)))
    assert read.efforts == REPS


def test_a_whole_easy_run_in_one_active_step_is_no_effort(make_activity: MakeActivity):
    lap = Lap(interval=Interval(0, 1200), workout_step_index=0, intensity=Intensity.ACTIVE)
    steps = (
        WorkoutStep(index=0, intensity=Intensity.ACTIVE),
        WorkoutStep(index=1, intensity=Intensity.COOLDOWN),
    )
    columns = {"t_s": np.arange(1200), "speed_m_s": np.full(1200, 2.8)}
    assert _read(make_activity(columns, laps=(lap,), workout_steps=steps)).efforts == ()


def test_resting_on_an_ordinary_run_does_not_count(make_activity: MakeActivity):
    words = [Intensity.ACTIVE, Intensity.REST] * 3
    laps = tuple(
        Lap(interval=Interval(200 * i, 200 * i + 200), intensity=word, distance_m=560)
        for i, word in enumerate(words)
    )
    columns = {"t_s": np.arange(1200), "speed_m_s": np.full(1200, 2.8)}
    read = _read(make_activity(columns, laps=laps))
    assert read.efforts == ()
    assert not any(read.laps)


def test_a_named_split_is_cut_where_the_wearer_pressed(make_activity: MakeActivity):
    splits = (
        Split(interval=Interval(0, 420), kind="interval_active"),
        Split(interval=Interval(420, 480), kind="interval_rest"),
        Split(interval=Interval(480, 600), kind="interval_active"),
        Split(interval=Interval(0, 300), kind="run_active"),
    )
    read = _read(make_activity(_columns(), laps=_laps(), splits=splits))
    assert read.efforts == REPS[:2]
    assert read.source is EffortSource.WORKOUT


@pytest.mark.parametrize("ignore", [False, True])
def test_detection_fills_what_nobody_declared(make_activity: MakeActivity, ignore: bool):  # noqa: FBT001 - a case
    columns = _columns()
    columns["speed_m_s"][900:960] = 4.4
    found = classify_activity(
        make_activity(columns, laps=_laps()), best_100m_m_s=7.0, ignore_laps=ignore
    )
    sources = [effort.source for effort in found.efforts]
    declared = EffortSource.DETECTED if ignore else EffortSource.LAP
    assert sources == [declared] * 3 + [EffortSource.DETECTED]
    if not ignore:
        assert tuple(e.interval for e in found.efforts[:3]) == REPS


def test_declared_efforts_stand_where_no_speed_was_recorded(make_activity: MakeActivity):
    rests = [Intensity.INTERVAL if speed > 4 else Intensity.REST for speed in SPEEDS]
    laps = _laps(intensity=rests)
    found = classify_activity(make_activity({"t_s": [0, 1080]}, laps=laps), best_100m_m_s=7.0)
    assert tuple(e.interval for e in found.efforts) == REPS
    assert all(e.p80_fraction is None and e.mean_speed_m_s is None for e in found.efforts)
    assert found.doses.hard_s is None
    assert found.doses.effort_s == 360
