"""Pain that drifts by itself, follows the hour of the day, and answers to what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.sport import Sport
from flarelag.simulation.noise import ornstein_uhlenbeck

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_GRID_H = 0.5
_FADED_H = 600.0
"""After so long nothing of a response is left."""
HARD_SCALED_DOSE = 0.5
"""A run with at least this scaled dose is a hard session; the others are easy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PainModel:
    """How one person's pain comes about, in points of the 0-10 scale.

    Parameters
    ----------
    baseline : float
        The level around which everything moves.
    short_sd, short_tau_h, long_sd, long_tau_h : float
        The two parts of the drift: over hours to days and over weeks.
    daily_amplitude, daily_peak_hour : float
        The daily wave and the local hour of its top.
    delayed_peak : float
        Rise at its highest after a session of scaled dose 1.
    delayed_lag_h, delayed_shape : float
        When that is, and the kernel's shape k.
    delayed_box_h : tuple of float, or None
        First and last hour of a response that stands at its height all the while, in the place of
        the kernel.
    hard_rise, hard_rise_h : float
        What a hard session of scaled dose 1 does at once (negative: relief), and how long it
        lasts.
    run_relief, ride_relief, relief_h : float
        Relief right after an easy run and after a ride, and how long it lasts.
    sitting_rise_per_h : float
        Rise for each hour sat in the 24 h before, more than usual.
    spontaneous_per_week, spontaneous_rise, spontaneous_h : float
        How often pain flares up for no reason at all, how far, and the hours in which it fades
        to 1/e.
    report_sd : float
        How unevenly a person puts a number on the same pain.
    """

    baseline: float = 2.5
    short_sd: float = 0.8
    short_tau_h: float = 18.0
    long_sd: float = 0.7
    long_tau_h: float = 280.0
    daily_amplitude: float = 0.3
    daily_peak_hour: float = 8.0
    delayed_peak: float = 2.0
    delayed_lag_h: float = 12.0
    delayed_shape: float = 3.0
    delayed_box_h: tuple[float, float] | None = None
    hard_rise: float = 0.0
    hard_rise_h: float = 3.0
    run_relief: float = 1.2
    ride_relief: float = 0.8
    relief_h: float = 2.0
    sitting_rise_per_h: float = 0.0
    spontaneous_per_week: float = 0.0
    spontaneous_rise: float = 3.0
    spontaneous_h: float = 24.0
    report_sd: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What was done, at its end.

    Parameters
    ----------
    end_h : float
        Hours from the start of the simulation.
    sport : Sport
        What it was.
    dose : float
        Seconds at `sprint` or `fast`.
    """

    end_h: float
    sport: Sport
    dose: float


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """How pain wanders by itself, around 0.

    Parameters
    ----------
    t_h, points : ndarray, shape (n,)
        Nodes, joined by lines.
    """

    t_h: npt.NDArray[np.float64]
    points: npt.NDArray[np.float64]

    def at(self, t_h: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the drift at some hours.

        Parameters
        ----------
        t_h : ndarray, shape (m,)
            Hours from the start of the simulation.
        """
        return np.interp(t_h, self.t_h, self.points)


def draw_drift(model: PainModel, hours: float, rng: np.random.Generator) -> Drift:
    """Return one path of the two-part drift.

    Parameters
    ----------
    model : PainModel
        Gives its spread and its times.
    hours : float
        How long.
    rng : Generator
        Source of chance.
    """
    n = int(hours / _GRID_H) + 2
    short = ornstein_uhlenbeck(rng, n, step=_GRID_H, tau=model.short_tau_h, sd=model.short_sd)
    long = ornstein_uhlenbeck(rng, n, step=_GRID_H, tau=model.long_tau_h, sd=model.long_sd)
    t_h = np.arange(n, dtype=np.float64) * _GRID_H
    return Drift(t_h, short + long + _spontaneous(model, t_h, rng))


