"""The channels of a watch, second by second, each with its own faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.simulation.body import cadence, heart_rate_bpm, lagged
from flarelag.simulation.course import degrees, places
from flarelag.simulation.motion import STEP_S
from flarelag.simulation.noise import ornstein_uhlenbeck

if TYPE_CHECKING:
    import numpy.typing as npt

    from flarelag.simulation.course import Course
    from flarelag.simulation.runner import Runner
    from flarelag.simulation.truth import TrueSession
    from flarelag.simulation.watch import Watch

SEMICIRCLE_DEG = 180 / 2**31
"""Positions come in steps of this size (FIT)."""
_PER_SECOND = round(1 / STEP_S)
_LEAST_SHOWN_M_S = 0.3
_INDOOR_DISTANCE_ERROR = 0.03
_ALTITUDE_STEP_M = 0.2


def every_second(
    session: TrueSession,
    *,
    watch: Watch,
    runner: Runner,
    course: Course | None,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return what all sensors show once a second, pauses too, rounded as a file rounds it.

    Parameters
    ----------
    session : TrueSession
        What happens.
    watch : Watch
        What sees it.
    runner : Runner
        Who runs.
    course : Course or None
        Where; none indoors.
    rng : Generator
        Source of chance.

    Returns
    -------
    DataFrame
        The columns of `Records` that the watch fills, one row for each second.
    """
    true_m_s = session.speed_m_s[::_PER_SECOND]
    sport = session.kind.sport
    n = len(true_m_s)
    channels: dict[str, npt.NDArray[np.float64]] = {"t_s": np.arange(n, dtype=np.float64)}
    if watch.device_speed:
        channels |= _speed_and_distance(session, watch, rng, indoors=course is None)
    if course is not None:
        channels |= _positions(session, watch, course, rng)
    if watch.heart_rate:
        channels["heart_rate_bpm"] = np.round(heart_rate_bpm(true_m_s, sport, runner, rng))
    if watch.cadence:
        name, turns = ("cadence_spm", 2) if sport.on_foot else ("cadence_rpm", 1)
        channels[name] = turns * np.round(cadence(true_m_s, sport, rng) / turns)
    return pl.DataFrame(channels).with_columns(pl.selectors.float().fill_nan(None))


def timer_runs(session: TrueSession) -> npt.NDArray[np.bool_]:
    """Return for each second whether the timer runs; the edges of a pause are still recorded.

    Parameters
    ----------
    session : TrueSession
        What happens.
    """
    runs = np.ones(len(session.t_s[::_PER_SECOND]), dtype=bool)
    for pause in session.pauses:
        runs[round(pause.start_s) + 1 : round(pause.end_s)] = False
    return runs


def _speed_and_distance(
    session: TrueSession, watch: Watch, rng: np.random.Generator, *, indoors: bool
) -> dict[str, npt.NDArray[np.float64]]:
    late = lagged(session.speed_m_s, tau_s=watch.lag_s, step_s=STEP_S)
    steps = round(watch.delay_s / STEP_S)
    seen = np.concatenate([np.full(steps, late[0]), late])[: len(late)][::_PER_SECOND]
    n = len(seen)
    # Indoors there is only the arm or the foot pod to go by: its scale is off for the whole run.
    scale = 1 + rng.normal(0, _INDOOR_DISTANCE_ERROR if indoors else watch.distance_error)
    noise = ornstein_uhlenbeck(rng, n, step=1.0, tau=2.0, sd=watch.speed_noise_m_s)
    moving = seen >= _LEAST_SHOWN_M_S
    speed = np.where(moving, np.maximum(seen * (scale if indoors else 1) + noise, 0), 0.0)
    counted = np.where(timer_runs(session), speed, 0.0) * (1 if indoors else scale)
    distance = np.cumsum(counted) - counted[0]
    for first, length in _bursts(n, watch.speed_spikes_per_h, (1, 3), rng):
        speed[first : first + length] += rng.uniform(3, 9)
    return {"speed_m_s": np.round(speed, 3), "distance_m": np.round(distance, 2)}


def _positions(
    session: TrueSession, watch: Watch, course: Course, rng: np.random.Generator
) -> dict[str, npt.NDArray[np.float64]]:
    true = places(course, session.along_m[::_PER_SECOND])
    n = len(true.east_m)
    tau, sd = watch.position_tau_s, watch.position_noise_m
    east = true.east_m + ornstein_uhlenbeck(rng, n, step=1.0, tau=tau, sd=sd)
    north = true.north_m + ornstein_uhlenbeck(rng, n, step=1.0, tau=tau, sd=sd)
    for first, length in _bursts(n, watch.spikes_per_h, (1, 3), rng):
        angle, jump_m = rng.uniform(0, 2 * np.pi), rng.uniform(15, 80)
        east[first : first + length] += jump_m * np.cos(angle)
        north[first : first + length] += jump_m * np.sin(angle)
    lat, lon = degrees(course, east, north)
    for first, length in _bursts(n, watch.dropouts_per_h, (5, 30), rng):
        lat[first : first + length] = lon[first : first + length] = np.nan
    channels = {
        "lat_deg": np.round(lat / SEMICIRCLE_DEG) * SEMICIRCLE_DEG,
        "lon_deg": np.round(lon / SEMICIRCLE_DEG) * SEMICIRCLE_DEG,
    }
    if watch.barometer:
        weather = ornstein_uhlenbeck(rng, n, step=1.0, tau=900.0, sd=1.5)
        height = true.height_m + session.climb_m[::_PER_SECOND] + weather
        channels["altitude_m"] = np.round(np.round(height / _ALTITUDE_STEP_M) * _ALTITUDE_STEP_M, 1)
    return channels


def _bursts(
    n: int, per_h: float, seconds: tuple[int, int], rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Return start and length of chance events among n seconds."""
    shortest, longest = seconds
    count = int(rng.poisson(per_h * n / 3600))
    starts = rng.integers(0, n, count).tolist()
    return list(zip(starts, rng.integers(shortest, longest + 1, count).tolist(), strict=True))
