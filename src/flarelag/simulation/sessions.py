"""The sessions a runner does, each drawn afresh from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.activity import Intensity
from flarelag.simulation.motion import perform
from flarelag.simulation.stretch import Stretch
from flarelag.simulation.truth import SessionKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from flarelag.simulation.runner import Runner
    from flarelag.simulation.truth import TrueSession

_REST_S = 480.0


def easy_run(
    runner: Runner, rng: np.random.Generator, *, minutes: float | None = None
) -> TrueSession:
    """Return an easy run at one pace, now and then with a stop to tie a shoe.

    Parameters
    ----------
    runner : Runner
        Who runs.
    rng : Generator
        Source of chance.
    minutes : float or None
        How long; drawn when not given.
    """
    whole_s = 60 * (minutes if minutes is not None else rng.uniform(25, 45))
    stretches = [Stretch(speed_m_s=_easy(runner, rng), duration_s=whole_s / 2)]
    if rng.random() < 0.4:  # noqa: PLR2004 - two runs of five
        stretches += [_standing(4), _standing(rng.uniform(20, 90), timer_on=False)]
    stretches.append(Stretch(speed_m_s=_easy(runner, rng), duration_s=whole_s / 2))
    return perform(SessionKind.EASY, stretches, runner, rng)


def repeats_1000m(runner: Runner, rng: np.random.Generator, *, reps: int = 6) -> TrueSession:
    """Return 1000 m repeats at 55-60 % of the best 100 m, with 8 min of walking and standing.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    reps : int
        How many.
    """
    stretches = [_warm_up(runner, rng, 1500)]
    for _ in range(reps):
        speed_m_s = runner.best_100m_m_s * rng.uniform(0.55, 0.60)
        stretches += [
            _effort(speed_m_s, distance_m=1000, rise_s=1.8, fade=rng.uniform(0, 0.03)),
            *_rest(runner, _REST_S, slow_m_s2=rng.uniform(0.8, 1.6)),
        ]
    stretches.append(_cool_down(runner, rng, 800))
    return perform(SessionKind.REPEATS, stretches, runner, rng)


def sprints_200m(
    runner: Runner, rng: np.random.Generator, *, reps: int | None = None
) -> TrueSession:
    """Return 200 m sprints at full speed, braked hard at the 200 m mark, with long rests.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    reps : int or None
        How many; 4 to 6 when not given.
    """
    stretches = [_warm_up(runner, rng, 1800)]
    for _ in range(reps if reps is not None else int(rng.integers(4, 7))):
        speed_m_s = runner.best_100m_m_s * rng.uniform(0.98, 1.03)
        stretches += [
            _effort(speed_m_s, distance_m=200, rise_s=1.4, fade=rng.uniform(0.03, 0.07)),
            *_rest(runner, rng.uniform(240, 360), slow_m_s2=rng.uniform(2.1, 3.3)),
        ]
    stretches.append(_cool_down(runner, rng, 1000))
    return perform(SessionKind.SPRINTS, stretches, runner, rng)


def fartlek(runner: Runner, rng: np.random.Generator, *, surges: int = 8) -> TrueSession:
    """Return free surges of 20-90 s within an easy run, left softly.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    surges : int
        How many.
    """
    stretches = [_warm_up(runner, rng, 1500)]
    for _ in range(surges):
        speed_m_s = runner.best_100m_m_s * rng.uniform(0.58, 0.80)
        slow_m_s2 = rng.uniform(0.3, 0.9)
        stretches += [
            _effort(speed_m_s, duration_s=rng.uniform(20, 90), rise_s=2.5),
            Stretch(
                speed_m_s=0.9 * runner.easy_m_s,
                duration_s=rng.uniform(80, 180),
                intensity=Intensity.RECOVERY,
                slow_m_s2=slow_m_s2,
            ),
        ]
    stretches.append(_cool_down(runner, rng, 1000))
    return perform(SessionKind.FARTLEK, stretches, runner, rng)


def hill_repeats(runner: Runner, rng: np.random.Generator, *, reps: int = 8) -> TrueSession:
    """Return hard stretches of 100-150 m uphill, walked back down.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    reps : int
        How many.
    """
    stretches = [_warm_up(runner, rng, 1500)]
    grade, length_m = rng.uniform(0.05, 0.08), rng.uniform(100, 150)
    for _ in range(reps):
        speed_m_s = runner.best_100m_m_s * rng.uniform(0.58, 0.66)
        stretches += [
            _effort(speed_m_s, distance_m=length_m, rise_s=2.0, fade=0.05, grade=grade),
            Stretch(
                speed_m_s=runner.walk_m_s,
                distance_m=length_m,
                intensity=Intensity.RECOVERY,
                slow_m_s2=rng.uniform(1.0, 2.0),
                grade=-grade,
                outward=False,
            ),
        ]
    stretches.append(_cool_down(runner, rng, 1000))
    return perform(SessionKind.HILLS, stretches, runner, rng)


def strides(runner: Runner, rng: np.random.Generator, *, reps: int = 6) -> TrueSession:
    """Return an easy run that ends with 100 m strides, close to full speed but left softly.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    reps : int
        How many.
    """
    stretches = [_warm_up(runner, rng, rng.uniform(3000, 4500))]
    for _ in range(reps):
        speed_m_s = runner.best_100m_m_s * rng.uniform(0.88, 0.95)
        stretches += [
            _effort(speed_m_s, distance_m=100, rise_s=1.8),
            *_rest(runner, rng.uniform(75, 110), slow_m_s2=rng.uniform(0.6, 1.2)),
        ]
    stretches.append(_cool_down(runner, rng, 600))
    return perform(SessionKind.STRIDES, stretches, runner, rng)


def town_run(runner: Runner, rng: np.random.Generator, *, lights: int = 12) -> TrueSession:
    """Return an easy run through streets with red lights; the timer is stopped at the longer.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    lights : int
        How many stops.
    """
    stretches = []
    for wait_s in rng.uniform(6, 60, lights).tolist():
        stretches += [
            Stretch(speed_m_s=_easy(runner, rng), distance_m=rng.uniform(150, 900)),
            _standing(4, slow_m_s2=rng.uniform(0.9, 1.5)),
            _standing(wait_s, timer_on=wait_s < 30),  # noqa: PLR2004 - seconds; her own habit
        ]
    stretches.append(_cool_down(runner, rng, 500))
    return perform(SessionKind.TOWN, stretches, runner, rng)


def treadmill_run(runner: Runner, rng: np.random.Generator) -> TrueSession:
    """Return three belt speeds with one stop of the belt.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    """
    paces = (0.95 * runner.easy_m_s, 1.1 * runner.easy_m_s, runner.easy_m_s)
    blocks = [Stretch(speed_m_s=v, duration_s=600, wobble=0.004, rise_s=4) for v in paces]
    stretches = [blocks[0], _standing(8, slow_m_s2=0.7), blocks[1], blocks[2]]
    return perform(SessionKind.TREADMILL, stretches, runner, rng)


def ride(runner: Runner, rng: np.random.Generator, *, minutes: float | None = None) -> TrueSession:
    """Return a ride in blocks of changing pace with stops between.

    Parameters
    ----------
    runner, rng
        As in `easy_run`.
    minutes : float or None
        How long; drawn when not given.
    """
    left_s = 60 * (minutes if minutes is not None else rng.uniform(40, 75))
    stretches = []
    while left_s > 0:
        block_s = min(left_s, rng.uniform(240, 900))
        speed_m_s = runner.ride_m_s * rng.uniform(0.85, 1.2)
        stretches += [
            Stretch(speed_m_s=speed_m_s, duration_s=max(block_s, 60), wobble=0.08, rise_s=6),
            _standing(rng.uniform(8, 40), slow_m_s2=1.0),
        ]
        left_s -= block_s
    return perform(SessionKind.RIDE, stretches, runner, rng)


BUILDERS: Mapping[SessionKind, Callable[[Runner, np.random.Generator], TrueSession]] = {
    SessionKind.EASY: easy_run,
    SessionKind.SPRINTS: sprints_200m,
    SessionKind.REPEATS: repeats_1000m,
    SessionKind.FARTLEK: fartlek,
    SessionKind.HILLS: hill_repeats,
    SessionKind.STRIDES: strides,
    SessionKind.TOWN: town_run,
    SessionKind.TREADMILL: treadmill_run,
    SessionKind.RIDE: ride,
}
"""Each kind of session and the function that draws one."""


def _easy(runner: Runner, rng: np.random.Generator) -> float:
    return float(runner.easy_m_s * rng.uniform(0.94, 1.06))


def _warm_up(runner: Runner, rng: np.random.Generator, distance_m: float) -> Stretch:
    return Stretch(speed_m_s=_easy(runner, rng), distance_m=distance_m, intensity=Intensity.WARMUP)


def _cool_down(runner: Runner, rng: np.random.Generator, distance_m: float) -> Stretch:
    return Stretch(
        speed_m_s=0.92 * _easy(runner, rng), distance_m=distance_m, intensity=Intensity.COOLDOWN
    )


def _effort(
    speed_m_s: float,
    *,
    rise_s: float,
    distance_m: float | None = None,
    duration_s: float | None = None,
    fade: float = 0.0,
    grade: float = 0.0,
) -> Stretch:
    return Stretch(
        speed_m_s=speed_m_s,
        distance_m=distance_m,
        duration_s=duration_s,
        intensity=Intensity.INTERVAL,
        rise_s=rise_s,
        fade=fade,
        grade=grade,
        wobble=0.015,
    )


def _standing(duration_s: float, *, slow_m_s2: float = 1.2, timer_on: bool = True) -> Stretch:
    return Stretch(
        speed_m_s=0, duration_s=duration_s, slow_m_s2=slow_m_s2, wobble=0, timer_on=timer_on
    )


def _rest(runner: Runner, duration_s: float, *, slow_m_s2: float) -> tuple[Stretch, ...]:
    """Return a rest: walk half of it, stand a quarter, walk back to the line."""
    walk = runner.walk_m_s
    return (
        Stretch(
            speed_m_s=walk,
            duration_s=duration_s / 2,
            intensity=Intensity.REST,
            slow_m_s2=slow_m_s2,
        ),
        Stretch(speed_m_s=0, duration_s=duration_s / 4, intensity=Intensity.REST, wobble=0),
        Stretch(speed_m_s=walk, duration_s=duration_s / 4, intensity=Intensity.REST),
    )