def _spontaneous(
    model: PainModel, t_h: npt.NDArray[np.float64], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return flare-ups that nothing preceded; they draw on chance only where there are any."""
    total = np.zeros(len(t_h))
    if model.spontaneous_per_week <= 0:
        return total
    often = t_h[-1] / 168.0 * model.spontaneous_per_week
    for onset_h in rng.uniform(0.0, t_h[-1], rng.poisson(often)):
        lag_h = t_h - onset_h
        fading = np.exp(-np.maximum(lag_h, 0.0) / model.spontaneous_h)
        total += model.spontaneous_rise * np.where(lag_h > 0, fading, 0.0)
    return total


def kernel(
    lag_h: npt.NDArray[np.float64], *, peak_h: float, shape: float
) -> npt.NDArray[np.float64]:
    """Return the delayed response, 1 at its peak, 0 before the exposure's end.

    g(l) = (l / tp)^(k-1) exp((k-1)(1 - l / tp)).

    Parameters
    ----------
    lag_h : ndarray, shape (n,)
        Hours since the end of the exposure.
    peak_h, shape : float
        tp and k.
    """
    ratio = np.maximum(lag_h, 0.0) / peak_h
    power = shape - 1.0
    return np.where(lag_h > 0, ratio**power * np.exp(power * (1.0 - ratio)), 0.0)


def delayed(model: PainModel, lag_h: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the delayed response of a person, 1 at its height: the kernel, or the box.

    Parameters
    ----------
    model : PainModel
        Gives its form.
    lag_h : ndarray, shape (n,)
        Hours since the end of the exposure.
    """
    if model.delayed_box_h is None:
        return kernel(lag_h, peak_h=model.delayed_lag_h, shape=model.delayed_shape)
    from_h, to_h = model.delayed_box_h
    return ((lag_h >= from_h) & (lag_h < to_h)).astype(np.float64)


def mean_rise(model: PainModel, *, from_h: float = 6.0, to_h: float = 24.0) -> float:
    """Return theta: the mean delayed rise over a stretch of lags for scaled dose 1.

    Parameters
    ----------
    model : PainModel
        Gives the response.
    from_h, to_h : float
        The stretch.
    """
    lag_h = np.linspace(from_h, to_h, 1801)
    middles = (lag_h[1:] + lag_h[:-1]) / 2
    return model.delayed_peak * float(delayed(model, middles).mean())


def median_dose(exposures: Sequence[Exposure]) -> float | None:
    """Return what scaled dose 1 means: the median of the positive doses; null without any.

    Parameters
    ----------
    exposures : sequence of Exposure
        All that was done.
    """
    positive = [exposure.dose for exposure in exposures if exposure.dose > 0]
    return float(np.median(positive)) if positive else None


def response(
    model: PainModel,
    t_h: npt.NDArray[np.float64],
    exposures: Sequence[Exposure],
    *,
    per_dose: float | None,
) -> npt.NDArray[np.float64]:
    """Return what all exposures so far do to pain: at once, and later.

    Parameters
    ----------
    model : PainModel
        How pain answers.
    t_h : ndarray, shape (n,)
        Hours from the start of the simulation.
    exposures : sequence of Exposure
        All that was done.
    per_dose : float or None
        What scaled dose 1 means; null where no exposure has a dose.

    Returns
    -------
    ndarray, shape (n,)
        Points of pain.
    """
    total = np.zeros(len(t_h))
    for exposure in exposures:
        near = np.flatnonzero((t_h > exposure.end_h) & (t_h < exposure.end_h + _FADED_H))
        lag_h = t_h[near] - exposure.end_h
        scaled = exposure.dose / per_dose if per_dose else 0.0
        size, tau_h = _at_once(model, exposure.sport, scaled)
        total[near] += model.delayed_peak * scaled * delayed(model, lag_h)
        total[near] += size * np.exp(-lag_h / tau_h)
    return total


def daily_wave(model: PainModel, local_hour: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the daily wave.

    Parameters
    ----------
    model : PainModel
        Gives its size and its top.
    local_hour : ndarray, shape (n,)
        Hours since local midnight.
    """
    turns = (local_hour - model.daily_peak_hour) / 24.0
    return model.daily_amplitude * np.cos(2 * np.pi * turns)


def _at_once(model: PainModel, sport: Sport, scaled_dose: float) -> tuple[float, float]:
    """Return size and time constant of what an exposure does at once."""
    if sport is Sport.RIDE:
        return -model.ride_relief, model.relief_h
    if sport is not Sport.RUN:
        return 0.0, model.relief_h
    if scaled_dose >= HARD_SCALED_DOSE:
        return model.hard_rise * scaled_dose, model.hard_rise_h
    return -model.run_relief, model.relief_h
