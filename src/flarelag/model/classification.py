"""What the classifier says of one activity."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.model.effort import Effort


class SpeedSource(StrEnum):
    """Where the speed comes from, best first."""

    DEVICE = "device"
    DISTANCE = "distance"
    POSITION = "position"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    """What an activity did, in several observable numbers. Null: cannot be told.

    Parameters
    ----------
    run_min : float or None
        Minutes of running (timer running, sport run); 0 for other sports.
    effort_s : float or None
        Seconds in efforts of any class.
    sprint_s, fast_s, tempo_s : float or None
        Seconds by class; null without a best 100 m.
    hard_s : float or None
        `sprint_s + fast_s`: the default dose.
    braking_energy_j_kg : float or None
        Sum of the energy shed at efforts' ends.
    hard_stops_n : int or None
        How many of the slowings were graded hard.
    """

    run_min: float | None = None
    effort_s: float | None = None
    sprint_s: float | None = None
    fast_s: float | None = None
    tempo_s: float | None = None
    hard_s: float | None = None
    braking_energy_j_kg: float | None = None
    hard_stops_n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """Efforts and doses of one activity, with what they rest on.

    Parameters
    ----------
    rule_version : int
        Version of the rules that made it.
    speed_source : SpeedSource
        Where the speed came from.
    best_100m_m_s : float or None
        The best 100 m that efforts were judged by.
    best_100m_observed_m_s : float or None
        The best 100 m that this activity itself shows.
    median_speed_m_s : float or None
        Median speed while moving, to judge whether a best 100 m is plausible.
    efforts : tuple of Effort
        Disjoint, in order of time.
    declared_laps : tuple of bool
        For each lap of the activity, whether it declares its own structure.
    doses : Doses
        What the activity did.
    remarks : tuple of str
        What limits the judgement, in words a user understands.
    """

    rule_version: int
    speed_source: SpeedSource
    best_100m_m_s: float | None = None
    best_100m_observed_m_s: float | None = None
    median_speed_m_s: float | None = None
    efforts: tuple[Effort, ...] = field(default=())
    declared_laps: tuple[bool, ...] = field(default=())
    doses: Doses = field(default_factory=Doses)
    remarks: tuple[str, ...] = field(default=())
