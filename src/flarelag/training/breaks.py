"""Breaks from running and what stood in the week before each, beside like weeks without one.

Breaks have many reasons: illness, travel, work. Nothing here says why there was one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from flarelag.training.days import WEEK_DAYS, Week, mean_week

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.training.days import DayTotals

BREAK_FROM_DAYS: Final = 5
FEWEST_RUN_DAYS: Final = 5
"""Fewer show no habit that there could be a break from. Heuristic."""
MATCH_WITHIN: Final = timedelta(days=180)
"""Weeks are compared within a season or two: habits change over the years."""
MATCHES_EACH: Final = 4
_RUNS_ALIKE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Days without a run.

    Parameters
    ----------
    last_run, next_run : datetime.date, date or None
        The days with a run around it; no next one while it lasts.
    days : int
        Days without a run.
    ride_min : float or None
        Minutes ridden in it.
    before : Week
        The seven days up to and including the last run.
    matched : tuple of Week
        Weeks with about as many runs, near in time, after which running went on.
    """

    last_run: date
    next_run: date | None
    days: int
    ride_min: float | None
    before: Week
    matched: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class WeeksCompared:
    """Weeks before something, beside other weeks.

    Parameters
    ----------
    before, others : Week or None
        Means; null without any.
    n_before, n_others : int
        How many weeks each mean rests on.
    """

    before: Week | None
    others: Week | None
    n_before: int
    n_others: int


def breaks_from_running(totals: DayTotals, today: date) -> tuple[Break, ...]:
    """Return every break of five days or more, oldest first; one that still lasts, too.

    Parameters
    ----------
    totals : DayTotals
        Of all sessions.
    today : datetime.date
        The day on which this is looked at.
    """
    runs = totals.run_days
    lasting = [(day, None, (today - day).days) for day in runs[-1:]]
    gaps = [*((a, b, (b - a).days - 1) for a, b in pairwise(runs)), *lasting]
    found = [(a, b, days) for a, b, days in gaps if days >= BREAK_FROM_DAYS]
    broken = {a for a, _, _ in found}
    going_on = [day for day in runs if not _ends_in_break(day, broken)]
    return tuple(
        Break(
            last_run=last_run,
            next_run=next_run,
            days=days,
            ride_min=totals.week(last_run + timedelta(days=days), days).ride_min,
            before=totals.week(last_run),
            matched=tuple(_matched(totals, totals.week(last_run), last_run, going_on)),
        )
        for last_run, next_run, days in found
    )


def runs_often_enough(sessions: pl.DataFrame) -> bool:
    """Return whether there are runs on so many days that a stretch without one is a break.

    Parameters
    ----------
    sessions : DataFrame
        Columns of `model.frames.TrainingSessions`.
    """
    days = sessions.filter(pl.col("sport") == "run")["time"].dt.date()
    return days.n_unique() >= FEWEST_RUN_DAYS


def compared_breaks(breaks: Sequence[Break]) -> WeeksCompared:
    """Return the mean week before a break beside the mean matched week.

    Only breaks that have a matched week count: the two means then speak of the same times. Each
    break weighs the same, however many weeks match it.
    """
    both = [each for each in breaks if each.matched]
    others = [week for each in both if (week := mean_week(each.matched)) is not None]
    return WeeksCompared(
        mean_week(each.before for each in both), mean_week(others), len(both), len(others)
    )


def compared_onsets(totals: DayTotals, onsets: Iterable[date]) -> WeeksCompared:
    """Return the mean week before some days (of flare-ups) beside all other weeks with a run.

    Parameters
    ----------
    totals : DayTotals
        Of all sessions.
    onsets : iterable of date
        The week before each ends on the day before it.
    """
    days = sorted(set(onsets))
    before = [totals.week(day - timedelta(days=1)) for day in days]
    before = [
        week for week in before if week.last_day is not None and week.last_day >= totals.first
    ]
    taken = {day - timedelta(days=n) for day in days for n in range(-WEEK_DAYS, WEEK_DAYS + 1)}
    others, end = list[Week](), totals.first + timedelta(days=WEEK_DAYS - 1)
    last = totals.first + timedelta(days=len(totals.runs) - 2)
    while end <= last:
        within = {end - timedelta(days=n) for n in range(WEEK_DAYS)}
        if not within & taken:
            others.append(totals.week(end))
        end += timedelta(days=WEEK_DAYS)
    with_runs = [week for week in others if week.runs_n]
    return WeeksCompared(mean_week(before), mean_week(with_runs), len(before), len(with_runs))


def _ends_in_break(day: date, broken: set[date]) -> bool:
    """Return whether a break begins on a day or within the week after it."""
    return any(day + timedelta(days=n) in broken for n in range(WEEK_DAYS))


def _matched(totals: DayTotals, week: Week, last_run: date, going_on: Sequence[date]) -> list[Week]:
    near = sorted(
        (day for day in going_on if abs(day - last_run) <= MATCH_WITHIN),
        key=lambda day: (abs(day - last_run), day),
    )
    taken, chosen = [last_run], list[Week]()
    for day in near:
        if len(chosen) == MATCHES_EACH:
            break
        if any(abs((day - other).days) < WEEK_DAYS for other in taken):
            continue
        other = totals.week(day)
        if abs(other.runs_n - week.runs_n) <= _RUNS_ALIKE:
            taken.append(day)
            chosen.append(other)
    return chosen
