"""What the workout, the device or the wearer's hand says were efforts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.activity import Intensity, LapTrigger
from flarelag.model.effort import EffortSource
from flarelag.model.interval import Interval
from flarelag.signal.quantile import mean, median

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.activity import Activity, Lap

    SpeedOf = Callable[[Interval], float | None]

_HARD = frozenset({Intensity.ACTIVE, Intensity.INTERVAL})
_EASY = frozenset({Intensity.REST, Intensity.RECOVERY, Intensity.WARMUP, Intensity.COOLDOWN})
_ROUND_M = (400.0, 500.0, 1000.0, 1609.344, 2000.0, 5000.0)
_MOSTLY = 0.8
_ALIKE = 0.6
"""Repetitions are at least so fast as the fastest of them."""
_ENOUGH_ELSE_S = 30.0
"""Where less than this was left undeclared there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """The declared efforts, and which laps are part of the structure that declares them.

    Parameters
    ----------
    efforts : tuple of Interval
        Disjoint, in order.
    source : EffortSource or None
        Who says so; None where nothing is declared.
    laps : tuple of bool
        One for each lap.
    """

    efforts: tuple[Interval, ...]
    source: EffortSource | None
    laps: tuple[bool, ...]


def read_declaration(activity: Activity, clean: CleanSpeed, rules: Rules = RULES) -> Declaration:
    """Return what an activity's own structure declares: the first of these that says anything.

    Stretches that the device named; laps of workout steps; laps whose intensities differ; laps
    pressed by hand whose speeds alternate. Laps that the device makes every kilometre or mile
    declare nothing, and neither does a structure that the speeds contradict (one `active` step
    over a whole easy run; `Resting` on the laps of an ordinary one).

    Parameters
    ----------
    activity : Activity
        With laps, workout steps and splits.
    clean : CleanSpeed
        Speed.
    rules : Rules
        Parameters.
    """

    def speed_of(interval: Interval) -> float | None:
        speed = clean.speed_m_s[clean.within(interval)]
        return mean(speed) if speed.size else None

    laps = activity.laps
    readings = (
        (EffortSource.WORKOUT, _named_by_device(activity, speed_of)),
        (EffortSource.WORKOUT, _workout_laps(activity, speed_of, rules)),
        (EffortSource.LAP, _laps_by_intensity(laps)),
        (EffortSource.LAP, _pressed_laps(laps, speed_of, rules)),
    )
    for source, (efforts, members) in readings:
        kept = _confirmed(_disjoint(efforts), clean, speed_of, rules)
        if kept:
            return Declaration(kept, source, members)
    return Declaration((), None, (False,) * len(laps))


Reading = tuple[list[Interval], tuple[bool, ...]]


def _named_by_device(activity: Activity, speed_of: SpeedOf) -> Reading:
    """Read splits. A split that the wearer's laps divide is cut there; its fast part counts."""
    named = [split for split in activity.splits if split.kind.startswith("interval_")]
    presses = [lap.interval.start_s for lap in activity.laps]
    efforts: list[Interval] = []
    for split in named:
        if split.kind == "interval_active":
            parts = _cut(split.interval, presses)
            fastest = max((speed_of(part) or 0.0 for part in parts), default=0.0)
            efforts += [
                part
                for part in parts
                if len(parts) == 1 or (speed_of(part) or 0.0) >= _MOSTLY * fastest
            ]
    members = tuple(
        any(2 * lap.interval.overlap_s(split.interval) > lap.interval.duration_s for split in named)
        for lap in activity.laps
    )
    return efforts, members


def _cut(interval: Interval, at_s: Sequence[float]) -> list[Interval]:
    """Cut an interval at the instants that lie well inside it."""
    margin_s = 10.0
    inside = [s for s in at_s if interval.start_s + margin_s < s < interval.end_s - margin_s]
    edges = [interval.start_s, *sorted(inside), interval.end_s]
    return [Interval(a, b) for a, b in pairwise(edges)]


def _workout_laps(activity: Activity, speed_of: SpeedOf, rules: Rules) -> Reading:
    """Join laps to workout steps. Where the steps were not recorded, their speeds tell."""
    laps = activity.laps
    members = tuple(lap.workout_step_index is not None for lap in laps)
    if not any(members):
        return [], members
    steps = {step.index: step.intensity for step in activity.workout_steps}
    intensity = [
        steps.get(lap.workout_step_index) or lap.intensity
        if lap.workout_step_index is not None
        else None
        for lap in laps
    ]
    if _contrasting(intensity):
        hard = [lap.interval for lap, word in zip(laps, intensity, strict=True) if word in _HARD]
        return hard, members
    return [lap.interval for lap in _faster_than_neighbours(laps, speed_of, rules)], members


