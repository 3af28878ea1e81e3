"""Efforts and the braking at their ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.model.carried import carried

if TYPE_CHECKING:
    from flarelag.model.interval import Interval
    from flarelag.model.load import EffortLoad


class EffortClass(StrEnum):
    """How hard, relative to the person's own best 100 m."""

    SPRINT = "sprint"
    FAST = "fast"
    TEMPO = "tempo"
    EFFORT = "effort"
    """Clearly faster than its surroundings, but no best 100 m is known to judge it by."""


class EffortSource(StrEnum):
    """Who says that it was an effort."""

    WORKOUT = "workout"
    """A step of a structured workout, or a stretch that the device named."""
    LAP = "lap"
    """A lap that the wearer's hand or the lap's own intensity marks."""
    DETECTED = "detected"
    """A rule found it in the speed."""


class BrakingGrade(StrEnum):
    """Mean deceleration: soft < 1 <= moderate <= 2 < hard, in m/s2. Our own heuristic."""

    SOFT = "soft"
    MODERATE = "moderate"
    HARD = "hard"


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class Braking:
    """The slowing at an effort's end.

    Parameters
    ----------
    interval : Interval
        From the last moment at speed to the end of the slowing.
    entry_m_s, exit_m_s : float
        Speed before and after.
    grade : BrakingGrade
        Soft, moderate or hard.
    """

    interval: Interval
    entry_m_s: float
    exit_m_s: float
    grade: BrakingGrade

    @property
    def energy_j_kg(self) -> float:
        """Kinetic energy shed per kilogram, (v0^2 - v1^2)/2."""
        return (self.entry_m_s**2 - self.exit_m_s**2) / 2

    @property
    def mean_decel_m_s2(self) -> float:
        """Mean deceleration over the slowing. Peaks cannot be read from 1 Hz recordings."""
        return (self.entry_m_s - self.exit_m_s) / self.interval.duration_s


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """A stretch that a rule found or that a lap or workout step declares.

    Parameters
    ----------
    interval : Interval
        Seconds from the activity's start.
    effort_class : EffortClass
        How hard.
    source : EffortSource
        Who says so.
    confidence : float
        0 to 1.
    reasons : tuple of str
        Why the confidence is not higher, in words a user understands.
    mean_speed_m_s, p80_speed_m_s, max_speed_m_s : float or None
        Mean, 80th percentile and maximum of the smoothed speed.
    distance_m : float or None
        Distance covered.
    p80_fraction : float or None
        80th percentile of speed over the best 100 m; null where no best 100 m is known.
    braking : Braking or None
        The slowing at its end, where one can be told.
    start_error_s, end_error_s : float or None
        How far its start and its end are typically off.
    detected : Interval or None
        What detection alone found in place of a declared effort; null where it found nothing, and
        for detected efforts.
    rest_before_s : float or None
        From the end of the effort before; null for the first.
    heart_rate_mean_bpm, heart_rate_max_bpm : float or None
        While it lasted.
    grade_percent : float or None
        Mean slope, uphill positive; from barometric altitude only.
    mean_power_w : float or None
        Mean power; rides only.
    load : EffortLoad or None
        What its steps amount to; null for rides and where speed is unknown.
    """

    interval: Interval
    effort_class: EffortClass
    source: EffortSource
    confidence: float
    reasons: tuple[str, ...] = field(default=())
    mean_speed_m_s: float | None = None
    p80_speed_m_s: float | None = None
    max_speed_m_s: float | None = None
    distance_m: float | None = None
    p80_fraction: float | None = None
    braking: Braking | None = None
    start_error_s: float | None = None
    end_error_s: float | None = None
    detected: Interval | None = None
    rest_before_s: float | None = None
    heart_rate_mean_bpm: float | None = None
    heart_rate_max_bpm: float | None = None
    grade_percent: float | None = None
    mean_power_w: float | None = None
    load: EffortLoad | None = None
