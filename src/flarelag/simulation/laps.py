"""Laps: made by the watch, by the wearer's hand, or by the steps of a workout."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.activity import Intensity, Lap, LapTrigger, WorkoutStep
from flarelag.model.interval import Interval

if TYPE_CHECKING:
    import numpy.typing as npt
    import polars as pl

    from flarelag.simulation.truth import PlacedStretch, TrueSession

AUTO_LAP_M = 1000.0
_HAND_DELAY_S, _HAND_SD_S = 0.6, 0.7
_OPEN = {Intensity.WARMUP, Intensity.COOLDOWN}


class LapStyle(StrEnum):
    """Who makes the laps."""

    NONE = "none"
    AUTO_KM = "auto_km"
    HAND = "hand"
    WORKOUT = "workout"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """The end of a lap."""

    end_s: float
    trigger: LapTrigger
    intensity: Intensity = Intensity.ACTIVE
    step_index: int | None = None


def laps_of(
    session: TrueSession, frame: pl.DataFrame, style: LapStyle, rng: np.random.Generator
) -> tuple[Lap, ...]:
    """Return the laps of a session, one after another without a gap.

    Parameters
    ----------
    session : TrueSession
        What happened.
    frame : DataFrame
        `t_s` and `distance_m` as the watch counts them, with the timer running.
    style : LapStyle
        Who makes them.
    rng : Generator
        A hand is late, and unevenly so.
    """
    t_s, distance_m = frame["t_s"].to_numpy(), frame["distance_m"].to_numpy()
    last_s = float(t_s[-1])
    inner = [c for c in _cuts(session, t_s, distance_m, style, rng) if 0 < c.end_s < last_s]
    final = _Cut(end_s=last_s, trigger=LapTrigger.SESSION_END)
    if style is LapStyle.WORKOUT:
        final = _last_step(session, last_s)
    laps = []
    for start_s, cut in zip([0.0, *(c.end_s for c in inner)], [*inner, final], strict=True):
        whole = Interval(start_s, cut.end_s)
        from_m, to_m = np.interp([whole.start_s, whole.end_s], t_s, distance_m).tolist()
        laps.append(
            Lap(
                interval=whole,
                timer_s=whole.duration_s - sum(whole.overlap_s(p) for p in session.pauses),
                distance_m=round(to_m - from_m, 2),
                trigger=cut.trigger,
                intensity=cut.intensity,
                workout_step_index=cut.step_index,
            )
        )
    return tuple(laps)


def workout_steps_of(session: TrueSession, style: LapStyle) -> tuple[WorkoutStep, ...]:
    """Return the workout that was followed: a step for each effort, rest, warm-up and cool-down.

    Parameters
    ----------
    session : TrueSession
        What happened.
    style : LapStyle
        Empty unless it is `LapStyle.WORKOUT`.
    """
    if style is not LapStyle.WORKOUT:
        return ()
    return tuple(_step(i, group) for i, group in enumerate(_groups(session)))


def _cuts(
    session: TrueSession,
    t_s: npt.NDArray[np.float64],
    distance_m: npt.NDArray[np.float64],
    style: LapStyle,
    rng: np.random.Generator,
) -> list[_Cut]:
    """Return the ends of all laps but the last, in order."""
    if style is LapStyle.AUTO_KM:
        marks = np.arange(AUTO_LAP_M, distance_m[-1], AUTO_LAP_M)
        at = t_s[np.searchsorted(distance_m, marks)]
        return [_Cut(end_s=end, trigger=LapTrigger.DISTANCE) for end in at.tolist()]
    if style is LapStyle.HAND:
        edges = [x for e in session.efforts for x in (e.interval.start_s, e.interval.end_s)]
        late = rng.normal(_HAND_DELAY_S, _HAND_SD_S, len(edges))
        pressed = sorted({round(edge + d) for edge, d in zip(edges, late.tolist(), strict=True)})
        return [_Cut(end_s=float(end), trigger=LapTrigger.MANUAL) for end in pressed]
    if style is LapStyle.WORKOUT:
        groups = _groups(session)[:-1]
        return [_step_cut(i, g, round(g[-1].interval.end_s)) for i, g in enumerate(groups)]
    return []


def _last_step(session: TrueSession, last_s: float) -> _Cut:
    groups = _groups(session)
    return _Cut(
        end_s=last_s,
        trigger=LapTrigger.SESSION_END,
        intensity=groups[-1][0].stretch.intensity,
        step_index=len(groups) - 1,
    )


def _groups(session: TrueSession) -> list[list[PlacedStretch]]:
    """Return neighbouring stretches of one intensity together: a rest walked and stood is one."""
    grouped = groupby(session.placed, key=lambda placed: placed.stretch.intensity)
    return [list(group) for _, group in grouped]


def _step_cut(index: int, group: list[PlacedStretch], end_s: float) -> _Cut:
    triggers = {"open": LapTrigger.MANUAL, "distance": LapTrigger.DISTANCE, "time": LapTrigger.TIME}
    step = _step(index, group)
    return _Cut(
        end_s=float(end_s),
        trigger=triggers[step.duration_type or "open"],
        intensity=group[0].stretch.intensity,
        step_index=index,
    )


def _step(index: int, group: list[PlacedStretch]) -> WorkoutStep:
    first = group[0].stretch
    if first.intensity in _OPEN:
        return WorkoutStep(index=index, intensity=first.intensity, duration_type="open")
    if first.distance_m is not None:
        kind, value = "distance", first.distance_m
    else:
        kind, value = "time", float(round(sum(p.stretch.nominal_s for p in group)))
    return WorkoutStep(
        index=index, intensity=first.intensity, duration_type=kind, duration_value=value
    )