def _contrasting(words: Sequence[Intensity | None]) -> bool:
    """Whether intensities tell hard from easy at all: many devices write one word on all laps."""
    return any(word in _HARD for word in words) and any(word in _EASY for word in words)


def _laps_by_intensity(laps: Sequence[Lap]) -> Reading:
    if automatic(laps) or not _contrasting([lap.intensity for lap in laps]):
        return [], (False,) * len(laps)
    efforts = [lap.interval for lap in laps if lap.intensity in _HARD]
    return efforts, tuple(lap.intensity in _HARD | _EASY for lap in laps)


def _pressed_laps(laps: Sequence[Lap], speed_of: SpeedOf, rules: Rules) -> Reading:
    if automatic(laps):
        return [], (False,) * len(laps)
    fast = {
        lap.interval
        for lap in _faster_than_neighbours(laps, speed_of, rules)
        if lap.trigger is LapTrigger.MANUAL
    }
    pressed = tuple(
        lap.trigger in {LapTrigger.MANUAL, LapTrigger.SESSION_END} and bool(fast) for lap in laps
    )
    return sorted(fast), pressed


def automatic(laps: Sequence[Lap], rules: Rules = RULES) -> bool:
    """Return whether the device made these laps by itself: all but the last of one round length.

    Parameters
    ----------
    laps : sequence of Lap
        In order.
    rules : Rules
        Parameters.
    """
    whole = [lap for lap in laps if lap.trigger is not LapTrigger.SESSION_END] or list(laps)
    if all(lap.trigger in {LapTrigger.DISTANCE, LapTrigger.POSITION} for lap in whole):
        return True
    # Some programs write `manual` on every lap; a hand does not meet the round length so well.
    lengths = [
        (
            lap.distance_m or 0.0,
            rules.auto_lap_exact if lap.trigger is LapTrigger.MANUAL else rules.auto_lap_tolerance,
        )
        for lap in laps[:-1]
    ]
    near_n = (
        sum(abs(length - whole_m) <= part * whole_m for length, part in lengths)
        for whole_m in _ROUND_M
    )
    return bool(lengths) and max(near_n) >= _MOSTLY * len(lengths)


def _faster_than_neighbours(laps: Sequence[Lap], speed_of: SpeedOf, rules: Rules) -> list[Lap]:
    """Return the laps clearly faster than those beside them; what the end cut off is none.

    A lap too short to be anything (two presses of the button) has no speed to compare with.
    """
    laps = [lap for lap in laps if lap.interval.duration_s >= rules.declared_min_s]
    speeds = [speed_of(lap.interval) or 0.0 for lap in laps]
    fast = []
    for i, lap in enumerate(laps):
        beside = [*speeds[max(i - 1, 0) : i], *speeds[i + 1 : i + 2]]
        ended_by_stop = lap.trigger is LapTrigger.SESSION_END or i + 1 == len(laps)
        if ended_by_stop or not beside:
            continue
        if speeds[i] >= rules.lap_contrast * max(beside):
            fast.append(i)
    fastest = max((speeds[i] for i in fast), default=0.0)
    return [laps[i] for i in fast if speeds[i] >= _ALIKE * fastest]


def _disjoint(intervals: Sequence[Interval]) -> list[Interval]:
    """Sort; where two overlap (devices round laps to whole seconds), the later starts later."""
    apart: list[Interval] = []
    for interval in sorted(intervals):
        start_s = max(interval.start_s, apart[-1].end_s if apart else 0.0)
        if interval.end_s > start_s:
            apart.append(Interval(start_s, interval.end_s))
    return apart


def _confirmed(
    efforts: list[Interval], clean: CleanSpeed, speed_of: SpeedOf, rules: Rules
) -> tuple[Interval, ...]:
    """Keep the efforts that were run, and faster than what nobody declared."""
    efforts = [e for e in efforts if e.duration_s >= rules.declared_min_s]
    if not clean.grid.t_s.size or not efforts:
        return tuple(efforts)
    elsewhere = np.ones(clean.grid.t_s.shape, dtype=bool)
    for effort in efforts:
        elsewhere[clean.within(effort)] = False
    rest = clean.speed_m_s[elsewhere]
    if rest.size < _ENOUGH_ELSE_S:
        return ()
    needed = rules.declared_contrast * median(rest)
    return tuple(e for e in efforts if (speed_of(e) or 0.0) >= needed)
