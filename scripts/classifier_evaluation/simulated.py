"""Simulated sessions as different watches record them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from classifier_evaluation.cases import DROP_M_S, ENTRY_M_S, WITHIN_S, Case, TrueStretch
from flarelag.model.activity import Intensity
from flarelag.simulation import sessions
from flarelag.simulation.course import loop, road, track
from flarelag.simulation.motion import perform
from flarelag.simulation.runner import Runner
from flarelag.simulation.stretch import Stretch
from flarelag.simulation.truth import SessionKind
from flarelag.simulation.watch import Watch, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flarelag.simulation.course import Course
    from flarelag.simulation.truth import TrueSession

TUNING_SEEDS = range(1_000, 2_000)
"""Rules may be changed while looking at these."""
EVALUATION_SEEDS = range(50_000, 51_000)
"""What is reported comes from these alone."""

_PLACE = (52.47, 13.40)
_SPRINT_LAPS_M = 200.0


@dataclass(frozen=True, slots=True)
class Recorder:
    """A way of recording.

    Parameters
    ----------
    smart : bool
        Samples only where something changes.
    device_speed : bool
        Whether there is a speed besides positions.
    """

    smart: bool
    device_speed: bool


RECORDERS = {
    "device": Recorder(smart=False, device_speed=True),
    "smart": Recorder(smart=True, device_speed=True),
    "positions": Recorder(smart=False, device_speed=False),
    "positions_smart": Recorder(smart=True, device_speed=False),
}


def her_session(runner: Runner, rng: np.random.Generator) -> TrueSession:
    """Return 1000 m repeats with long rests and then 200 m sprints, in one session."""
    walk = runner.walk_m_s
    stretches = [Stretch(speed_m_s=runner.easy_m_s, distance_m=1500, intensity=Intensity.WARMUP)]
    for reps, distance_m, share, slowing, rest_s in (
        (int(rng.integers(4, 7)), 1000.0, (0.55, 0.60), (0.8, 1.6), 480.0),
        (int(rng.integers(3, 6)), _SPRINT_LAPS_M, (0.98, 1.03), (2.1, 3.3), 300.0),
    ):
        for _ in range(reps):
            speed_m_s = runner.best_100m_m_s * rng.uniform(*share)
            stretches += [
                Stretch(
                    speed_m_s=speed_m_s,
                    distance_m=distance_m,
                    intensity=Intensity.INTERVAL,
                    rise_s=1.6,
                    fade=rng.uniform(0.0, 0.05),
                    wobble=0.015,
                ),
                Stretch(
                    speed_m_s=walk,
                    duration_s=rest_s,
                    intensity=Intensity.REST,
                    slow_m_s2=rng.uniform(*slowing),
                ),
            ]
    stretches.append(Stretch(speed_m_s=0.9 * runner.easy_m_s, distance_m=800))
    return perform(SessionKind.REPEATS, stretches, runner, rng)


KINDS: dict[str, Callable[[Runner, np.random.Generator], TrueSession]] = {
    "her session": her_session,
    "repeats": sessions.repeats_1000m,
    "sprints": sessions.sprints_200m,
    "fartlek": sessions.fartlek,
    "hills": sessions.hill_repeats,
    "strides": sessions.strides,
    "easy": sessions.easy_run,
    "town": sessions.town_run,
}
_SPRINTED = {"her session", "sprints", "strides"}


def simulated_cases(recorder: Recorder, seeds: range) -> Iterator[Case]:
    """Yield one session of every kind for every seed.

    Parameters
    ----------
    recorder : Recorder
        What records them.
    seeds : range
        Each seed draws the runner, the sessions, the places and the watch's faults.
    """
    for seed in seeds:
        for number, name in enumerate(KINDS):
            yield simulated_case(name, recorder, np.random.default_rng([seed, number]))


def simulated_case(
    name: str, recorder: Recorder, rng: np.random.Generator, runner: Runner | None = None
) -> Case:
    """Return one session as it was recorded.

    Parameters
    ----------
    name : str
        A key of `KINDS`.
    recorder : Recorder
        What records it.
    rng : Generator
        Source of chance.
    runner : Runner or None
        Who runs; drawn when not given.
    """
    runner = runner or _runner(rng)
    session = KINDS[name](runner, rng)
    recording = record(
        session,
        watch=_watch(recorder, rng),
        runner=runner,
        course=_course(name, rng),
        start_utc=datetime(2026, 3, 1, 17, tzinfo=UTC) + timedelta(days=int(rng.integers(300))),
        rng=rng,
    )
    return Case(
        name=name,
        parsed=recording.parsed,
        truth=tuple(
            TrueStretch(interval=e.interval, energy_j_kg=_shed(session, e.interval.end_s))
            for e in session.efforts
        ),
        best_100m_m_s=runner.best_100m_m_s,
        own_best_m_s=session.best_100m_m_s if name in _SPRINTED else None,
    )


def _runner(rng: np.random.Generator) -> Runner:
    best = rng.uniform(5.8, 7.8)
    return Runner(best_100m_m_s=best, easy_m_s=best * rng.uniform(0.37, 0.43))


def _watch(recorder: Recorder, rng: np.random.Generator) -> Watch:
    """Return a watch that lags by 0 to 2 s, with its own noise, spikes and dropouts."""
    return Watch(
        smart=recorder.smart,
        device_speed=recorder.device_speed,
        lag_s=rng.uniform(0.0, 1.6),
        delay_s=rng.uniform(0.0, 0.4),
        speed_noise_m_s=rng.uniform(0.04, 0.12),
        position_noise_m=rng.uniform(1.0, 3.0),
        spikes_per_h=rng.uniform(0.0, 3.0),
        speed_spikes_per_h=rng.uniform(0.0, 1.0),
        dropouts_per_h=rng.uniform(0.0, 1.5),
    )


def _course(name: str, rng: np.random.Generator) -> Course:
    if name in {"her session", "repeats", "sprints", "strides"}:
        return track(*_PLACE)
    if name == "hills":
        return road(*_PLACE, length_m=3000, rng=rng)
    return loop(*_PLACE, length_m=rng.uniform(2000, 6000), rng=rng)


def _shed(session: TrueSession, end_s: float) -> float | None:
    """Return the energy shed in a slowing worth finding."""
    effort = next(e for e in session.efforts if e.interval.end_s == end_s)
    entry, later = np.interp([end_s, end_s + WITHIN_S], session.t_s, session.speed_m_s)
    if effort.braking is None or entry < ENTRY_M_S or entry - later < DROP_M_S:
        return None
    return effort.braking.energy_j_kg
