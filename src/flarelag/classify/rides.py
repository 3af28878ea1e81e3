"""Efforts on a bicycle: against the ride's own best minute."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.channels import samples
from flarelag.classify.rules import RULES, Rules
from flarelag.classify.segments import runs_of
from flarelag.model.effort import Effort, EffortClass, EffortSource
from flarelag.model.interval import Interval
from flarelag.model.sport import Sport
from flarelag.signal.grid import STEP_S, resample
from flarelag.signal.quantile import mean, median, percentile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.parsed import ParsedActivity
    from flarelag.signal.grid import Grid

_MINUTE_N = 60
_SMOOTH_N = 10
_ENOUGH = 0.5
_POWER_CONFIDENCE = 0.7
_SPEED_CONFIDENCE = 0.4


@cache
def rules_of(sport: Sport, rules: Rules = RULES) -> Rules:
    """Return the rules; for all but runs with the limits of legs lifted.

    A bicycle (or a boat, or a lift) goes faster and has no steps.

    Parameters
    ----------
    sport : Sport
        What was done.
    rules : Rules
        Parameters for running.
    """
    if sport is Sport.RUN:
        return rules
    return replace(rules, fastest_m_s=35.0, longest_step_m=float("inf"), spike_rise_m_s=6.0)


def ride_efforts(
    parsed: ParsedActivity, clean: CleanSpeed, rules: Rules = RULES
) -> tuple[tuple[Effort, ...], float | None]:
    """Return the stretches of a ride near its own best minute, in power if there is any.

    Parameters
    ----------
    parsed : ParsedActivity
        The ride.
    clean : CleanSpeed
        Its speed.
    rules : Rules
        Parameters.

    Returns
    -------
    efforts : tuple of Effort
        In order of time.
    mean_power_w : float or None
        Of the whole ride.
    """
    power = _power(parsed, rules)
    if power is None:
        why = ("judged by speed: wind and slope count as effort",)
        return _efforts(clean.grid, clean.speed_m_s, clean, _SPEED_CONFIDENCE, why, rules), None
    grid, watts = power
    efforts = tuple(
        replace(effort, mean_power_w=_mean_within(effort.interval, grid, watts))
        for effort in _efforts(grid, watts, clean, _POWER_CONFIDENCE, (), rules)
    )
    return efforts, float(watts.mean())


def _mean_within(interval: Interval, grid: Grid, value: NDArray[np.float64]) -> float:
    low, high = np.searchsorted(grid.t_s, [interval.start_s, interval.end_s])
    return float(value[low:high].mean())


def _power(parsed: ParsedActivity, rules: Rules) -> tuple[Grid, NDArray[np.float64]] | None:
    column = parsed.records["power_w"]
    if not column.len() or column.null_count() > (1 - _ENOUGH) * column.len():
        return None
    t_s, power = samples(parsed.records, "power_w")
    if not (power > 0).any():
        return None
    grid = resample(t_s, power, parsed.activity.pauses, bridge_s=rules.bridge_s)
    return grid, grid.raw_m_s


def _efforts(
    grid: Grid,
    value: NDArray[np.float64],
    clean: CleanSpeed,
    sureness: float,
    reasons: tuple[str, ...],
    rules: Rules,
) -> tuple[Effort, ...]:
    from scipy.ndimage import uniform_filter1d  # noqa: PLC0415 - 0.3 s that a report need not wait

    if value.size < _MINUTE_N:
        return ()
    level = uniform_filter1d(value, _SMOOTH_N, mode="nearest")
    minute = uniform_filter1d(value, _MINUTE_N)
    best_minute = float(minute[_MINUTE_N // 2 : 1 - _MINUTE_N // 2].max())
    positive = value[value > 0]
    usual = median(positive) if positive.size else 0.0
    needed = max(rules.ride_fraction * best_minute, rules.contrast * usual)
    runs = runs_of(level >= needed, grid.piece)
    return tuple(
        _effort(Interval(float(grid.t_s[low]), float(grid.t_s[high - 1])), clean, sureness, reasons)
        for low, high in runs
        if (high - low) * STEP_S > rules.ride_min_s
    )


def _effort(
    interval: Interval, clean: CleanSpeed, sureness: float, reasons: tuple[str, ...]
) -> Effort:
    low, high = clean.grid.t_s.searchsorted((interval.start_s, interval.end_s)).tolist()
    speed = clean.speed_m_s[low:high]
    told = speed.size > 0
    return Effort(
        interval=interval,
        effort_class=EffortClass.EFFORT,
        source=EffortSource.DETECTED,
        confidence=sureness,
        reasons=reasons,
        mean_speed_m_s=mean(speed) if told else None,
        p80_speed_m_s=percentile(speed, 80) if told else None,
        max_speed_m_s=float(speed.max()) if told else None,
        distance_m=float(speed.sum() * STEP_S) if told else None,
    )
