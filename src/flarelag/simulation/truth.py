"""What really happened in a session, before any watch saw it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.classification import Doses
from flarelag.model.effort import Braking, BrakingGrade, EffortClass
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    import numpy.typing as npt

    from flarelag.model.interval import Interval
    from flarelag.simulation.stretch import Stretch

BEST_DISTANCE_M = 100.0


class SessionKind(StrEnum):
    """What a session was meant to be."""

    EASY = "easy"
    SPRINTS = "sprints"
    REPEATS = "repeats"
    FARTLEK = "fartlek"
    HILLS = "hills"
    STRIDES = "strides"
    TOWN = "town"
    TREADMILL = "treadmill"
    RIDE = "ride"

    @property
    def sport(self) -> Sport:
        """The sport it belongs to."""
        return Sport.RIDE if self is SessionKind.RIDE else Sport.RUN


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueEffort:
    """An effort as it was.

    Parameters
    ----------
    interval : Interval
        From the first step of accelerating to the first step of slowing.
    effort_class : EffortClass
        By the 80th percentile of true speed over the runner's best 100 m; `EFFORT` below half
        of it.
    distance_m, mean_speed_m_s, p80_speed_m_s, p80_fraction : float
        Of the true speed.
    braking : Braking or None
        The slowing that follows; null where none does.
    """

    interval: Interval
    effort_class: EffortClass
    distance_m: float
    mean_speed_m_s: float
    p80_speed_m_s: float
    p80_fraction: float
    braking: Braking | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStretch:
    """A stretch with the time that it took.

    Parameters
    ----------
    stretch : Stretch
        What was meant.
    interval : Interval
        Seconds from the session's start.
    """

    stretch: Stretch
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrueSession:
    """A session as it was.

    Parameters
    ----------
    kind : SessionKind
        What it was meant to be.
    t_s : ndarray, shape (n,)
        Seconds from the start, in even steps of a tenth.
    speed_m_s : ndarray, shape (n,)
        True speed.
    distance_m : ndarray, shape (n,)
        True distance covered.
    along_m : ndarray, shape (n,)
        Place along the course: distance outward less distance back.
    climb_m : ndarray, shape (n,)
        Height above the start that the stretches' grades make.
    placed : tuple of PlacedStretch
        What was meant, with its times.
    efforts : tuple of TrueEffort
        In order of time.
    """

    kind: SessionKind
    t_s: npt.NDArray[np.float64]
    speed_m_s: npt.NDArray[np.float64]
    distance_m: npt.NDArray[np.float64]
    along_m: npt.NDArray[np.float64]
    climb_m: npt.NDArray[np.float64]
    placed: tuple[PlacedStretch, ...]
    efforts: tuple[TrueEffort, ...]

    @property
    def duration_s(self) -> float:
        """From start to end, pauses included."""
        return float(self.t_s[-1])

    @property
    def pauses(self) -> tuple[Interval, ...]:
        """Where the watch's timer is stopped."""
        return tuple(p.interval for p in self.placed if not p.stretch.timer_on)

    @property
    def best_100m_m_s(self) -> float | None:
        """Highest mean speed over any 100 m; null where the session is shorter."""
        later = np.searchsorted(self.distance_m, self.distance_m + BEST_DISTANCE_M)
        reached = later < len(self.t_s)
        if not reached.any():
            return None
        here, there = np.flatnonzero(reached), later[reached]
        covered = self.distance_m[there] - self.distance_m[here]
        return float((covered / (self.t_s[there] - self.t_s[here])).max())

    @property
    def doses(self) -> Doses:
        """The doses of the true efforts."""
        return true_doses(self)


def true_doses(session: TrueSession) -> Doses:
    """Return what a session truly did.

    Parameters
    ----------
    session : TrueSession
        Any session.
    """
    seconds = dict.fromkeys(EffortClass, 0.0)
    for effort in session.efforts:
        seconds[effort.effort_class] += effort.interval.duration_s
    brakings = [effort.braking for effort in session.efforts if effort.braking]
    paused_s = sum(pause.duration_s for pause in session.pauses)
    running = session.kind.sport is Sport.RUN
    return Doses(
        run_min=(session.duration_s - paused_s) / 60 if running else 0.0,
        effort_s=sum(seconds.values()),
        sprint_s=seconds[EffortClass.SPRINT],
        fast_s=seconds[EffortClass.FAST],
        tempo_s=seconds[EffortClass.TEMPO],
        hard_s=seconds[EffortClass.SPRINT] + seconds[EffortClass.FAST],
        braking_energy_j_kg=sum(braking.energy_j_kg for braking in brakings),
        hard_stops_n=sum(braking.grade is BrakingGrade.HARD for braking in brakings),
    )
