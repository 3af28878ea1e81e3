"""Movement that a watch records all day: by hour, and to the minute inside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

HOUR = timedelta(hours=1)
MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOfMovement:
    """What one watch recorded of one hour; a minute it does not cover is unknown, not still.

    Sets of minutes are whole numbers whose bit n stands for minute n.

    Parameters
    ----------
    hour_utc : datetime
        When the hour begins; aware, UTC.
    source : str
        The watch, as its files name it.
    covered : int
        Minutes in which the watch was worn.
    active : int
        Of these, minutes of walking, running and other movement, in the watch's judgement.
    sedentary : int
        Of these, minutes of sitting or lying, asleep or awake, in the watch's judgement.
    steps : int or None
        Steps counted; null where the watch gives no count.
    """

    hour_utc: datetime
    source: str
    covered: int
    active: int = 0
    sedentary: int = 0
    steps: int | None = None

    @property
    def n_minutes_covered(self) -> int:
        """How many of the hour's minutes are known."""
        return self.covered.bit_count()

    @property
    def sedentary_min(self) -> int:
        """Minutes of sitting or lying."""
        return self.sedentary.bit_count()


def combined(hours: Iterable[HourOfMovement]) -> list[HourOfMovement]:
    """Put together what several files say, one result for each hour and watch, in order of time.

    Files that complete one another add up. Where two speak of the same minutes, the one that
    covers more of the hour is believed; it comes first, and the other adds what is new in it.
    Steps cannot be divided by minutes: only files without a minute in common are added up.

    Parameters
    ----------
    hours : iterable of HourOfMovement
        In any order, with any repetition.
    """

    def key(hour: HourOfMovement) -> tuple[datetime, str]:
        return hour.hour_utc, hour.source

    def preference(hour: HourOfMovement) -> tuple[object, ...]:
        return (*key(hour), -hour.n_minutes_covered, -(hour.steps or 0), hour.covered)

    together = []
    for _, same in groupby(sorted(hours, key=preference), key):
        first, *others = same
        for other in others:
            first = _completed(first, other)
        together.append(first)
    return together


def _completed(hour: HourOfMovement, other: HourOfMovement) -> HourOfMovement:
    new = other.covered & ~hour.covered
    steps = hour.steps
    if other.steps is not None and (steps is None or not hour.covered & other.covered):
        steps = (steps or 0) + other.steps
    return replace(
        hour,
        covered=hour.covered | new,
        active=hour.active | other.active & new,
        sedentary=hour.sedentary | other.sedentary & new,
        steps=steps,
    )
