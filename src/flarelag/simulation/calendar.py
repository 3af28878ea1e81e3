"""Which session on which day: a week at a time, at most one session a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from flarelag.simulation.truth import SessionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flarelag.simulation.pain import Drift

_SATURDAY = 5
_USUAL_START = (17.0, 9.5)
"""Local hour at which she decides, on weekdays and weekends: a choice knows nothing of later."""
_REST_DAYS = 2
"""From one day of sprints to the next, where the week has room for it."""


def _usual_week() -> dict[SessionKind, float]:
    return {
        SessionKind.SPRINTS: 1.0,
        SessionKind.REPEATS: 0.5,
        SessionKind.EASY: 1.7,
        SessionKind.RIDE: 1.1,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Days spent in another zone: the clock moves, and the body's day with it.

    Parameters
    ----------
    first_day, days : int
        Counted from the calendar's first day; how many.
    zone : str
        IANA name.
    """

    first_day: int
    days: int
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When a runner does what.

    Parameters
    ----------
    first_day : date
        The first local day; weeks are counted from it.
    weeks : int
        How many.
    zone : str
        IANA name of the zone she lives in.
    per_week : mapping of SessionKind to float
        How often she does each kind, on average. Sprints are given their days first.
    sprints_on_good_days : bool
        Whether she sprints on the day of the week on which pain is lowest by itself.
    good_days_only : float
        Above 0: she sprints no matter which week it is, on days whose odds fall by `exp(-x)` for
        each `x / good_days_only` points that pain is higher by itself. This is the harder case: in
        bad weeks there are no sprints at all.
    trips : tuple of Trip
        When she is away.
    """

    first_day: date
    weeks: int
    zone: str = "Europe/Berlin"
    per_week: Mapping[SessionKind, float] = field(default_factory=_usual_week)
    sprints_on_good_days: bool = False
    good_days_only: float = 0.0
    trips: tuple[Trip, ...] = ()

    @property
    def start_utc(self) -> datetime:
        """Local midnight of the first day."""
        return self.instant(0, 0.0)

    @property
    def hours(self) -> float:
        """From the start to local midnight after the last day."""
        return self.hours_of(self.instant(7 * self.weeks, 0.0))

    def instant(self, day: int, local_hour: float) -> datetime:
        """Return the instant of a local hour on a day counted from the first, in UTC.

        Parameters
        ----------
        day : int
            0 is the first day.
        local_hour : float
            Clock time in hours, 0 to 24.
        """
        return _instant(self.first_day, day, local_hour, self.zone_on(day))

    def zone_on(self, day: int) -> str:
        """Return where she is on a day counted from the first."""
        away = (t.zone for t in self.trips if t.first_day <= day < t.first_day + t.days)
        return next(away, self.zone)

    def zone_at(self, instant: datetime) -> str:
        """Return where she is at an instant."""
        for trip in self.trips:
            begin, end = (
                self.instant(day, 0.0) for day in (trip.first_day, trip.first_day + trip.days)
            )
            if begin <= instant < end:
                return trip.zone
        return self.zone

    def offset_at(self, instant: datetime) -> timedelta:
        """Return what her clock is ahead of UTC at an instant."""
        return instant.astimezone(ZoneInfo(self.zone_at(instant))).utcoffset() or timedelta()

    def hours_of(self, instant: datetime) -> float:
        """Return the hours from the start of the simulation to an instant.

        Parameters
        ----------
        instant : datetime
            Aware.
        """
        return (instant - self.start_utc).total_seconds() / 3600


@lru_cache(maxsize=4096)
def _instant(first_day: date, day: int, local_hour: float, zone: str) -> datetime:
    midnight = datetime.combine(first_day + timedelta(days=day), time())
    clock = midnight + timedelta(seconds=round(3600 * local_hour))
    return clock.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class PlannedSession:
    """A session with its time.

    Parameters
    ----------
    start_utc : datetime
        When it begins.
    kind : SessionKind
        What it is.
    """

    start_utc: datetime
    kind: SessionKind


def plan_sessions(
    calendar: Calendar, drift: Drift, rng: np.random.Generator
) -> tuple[PlannedSession, ...]:
    """Return the sessions of all weeks, in order of time.

    Parameters
    ----------
    calendar : Calendar
        What is done how often.
    drift : Drift
        How pain wanders by itself: for those who sprint on good days.
    rng : Generator
        Source of chance.
    """
    counts = {kind: _spread(rate, calendar.weeks, rng) for kind, rate in calendar.per_week.items()}
    kinds = sorted(counts, key=lambda kind: kind is not SessionKind.SPRINTS)
    planned: list[PlannedSession] = []
    sprint_days: list[int] = []
    if calendar.good_days_only > 0:
        kinds.remove(SessionKind.SPRINTS)
        sprint_days = _good_days(sum(counts[SessionKind.SPRINTS]), calendar, drift, rng)
        planned += [_planned(calendar, day, SessionKind.SPRINTS, rng) for day in sprint_days]
    for week in range(calendar.weeks):
        free = [day for day in range(7 * week, 7 * week + 7) if day not in sprint_days]
        for kind in [each for each in kinds for _ in range(counts[each][week])][: len(free)]:
            if kind is SessionKind.SPRINTS:
                day = _sprint_day(free, sprint_days, calendar, drift, rng)
                sprint_days.append(day)
            else:
                day = free[int(rng.integers(len(free)))]
            free.remove(day)
            planned.append(_planned(calendar, day, kind, rng))
    return tuple(sorted(planned))


def _planned(
    calendar: Calendar, day: int, kind: SessionKind, rng: np.random.Generator
) -> PlannedSession:
    hour = _start_hour(calendar.first_day + timedelta(days=day), kind, rng)
    return PlannedSession(calendar.instant(day, hour), kind)


def _good_days(n: int, calendar: Calendar, drift: Drift, rng: np.random.Generator) -> list[int]:
    """Return up to n days, two apart, the likelier the lower pain is by itself."""
    days = 7 * calendar.weeks
    low = np.array([_drift_on(day, calendar, drift) for day in range(days)])
    odds = np.exp(-calendar.good_days_only * (low - low.min()))
    chosen: list[int] = []
    while len(chosen) < n and odds.any():
        day = int(rng.choice(days, p=odds / odds.sum()))
        chosen.append(day)
        odds[max(0, day - _REST_DAYS + 1) : day + _REST_DAYS] = 0.0
    return sorted(chosen)


def _spread(rate: float, weeks: int, rng: np.random.Generator) -> list[int]:
    """Return how often something at an even rate falls into each week."""
    marks = np.floor(np.arange(weeks + 1) * rate + rng.random()).astype(int)
    return [int(n) for n in np.diff(marks)]


def _sprint_day(
    free: list[int],
    sprint_days: list[int],
    calendar: Calendar,
    drift: Drift,
    rng: np.random.Generator,
) -> int:
    rested = [day for day in free if all(abs(day - s) >= _REST_DAYS for s in sprint_days)]
    days = rested or free
    if calendar.sprints_on_good_days:
        return min(days, key=lambda day: _drift_on(day, calendar, drift))
    return days[int(rng.integers(len(days)))]


def _drift_on(day: int, calendar: Calendar, drift: Drift) -> float:
    weekend = (calendar.first_day + timedelta(days=day)).weekday() >= _SATURDAY
    at_h = calendar.hours_of(calendar.instant(day, _USUAL_START[weekend]))
    return float(drift.at(np.array([at_h]))[0])


def _start_hour(day: date, kind: SessionKind, rng: np.random.Generator) -> float:
    if day.weekday() >= _SATURDAY:
        hour = rng.normal(10.0, 1.0)
    elif kind is SessionKind.EASY and rng.random() < 0.3:  # noqa: PLR2004 - some easy runs before work
        hour = rng.normal(6.7, 0.3)
    else:
        hour = rng.normal(17.8, 0.8)
    return float(np.clip(hour, 6.0, 20.0))
