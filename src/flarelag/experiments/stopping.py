"""When an experiment stops by its own rule: the first entry that crosses a line ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.experiments.events import Stopped
from flarelag.experiments.plan import STOP_SCORE
from flarelag.model.body import Reach
from flarelag.model.warning_signs import warning_causes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.experiments.events import Event
    from flarelag.experiments.plan import Plan
    from flarelag.model.diary import DiaryEntry


class StopRule(StrEnum):
    """What ended an experiment before its time."""

    PAIN = "pain"
    REACH = "reach"
    WARNING = "warning"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why and when an experiment stopped.

    Parameters
    ----------
    rule : StopRule
        By which rule.
    at_utc : datetime
        The instant that the entry speaks of, or when she ended it.
    words : str
        Why, as the end of a sentence.
    """

    rule: StopRule
    at_utc: datetime
    words: str


_WARNED: Final = "you said that you have one of the warning signs"
_LEVELS: Final = ("the back", "the buttock", "the thigh", "the knee", "the calf", "the foot")
NEXT_STEPS: Final = {
    StopRule.PAIN: "You did nothing wrong: stopping is part of the plan. Leave hard sessions out "
    "until this has settled, and talk with your physiotherapist or doctor before the next one.",
    StopRule.REACH: "Pain that moves further down the leg is worse at the same score. Leave hard "
    "sessions out, and talk with your physiotherapist or doctor before the next one.",
    StopRule.WARNING: "Please read the warning signs first (flarelag warning-signs) and do what "
    "they say. No experiment matters as much.",
    StopRule.PERSON: "You may end it at any time, and need no reason.",
}
AFTER_STOPPING: Final = (
    "Keep writing pain down. What was gathered is kept: flarelag experiment result"
)


def usual_reach(entries: Iterable[DiaryEntry]) -> Reach:
    """Return how far down each leg pain went at most.

    Parameters
    ----------
    entries : iterable of DiaryEntry
        Of the weeks before the start.
    """
    found = [entry.reach for entry in entries]

    def furthest(levels: Iterable[int | None]) -> int | None:
        return max((level for level in levels if level is not None), default=None)

    return Reach(
        furthest(each.left for each in found),
        furthest(each.right for each in found),
        furthest(each.unsided for each in found),
    )


def stop_of(
    plan: Plan,
    entries: Sequence[DiaryEntry],
    events: Iterable[Event],
    warned: Iterable[datetime] = (),
) -> Stop | None:
    """Return what stopped an experiment first; null where nothing did.

    Parameters
    ----------
    plan : Plan
        Says how far pain reached before.
    entries : sequence of DiaryEntry
        By time; those from the start on are judged.
    events : iterable of Event
        As they came.
    warned : iterable of datetime
        When she said that she has one of the warning signs.
    """
    by_hand = (each.at_utc for each in events if isinstance(each, Stopped))
    stops = [
        *(Stop(rule=StopRule.PERSON, at_utc=at, words="you ended it") for at in by_hand),
        *(
            Stop(rule=StopRule.WARNING, at_utc=at, words=_WARNED)
            for at in warned
            if at >= plan.started_utc
        ),
        *_by_entries(plan, entries),
    ]
    return min(stops, key=lambda stop: stop.at_utc, default=None)


def _by_entries(plan: Plan, entries: Sequence[DiaryEntry]) -> list[Stop]:
    during = (entry for entry in entries if entry.time_utc >= plan.started_utc)
    first = next((stop for entry in during if (stop := _crossed(plan, entry)) is not None), None)
    return [] if first is None else [first]


def _crossed(plan: Plan, entry: DiaryEntry) -> Stop | None:
    """Return the line that an entry crosses, the gravest first.

    A jump of some points opens the warning signs, too, but is none: what she says to them counts.
    """
    at = entry.time_utc
    if causes := warning_causes(entry, None):
        words = f"an entry calls for the warning signs ({', '.join(causes)})"
        return Stop(rule=StopRule.WARNING, at_utc=at, words=words)
    if (further := _further(plan.reach, entry.reach)) is not None:
        words = f"pain reached {_LEVELS[further]}, further than in the four weeks before the start"
        return Stop(rule=StopRule.REACH, at_utc=at, words=words)
    if entry.score >= STOP_SCORE:
        words = f"pain was {entry.score} of 10; the line is {STOP_SCORE}"
        return Stop(rule=StopRule.PAIN, at_utc=at, words=words)
    return None


def _further(usual: Reach, now: Reach) -> int | None:
    """Return the step that is further than usual; pain of no known side is further than any."""
    known = [level for level in (usual.left, usual.right, usual.unsided) if level is not None]
    most = max(known, default=0)
    sides = (
        (now.left, max(usual.left or 0, usual.unsided or 0)),
        (now.right, max(usual.right or 0, usual.unsided or 0)),
        (now.unsided, most),
    )
    return max((new for new, old in sides if new is not None and new > old), default=None)
