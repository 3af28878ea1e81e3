"""What the body shows of a session: heart rate and cadence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.simulation.noise import ornstein_uhlenbeck

if TYPE_CHECKING:
    import numpy.typing as npt

    from flarelag.model.sport import Sport
    from flarelag.simulation.runner import Runner

_HEART_TAU_S = 35.0
_LEAST_RUNNING_M_S, _GREATEST_LINEAR_M_S = 1.64, 4.68
_GREATEST_SPM = 260.0
_WALK_SPM, _WALK_M_S = 112.0, 1.35


def lagged(
    values: npt.NDArray[np.float64], *, tau_s: float, step_s: float
) -> npt.NDArray[np.float64]:
    """Return what a first-order sensor shows of a signal, at rest on its first value before it.

    Parameters
    ----------
    values : ndarray, shape (n,)
        The signal at even steps.
    tau_s, step_s : float
        The sensor's time constant (0: none) and the step.
    """
    if tau_s <= 0:
        return values.copy()
    taps = int(8 * tau_s / step_s) + 1
    weights = np.exp(-np.arange(taps) * step_s / tau_s)
    padded = np.concatenate([np.full(taps - 1, values[0]), values])
    return np.convolve(padded, weights / weights.sum(), mode="valid")


def heart_rate_bpm(
    speed_m_s: npt.NDArray[np.float64], sport: Sport, runner: Runner, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return heart rate at 1 Hz: it follows the effort slowly and drifts a little.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        True speed, once a second.
    sport : Sport
        Riding costs less at the same speed.
    runner : Runner
        Who runs.
    rng : Generator
        Source of chance.
    """
    full = runner.best_100m_m_s if sport.on_foot else 2.2 * runner.ride_m_s
    demand = np.clip(0.30 + 1.05 * speed_m_s / full, 0.25, 1.0)
    aim = runner.rest_bpm + (runner.max_bpm - runner.rest_bpm) * demand
    noise = ornstein_uhlenbeck(rng, len(aim), step=1.0, tau=90.0, sd=3.0)
    return np.clip(lagged(aim, tau_s=_HEART_TAU_S, step_s=1.0) + noise, 40, runner.max_bpm + 4)


def steps_per_min(speed_m_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the usual cadence at a speed, both feet.

    Running strides per minute are 75.01 + 3.006 v from 1.64 to 4.68 m/s (published); above that
    a line to 231 steps per minute at 7.0 m/s, at most 260, and walking below, are our own.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        True speed; standing gives 0.
    """
    v = speed_m_s
    knots = [_GREATEST_LINEAR_M_S, 7.0]
    fast = 178.0 + (231.0 - 178.0) * (v - knots[0]) / (knots[1] - knots[0])
    running = np.where(v <= knots[0], 2 * (75.01 + 3.006 * v), np.minimum(fast, _GREATEST_SPM))
    walking = _WALK_SPM * np.sqrt(np.maximum(v, 0) / _WALK_M_S)
    return np.where(v >= _LEAST_RUNNING_M_S, running, np.where(v > 0.2, walking, 0.0))  # noqa: PLR2004 - below 0.2 m/s nobody steps


def cadence(
    speed_m_s: npt.NDArray[np.float64], sport: Sport, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return cadence at 1 Hz: steps per minute on foot, turns of the cranks else.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        True speed, once a second.
    sport : Sport
        On foot or not.
    rng : Generator
        Source of chance.
    """
    usual = steps_per_min(speed_m_s) if sport.on_foot else 84.0 * (speed_m_s > 1.5)  # noqa: PLR2004 - m/s; coasting to a stop
    noise = ornstein_uhlenbeck(rng, len(usual), step=1.0, tau=10.0, sd=1.5)
    return np.where(usual > 0, np.maximum(usual + noise, 0), 0.0)
