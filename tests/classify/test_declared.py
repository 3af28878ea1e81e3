from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from flarelag.classify.activity import classify_activity
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


def _even_laps(
    lengths_m: list[float],
    speeds: list[float],
    **facts: Any,  # noqa: ANN401 - any of a lap's facts
) -> tuple[dict[str, np.ndarray], tuple[Lap, ...]]:
    """Return records and laps of given lengths, each run at one speed."""
    seconds = [round(m / v) for m, v in zip(lengths_m, speeds, strict=True)]
    edges = np.cumsum([0, *seconds]).tolist()
    laps = tuple(
        Lap(interval=Interval(a, b), distance_m=m, **{k: each[i] for k, each in facts.items()})
        for i, ((a, b), m) in enumerate(zip(pairwise(edges), lengths_m, strict=True))
    )
    return {"t_s": np.arange(edges[-1]), "speed_m_s": np.repeat(speeds, seconds)}, laps


@pytest.mark.parametrize("length_m", [1000.0, 1609.344, 500.0])
@pytest.mark.parametrize("trigger", [LapTrigger.DISTANCE, LapTrigger.MANUAL, None])
def test_laps_of_every_kilometre_or_mile_declare_nothing_however_they_are_run(
    make_activity: MakeActivity, length_m: float, trigger: LapTrigger | None
):
    lengths = [length_m + off for off in (0, 2, -1, 1, 0)] + [0.4 * length_m]
    words = [Intensity.ACTIVE, Intensity.REST] * 3  # TCX says Resting on ordinary laps
    columns, laps = _even_laps(
        lengths, [2.6, 3.6, 2.6, 3.6, 2.6, 2.6], trigger=[trigger] * 6, intensity=words
    )
    read = _read(make_activity(columns, laps=laps))
    assert (read.efforts, read.source) == ((), None)
    assert read.laps == (False,) * 6


def test_400_m_pressed_by_hand_on_a_track_are_not_automatic(make_activity: MakeActivity):
    lengths = [1650.0, 404.0, 395.0, 409.0, 392.0, 406.0, 388.0, 800.0]
    speeds = [2.7, 5.2, 2.0, 5.1, 2.0, 5.2, 2.0, 2.6]
    columns, laps = _even_laps(lengths, speeds, trigger=[LapTrigger.MANUAL] * 8)
    read = _read(make_activity(columns, laps=laps))
    assert read.efforts == tuple(laps[i].interval for i in (1, 3, 5))
    assert read.source is EffortSource.LAP


def test_a_workout_joins_every_round_of_its_repeat_to_one_step(make_activity: MakeActivity):
    """FIT writes a repeat once: laps of all rounds carry the same step's index."""
    steps = (
        WorkoutStep(index=0, intensity=Intensity.WARMUP, duration_type="open"),
        WorkoutStep(index=1, intensity=Intensity.ACTIVE, duration_type="distance"),
        WorkoutStep(index=2, intensity=Intensity.REST, duration_type="time"),
        WorkoutStep(index=3, duration_type="repeat_until_steps_cmplt", duration_value=1),
        WorkoutStep(index=4, intensity=Intensity.COOLDOWN, duration_type="open"),
    )
    lengths = [1500.0, *[1000.0, 200.0] * 6, 900.0]
    columns, laps = _even_laps(
        lengths,
        [2.6, *[3.9, 1.2] * 6, 2.6],
        workout_step_index=[0, *[1, 2] * 6, 4],
        trigger=[LapTrigger.DISTANCE] * 14,
    )
    read = _read(make_activity(columns, laps=laps, workout_steps=steps))
    assert read.source is EffortSource.WORKOUT
    assert read.efforts == tuple(lap.interval for lap in laps if lap.workout_step_index == 1)
    assert len(read.efforts) == 6
    assert all(read.laps)


def test_both_sources_are_shown_where_detection_agrees(make_activity: MakeActivity):
    found = classify_activity(make_activity(_columns(), laps=_laps()), best_100m_m_s=7.0)
    for effort, rep in zip(found.efforts, REPS, strict=True):
        assert effort.source is EffortSource.LAP
        assert effort.interval == rep
        assert effort.detected is not None
        assert effort.detected.iou(rep) > 0.9
    alone = classify_activity(
        make_activity(_columns(), laps=_laps()), best_100m_m_s=7.0, ignore_laps=True
    )
    assert [e.interval for e in alone.efforts] == [e.detected for e in found.efforts]
    assert all(effort.detected is None for effort in alone.efforts)
