"""The speed that efforts are judged by, and the same speed for drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rides import rules_of
from flarelag.classify.rules import RULES, Rules
from flarelag.model.classification import SpeedSource
from flarelag.signal.despike import spikes
from flarelag.signal.grid import Grid, resample
from flarelag.signal.smooth import running_median, smooth
from flarelag.signal.track import Track, interpolated, load_track

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from flarelag.model.interval import Interval
    from flarelag.model.parsed import ParsedActivity


@dataclass(frozen=True, eq=False)
class CleanSpeed:
    """Speed on the grid in three states, with what was thrown away.

    Parameters
    ----------
    source : SpeedSource
        Where it comes from.
    grid : Grid
        Time and raw speed, in pieces.
    speed_m_s : ndarray, shape (n,)
        Smoothed.
    steady_m_s : ndarray, shape (n,)
        Running median of five, for segments.
    spike_t_s : ndarray, shape (k,)
        Times of the samples that were thrown away.
    altitude_m : ndarray, shape (n,)
        Altitude on the grid; NaN where unknown.
    lag_of : callable
        Works out `lag_s`.
    """

    source: SpeedSource
    grid: Grid
    speed_m_s: NDArray[np.float64]
    steady_m_s: NDArray[np.float64]
    spike_t_s: NDArray[np.float64]
    altitude_m: NDArray[np.float64]
    lag_of: Callable[[], float]

    @cached_property
    def lag_s(self) -> float:
        """How far the source runs behind the runner."""
        return self.lag_of()

    def within(self, interval: Interval) -> slice:
        """Return the range of grid points that an interval of the runner's time covers.

        Parameters
        ----------
        interval : Interval
            In the runner's time: the source shows it `lag_s` later.
        """
        shown_s = interval.start_s + self.lag_s, interval.end_s + self.lag_s
        return slice(*self.grid.t_s.searchsorted(shown_s).tolist())


def clean_speed(parsed: ParsedActivity, rules: Rules = RULES) -> CleanSpeed:
    """Return an activity's speed: chosen, despiked, on a grid and smoothed.

    Parameters
    ----------
    parsed : ParsedActivity
        Activity and records.
    rules : Rules
        Parameters.
    """
    track = load_track(parsed.records, bridge_s=rules.bridge_s, fastest_m_s=rules.fastest_m_s)
    bad = spikes(
        track.t_s,
        track.speed_m_s,
        track.cadence_spm,
        fastest_m_s=rules.fastest_m_s,
        rise_m_s=rules.spike_rise_m_s,
        fall_m_s=rules.spike_fall_m_s,
        longest_n=rules.spike_longest_n,
        longest_step_m=rules.longest_step_m,
    )
    t_s, speed_m_s = track.t_s, track.speed_m_s
    if bad.any():
        t_s, speed_m_s = t_s[~bad], speed_m_s[~bad]
    grid = resample(t_s, speed_m_s, parsed.activity.pauses, bridge_s=rules.bridge_s)
    by_position = track.source is SpeedSource.POSITION
    steady = running_median(grid)
    smoothed = smooth(
        grid,
        steady,
        noise_m_s=rules.noise_position_m_s if by_position else rules.noise_device_m_s,
        jerk_m_s2=rules.jerk_m_s2,
        decay=rules.velocity_decay,
        gate=rules.gate_sigma,
    )
    return CleanSpeed(
        source=track.source,
        grid=grid,
        speed_m_s=smoothed,
        steady_m_s=steady,
        spike_t_s=track.t_s[bad],
        altitude_m=interpolated(grid.t_s, track.record_t_s, track.altitude_m),
        lag_of=lambda: _lag_s(track, rules),
    )


def _lag_s(track: Track, rules: Rules) -> float:
    told_s = track.lag_of()
    return rules.lag_device_s if told_s is None else told_s


@dataclass(frozen=True, slots=True, eq=False)
class SpeedTrace:
    """Speed for a picture: lines break where the recording does.

    Parameters
    ----------
    t_s : ndarray, shape (n,)
        Seconds from the first record.
    speed_m_s, raw_m_s : ndarray, shape (n,)
        Smoothed and raw speed. NaN, as a break of the line, at one row between two pieces; never
        elsewhere.
    source : SpeedSource
        Where the speed comes from.
    """

    t_s: NDArray[np.float64]
    speed_m_s: NDArray[np.float64]
    raw_m_s: NDArray[np.float64]
    source: SpeedSource


def speed_trace(parsed: ParsedActivity, rules: Rules = RULES) -> SpeedTrace:
    """Return an activity's speed for drawing, broken at gaps and pauses.

    Parameters
    ----------
    parsed : ParsedActivity
        Activity and records.
    rules : Rules
        Parameters.
    """
    clean = clean_speed(parsed, rules_of(parsed.activity.sport, rules))
    grid = clean.grid
    breaks = grid.starts[1:]
    between = (grid.t_s[breaks - 1] + grid.t_s[breaks]) / 2
    return SpeedTrace(
        t_s=np.insert(grid.t_s, breaks, between),
        speed_m_s=np.insert(clean.speed_m_s, breaks, np.nan),
        raw_m_s=np.insert(grid.raw_m_s, breaks, np.nan),
        source=clean.source,
    )
