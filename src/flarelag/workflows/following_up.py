"""How well runs and days without one are followed up in the diary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.model.lag_bands import FollowUp, any_between, entry_instants, follow_up
from flarelag.model.moments import clock_on, moment_at
from flarelag.report.sessions import hard_sessions, usual_dose_of_runs
from flarelag.workflows.clock import home_zone
from flarelag.workflows.prompting import Prompting, prompting, runs_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.prompts import Session
    from flarelag.store.library import Library

_DAY: Final = timedelta(days=1)
_BEFORE_FIRST: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedRun:
    """A run, and what the diary has of the hours after it.

    Parameters
    ----------
    session : Session
        The run.
    hard : bool
        Whether its dose makes it a hard session.
    follow_up : FollowUp
        What the diary has.
    """

    session: Session
    hard: bool
    follow_up: FollowUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """How the diary is kept.

    Parameters
    ----------
    since, until : datetime
        What was looked at.
    runs : tuple of FollowedRun
        By their ends.
    n_rest_days, n_rest_days_with_entry : int
        Whole days without a run, and those of them with an entry at a known hour.
    prompting : Prompting
        What to write down now, and next.
    """

    since: datetime
    until: datetime
    runs: tuple[FollowedRun, ...]
    n_rest_days: int
    n_rest_days_with_entry: int
    prompting: Prompting

    def judged(self, *, hard: bool = False) -> list[FollowedRun]:
        """Return the runs, or the hard ones, of which nothing more can come or need come."""
        runs = (each for each in self.runs if each.hard or not hard)
        return [each for each in runs if not each.follow_up.undecided]


def adherence(library: Library, *, since: datetime, now: datetime) -> Adherence:
    """Return how the diary was kept since an instant.

    Parameters
    ----------
    library : Library
        Open.
    since, now : datetime
        Aware. What lies more than two days before the first entry is left out: nobody kept a diary
        then.
    """
    entries = library.diary.entries(None, now + timedelta(minutes=1))
    since = max(since, entries[0].time_utc - _BEFORE_FIRST) if entries else now
    activities = library.activities()
    hard = {each.id for each in hard_sessions(activities, usual_dose_of_runs(activities))}
    instants = entry_instants(entries)
    sessions = runs_between(library, since, now)
    runs = tuple(
        FollowedRun(
            session=session,
            hard=session.activity_id in hard,
            follow_up=follow_up(session.end_utc, instants, now),
        )
        for session in sessions
    )
    rest = _days_without(sessions, since, now, home_zone(library, None))
    return Adherence(
        since=since,
        until=now,
        runs=runs,
        n_rest_days=len(rest),
        n_rest_days_with_entry=sum(any_between(instants, *day) for day in rest),
        prompting=prompting(library, now),
    )


def _days_without(
    sessions: Sequence[Session], since: datetime, now: datetime, zone: str
) -> list[tuple[datetime, datetime]]:
    """Return beginning and end of each whole day without a run."""
    run_days = {each.local_day for each in sessions}
    day = moment_at(since, zone).local.date() + _DAY
    today = moment_at(now, zone).local.date()
    found: list[date] = []
    while day < today:
        found += [] if day in run_days else [day]
        day += _DAY
    return [(clock_on(d, time(), zone), clock_on(d + _DAY, time(), zone)) for d in found]
