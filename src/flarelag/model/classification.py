"""What the classifier says of one activity."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.model.carried import carried

if TYPE_CHECKING:
    from flarelag.model.effort import Effort
    from flarelag.model.load import ForceLine, LoadIndex


class SpeedSource(StrEnum):
    """Where the speed comes from, best first."""

    DEVICE = "device"
    DISTANCE = "distance"
    POSITION = "position"
    NONE = "none"


class DataGrade(StrEnum):
    """What a recording is good for."""

    GOOD = "good"
    """Efforts, their ends and braking can be judged."""
    FAIR = "fair"
    """Efforts can be judged; short ones, their edges or braking less surely."""
    POOR = "poor"
    """Only long and clear efforts can be judged."""
    NONE = "not assessable"
    """There is no speed to judge."""


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """How good a recording is, and why not better.

    Parameters
    ----------
    grade : DataGrade
        What it is good for.
    reasons : tuple of str
        What lowers the grade, in words a user understands.
    """

    grade: DataGrade
    reasons: tuple[str, ...] = field(default=())


@carried
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
    sprints_n : int or None
        How many sprints.
    steps_n : int or None
        Running steps, both feet.
    load : LoadIndex or None
        External load index of all running; 0 where the sport has no foot impact.
    session_rpe : float or None
        Perceived exertion (0 to 10) times minutes (Foster 2001); for activities without records,
        too.
    longest_run_ratio : float or None
        Distance over that of the longest run of the 30 days before; null for other sports and
        where there was no such run. It depends on other activities, so it is not stored.
    ride_min : float or None
        Minutes of riding; 0 for other sports.
    mean_power_w : float or None
        Mean power of a ride.
    """

    run_min: float | None = None
    effort_s: float | None = None
    sprint_s: float | None = None
    fast_s: float | None = None
    tempo_s: float | None = None
    hard_s: float | None = None
    braking_energy_j_kg: float | None = None
    hard_stops_n: int | None = None
    sprints_n: int | None = None
    steps_n: int | None = None
    load: LoadIndex | None = None
    session_rpe: float | None = None
    longest_run_ratio: float | None = None
    ride_min: float | None = None
    mean_power_w: float | None = None

    @property
    def easy_step_equivalents(self) -> float | None:
        """The one load index that is shown (b = 2), in steps of an easy run."""
        return self.load.b2 if self.load else None


@carried
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
    quality : DataQuality or None
        How good the recording is; null for sports that are not searched for efforts.
    force_line : ForceLine or None
        Whose line of force over speed the load index uses; null where there is no load index.
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
    quality: DataQuality | None = None
    force_line: ForceLine | None = None
