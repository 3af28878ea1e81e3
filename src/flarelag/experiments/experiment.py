"""An experiment as it stands: what took place, what is due, whether and why it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.experiments.events import Looked
from flarelag.experiments.pairing import allocate
from flarelag.experiments.stopping import stop_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.experiments.events import Event
    from flarelag.experiments.pairing import Allocation, Session
    from flarelag.experiments.plan import Plan
    from flarelag.experiments.stopping import Stop
    from flarelag.model.diary import DiaryEntry


class Phase(StrEnum):
    """Where an experiment is."""

    RUNNING = "running"
    FOLLOWING_UP = "following_up"
    """All sessions took place; the hours after the last are not over."""
    STOPPED = "stopped"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An experiment as it is kept.

    Parameters
    ----------
    id : int
        The library's number.
    plan : Plan
        What was fixed.
    sha256 : str
        Of the plan's canonical JSON, as noted at the start.
    intact : bool
        Whether the plan still has that hash.
    events : tuple of Event
        As they came.
    """

    id: int
    plan: Plan
    sha256: str
    intact: bool
    events: tuple[Event, ...]

    @property
    def looks(self) -> tuple[Looked, ...]:
        """Looks at the result before the end."""
        return tuple(each for each in self.events if isinstance(each, Looked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an experiment stands.

    Parameters
    ----------
    experiment : Experiment
        Which.
    phase : Phase
        Where it is.
    allocation : Allocation
        Which session took which place; what came after a stop is not in it.
    stop : Stop or None
        Why it stopped; null where it did not.
    ended_utc : datetime or None
        When it was complete or stopped; null while it runs.
    """

    experiment: Experiment
    phase: Phase
    allocation: Allocation
    stop: Stop | None
    ended_utc: datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.phase in {Phase.STOPPED, Phase.COMPLETE}

    @property
    def n_closed_pairs(self) -> int:
        """Pairs whose two sessions took place or were given up."""
        return len(self.allocation.slots) // 2


def standing(
    experiment: Experiment,
    sessions: Sequence[Session],
    entries: Sequence[DiaryEntry],
    *,
    warned: Iterable[datetime] = (),
    now: datetime,
) -> Standing:
    """Return how an experiment stands.

    Parameters
    ----------
    experiment : Experiment
        Which.
    sessions : sequence of Session
        Runs and rides since its start.
    entries : sequence of DiaryEntry
        By time, at least from its start on.
    warned : iterable of datetime
        When she said that she has one of the warning signs.
    now : datetime
        Aware.
    """
    plan, events = experiment.plan, experiment.events
    stop = stop_of(plan, entries, events, warned)
    whole = allocate(plan, sessions, events, until=now)
    over = _over(plan, whole)
    if stop is not None and (over is None or stop.at_utc < over):
        until = allocate(plan, sessions, events, until=min(now, stop.at_utc))
        return Standing(
            experiment=experiment,
            phase=Phase.STOPPED,
            allocation=until,
            stop=stop,
            ended_utc=stop.at_utc,
        )
    complete = over is not None and over <= now
    waiting = Phase.RUNNING if over is None else Phase.FOLLOWING_UP
    return Standing(
        experiment=experiment,
        phase=Phase.COMPLETE if complete else waiting,
        allocation=whole,
        stop=None,
        ended_utc=over if complete else None,
    )


def _over(plan: Plan, allocation: Allocation) -> datetime | None:
    """Return when the hours after the last session are over; null while one is still due."""
    if allocation.due is not None:
        return None
    last = allocation.slots[-1]
    return last.closed_utc + (timedelta(hours=plan.to_h) if last.session else timedelta())
