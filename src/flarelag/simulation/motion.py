"""From what is meant to what the body does: speed in steps of a tenth of a second."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.effort import Braking, BrakingGrade, EffortClass
from flarelag.model.interval import Interval
from flarelag.simulation.noise import ornstein_uhlenbeck
from flarelag.simulation.truth import PlacedStretch, TrueEffort, TrueSession

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from flarelag.simulation.runner import Runner
    from flarelag.simulation.stretch import Stretch
    from flarelag.simulation.truth import SessionKind

STEP_S = 0.1
_WOBBLE_TAU_S = 8.0
_WOBBLE_STEP_S = 2.0
_SLOWED_SHARE = 0.95
"""A slowing ends when this share of the drop in speed is done."""

# The classes and grades as flarelag's documents define them, written out here on purpose: truth
# must not follow the classifier when the classifier changes.
_LEAST_FRACTION = (
    (0.85, EffortClass.SPRINT),
    (0.67, EffortClass.FAST),
    (0.50, EffortClass.TEMPO),
)
_MODERATE_M_S2, _HARD_M_S2 = 1.0, 2.0


def perform(
    kind: SessionKind, stretches: Sequence[Stretch], runner: Runner, rng: np.random.Generator
) -> TrueSession:
    """Run the stretches one after another, from a standstill.

    Parameters
    ----------
    kind : SessionKind
        What the session is meant to be.
    stretches : sequence of Stretch
        At least one.
    runner : Runner
        Her best 100 m sets the classes of the efforts.
    rng : Generator
        Source of chance.
    """
    speeds: list[npt.NDArray[np.float64]] = [np.zeros(1)]
    for stretch in stretches:
        speeds.append(_speed(stretch, float(speeds[-1][-1]), rng))
    ends = np.cumsum([len(speed) for speed in speeds]) - 1
    placed = tuple(
        PlacedStretch(stretch=stretch, interval=Interval(start * STEP_S, end * STEP_S))
        for stretch, start, end in zip(
            stretches, ends[:-1].tolist(), ends[1:].tolist(), strict=True
        )
    )
    speed_m_s = np.concatenate(speeds)
    lengths = np.diff(ends, prepend=-1)
    direction = np.repeat([1.0, *(1.0 if s.outward else -1.0 for s in stretches)], lengths)
    grade = np.repeat([0.0, *(s.grade for s in stretches)], lengths)
    step_m = speed_m_s * STEP_S
    return TrueSession(
        kind=kind,
        t_s=np.arange(len(speed_m_s), dtype=np.float64) * STEP_S,
        speed_m_s=speed_m_s,
        distance_m=np.cumsum(step_m),
        along_m=np.cumsum(step_m * direction),
        climb_m=np.cumsum(step_m * grade),
        placed=placed,
        efforts=_efforts(placed, speed_m_s, runner.best_100m_m_s),
    )


def _speed(stretch: Stretch, entry_m_s: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return the speed after each step of one stretch: exponential up, straight down."""
    by_distance = stretch.distance_m is not None
    longest_s = 1.6 * stretch.nominal_s + 6 * stretch.rise_s if by_distance else stretch.nominal_s
    t_s = np.arange(1, max(2, round(longest_s / STEP_S)) + 1, dtype=np.float64) * STEP_S
    tiring = 1.0 - stretch.fade * np.minimum(t_s / stretch.nominal_s, 1.0)
    aim = stretch.speed_m_s * tiring * (1.0 + _wobble(t_s, stretch.wobble, rng))
    speed: npt.NDArray[np.float64]
    if entry_m_s > stretch.speed_m_s:
        speed = np.maximum(aim, entry_m_s - stretch.slow_m_s2 * t_s)
    else:
        speed = aim + (entry_m_s - aim) * np.exp(-t_s / stretch.rise_s)
    speed = np.maximum(speed, 0.0)
    if stretch.distance_m is None:
        return speed
    reached = int(np.searchsorted(np.cumsum(speed) * STEP_S, stretch.distance_m))
    return speed[: reached + 1]


def _wobble(
    t_s: npt.NDArray[np.float64], sd: float, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return slow changes of pace around 0, drawn every two seconds and joined by lines."""
    n = math.ceil(float(t_s[-1]) / _WOBBLE_STEP_S) + 1
    nodes = ornstein_uhlenbeck(rng, n, step=_WOBBLE_STEP_S, tau=_WOBBLE_TAU_S, sd=sd)
    return np.interp(t_s, np.arange(n) * _WOBBLE_STEP_S, np.clip(nodes, -3 * sd, 3 * sd))


def _efforts(
    placed: tuple[PlacedStretch, ...], speed_m_s: npt.NDArray[np.float64], best_m_s: float
) -> tuple[TrueEffort, ...]:
    efforts = []
    for here, following in zip(placed, (*placed[1:], None), strict=True):
        if not here.stretch.is_effort:
            continue
        first, last = round(here.interval.start_s / STEP_S), round(here.interval.end_s / STEP_S)
        speed = speed_m_s[first + 1 : last + 1]
        p80_m_s = float(np.percentile(speed, 80))
        efforts.append(
            TrueEffort(
                interval=here.interval,
                effort_class=_class_of(p80_m_s / best_m_s),
                distance_m=float(speed.sum()) * STEP_S,
                mean_speed_m_s=float(speed.mean()),
                p80_speed_m_s=p80_m_s,
                p80_fraction=p80_m_s / best_m_s,
                braking=_braking(following, speed_m_s, last) if following else None,
            )
        )
    return tuple(efforts)


def _class_of(fraction: float) -> EffortClass:
    for least, effort_class in _LEAST_FRACTION:
        if fraction >= least:
            return effort_class
    return EffortClass.EFFORT


def _braking(
    following: PlacedStretch, speed_m_s: npt.NDArray[np.float64], first: int
) -> Braking | None:
    """Return the slowing from sample `first` into the following stretch."""
    entry = float(speed_m_s[first])
    drop = entry - following.stretch.speed_m_s
    if drop <= 0:
        return None
    last = round(following.interval.end_s / STEP_S)
    slowed = speed_m_s[first : last + 1] <= entry - _SLOWED_SHARE * drop
    steps = int(slowed.argmax()) if slowed.any() else last - first
    interval = Interval(first * STEP_S, (first + steps) * STEP_S)
    leaving = float(speed_m_s[first + steps])
    grade = _grade((entry - leaving) / interval.duration_s)
    return Braking(interval=interval, entry_m_s=entry, exit_m_s=leaving, grade=grade)


def _grade(mean_decel_m_s2: float) -> BrakingGrade:
    if mean_decel_m_s2 < _MODERATE_M_S2:
        return BrakingGrade.SOFT
    return BrakingGrade.MODERATE if mean_decel_m_s2 <= _HARD_M_S2 else BrakingGrade.HARD
