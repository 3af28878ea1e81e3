"""The runner's best 100 m at a date, from what her activities showed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from flarelag.model.classification import SpeedSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

YEAR = timedelta(days=365.25)
TOP_N = 3
"""A median of three: one wrong value does not set it."""
CLEARLY_FASTER = 1.35
"""A maximal effort is at least so much faster than the person's median running. Heuristic."""
LEAST_M_S = 4.5
"""... and at least this fast: 100 m in 22 s. Heuristic."""
YEARLY_FALL = 0.01
"""What is not tried any more is taken to fall by at most so much a year. Heuristic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence100m:
    """What one activity showed.

    Parameters
    ----------
    start_utc : datetime
        Its start.
    observed_m_s : float
        Its best 100 m (`Classification.best_100m_observed_m_s`).
    median_speed_m_s : float or None
        Its median running speed.
    speed_source : SpeedSource
        Where its speed came from.
    declared : bool
        Whether the person says that it was all she had.
    """

    start_utc: datetime
    observed_m_s: float
    median_speed_m_s: float | None
    speed_source: SpeedSource
    declared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Best100m:
    """The best 100 m that efforts are judged by.

    Parameters
    ----------
    m_s : float
        Mean speed over 100 m.
    provisional : bool
        Whether it rests on little: fewer than three activities, positions only, or later ones.
    evidence : tuple of Evidence100m
        The activities it comes from, fastest first; empty where the person entered it.
    reason : str
        Where it comes from, in plain words.
    """

    m_s: float
    provisional: bool
    evidence: tuple[Evidence100m, ...] = field(default=())
    reason: str


def best_100m_at(
    evidence: Iterable[Evidence100m], when: datetime, *, entered: float | None = None
) -> Best100m | None:
    """Return the person's best 100 m at a date; None where it cannot be told.

    What the person enters wins. Else it is the median of the three fastest plausible activities
    of the twelve months up to and including the date. It carries forward: however little she
    sprints later, it falls by at most 1 % a year, so that tempo runs do not turn into sprints.
    Before the first evidence, the first within the next twelve months serves, as provisional.

    Parameters
    ----------
    evidence : iterable of Evidence100m
        What activities showed, in any order.
    when : datetime
        The date, aware.
    entered : float or None
        What the person entered.
    """
    if entered is not None:
        return Best100m(m_s=entered, provisional=False, reason="entered by you")
    usable = plausible(sorted(evidence, key=lambda row: row.start_utc))
    past = [row for row in usable if row.start_utc <= when]
    if past:
        return _carried(past, when)
    later = [row for row in usable if row.start_utc - when <= YEAR]
    return _from_later(later) if later else None


def plausible(evidence: Sequence[Evidence100m]) -> list[Evidence100m]:
    """Return the rows in which a maximal effort is plausible.

    Parameters
    ----------
    evidence : sequence of Evidence100m
        In order of time.
    """
    kept = []
    for row in evidence:
        usual = _usual_speed(evidence, row.start_utc)
        fast_enough = usual is not None and row.observed_m_s >= CLEARLY_FASTER * usual
        if row.declared or (fast_enough and row.observed_m_s >= LEAST_M_S):
            kept.append(row)
    return kept


def _usual_speed(evidence: Sequence[Evidence100m], when: datetime) -> float | None:
    """Return the person's median running speed in the year around a date."""
    speeds = [
        row.median_speed_m_s
        for row in evidence
        if row.median_speed_m_s is not None and abs(row.start_utc - when) <= YEAR / 2
    ]
    return median(speeds) if speeds else None


def _carried(past: Sequence[Evidence100m], when: datetime) -> Best100m:
    """Return the best of what each past year shows, less what may have been lost since.

    A year that rests on three activities outweighs every one that rests on fewer: one spike in a
    thin year must not last.
    """
    windows = [(row.start_utc, _top(past, row.start_utc)) for row in past]
    firm = [window for window in windows if len(window[1]) == TOP_N]
    since, rows = max(
        firm or windows[-1:], key=lambda window: _value(window[1]) * _kept(window[0], when)
    )
    share = _kept(since, when) if when - since > YEAR else 1.0
    positions = all(row.speed_source is SpeedSource.POSITION for row in rows)
    return Best100m(
        m_s=_value(rows) * share,
        provisional=positions or len(rows) < TOP_N,
        evidence=rows,
        reason=_reason(rows, carried=when - since > YEAR, positions=positions),
    )


def _top(past: Sequence[Evidence100m], until: datetime) -> tuple[Evidence100m, ...]:
    window = [row for row in past if until - YEAR < row.start_utc <= until]
    return tuple(sorted(window, key=lambda row: row.observed_m_s, reverse=True)[:TOP_N])


def _value(rows: Sequence[Evidence100m]) -> float:
    return median(row.observed_m_s for row in rows)


def _kept(since: datetime, when: datetime) -> float:
    """Return what remains after the years between two dates."""
    return float((1 - YEARLY_FALL) ** ((when - since) / YEAR))


def _reason(rows: Sequence[Evidence100m], *, carried: bool, positions: bool) -> str:
    many = len(rows) > 1
    text = f"median of your {len(rows)} fastest activities" if many else "your one fast activity"
    text += " in twelve months"
    if carried:
        text += ", carried forward with a fall of 1 % a year"
    if positions:
        text += "; speed worked out from positions, so provisional"
    elif len(rows) < TOP_N:
        text += "; fewer than three, so provisional"
    return text


def _from_later(later: Sequence[Evidence100m]) -> Best100m:
    first = later[0]
    return Best100m(
        m_s=first.observed_m_s,
        provisional=True,
        evidence=(first,),
        reason="no fast activity before this date: the first one after it, so provisional",
    )
