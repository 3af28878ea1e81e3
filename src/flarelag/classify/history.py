"""The rule for the runner's best 100 m: any date, after one walk over what activities showed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from datetime import timedelta
from heapq import nlargest
from math import hypot
from statistics import median
from typing import TYPE_CHECKING

from flarelag.classify.evidence import Best100m, Evidence100m
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

DEVICE_ERROR, POSITION_ERROR = 0.01, 0.02
"""Mean relative error of one activity's best 100 m, by simulation."""
FEW_ERROR = 0.05
"""What fewer than three activities may be off by: nobody runs all-out every time. Heuristic."""

Rows = tuple[Evidence100m, ...]


class BestHistory:
    """The runner's best 100 m through time.

    It is the median of the three fastest plausible activities of the twelve months up to and
    including a date. It carries forward: however little she sprints later, it falls by at most
    1 % a year, so that tempo runs do not turn into sprints. Only a year that rests on three
    activities carries so: one spike in a thin year must not last. Before the first evidence, the
    first within the next twelve months serves, as provisional.

    Parameters
    ----------
    evidence : iterable of Evidence100m
        What activities showed, in any order.
    """

    def __init__(self, evidence: Iterable[Evidence100m]) -> None:
        self._rows = plausible(sorted(evidence, key=lambda row: (row.start_utc, row.observed_m_s)))
        self._starts = [row.start_utc for row in self._rows]
        self._observed_m_s = [row.observed_m_s for row in self._rows]
        self._tops = [self._top(start) for start in self._starts]
        self._leaders = self._running_leaders()

    def at(self, when: datetime) -> float | None:
        """Return the best 100 m at a date in m/s; None where it cannot be told."""
        n_past = bisect_right(self._starts, when)
        if not n_past:
            return self._rows[0].observed_m_s if self._begins_soon_after(when) else None
        rows, kept = self._resting_on(n_past, when)
        return _value(rows) * kept

    def explained(self, when: datetime) -> Best100m | None:
        """Return the best 100 m at a date with what it rests on; None where it cannot be told."""
        n_past = bisect_right(self._starts, when)
        if not n_past:
            return _from_later(self._rows[0]) if self._begins_soon_after(when) else None
        return _described(*self._resting_on(n_past, when))

    def _begins_soon_after(self, when: datetime) -> bool:
        return bool(self._rows) and self._starts[0] - when <= YEAR

    def _resting_on(self, n_past: int, when: datetime) -> tuple[Rows, float]:
        """Return the rows that decide at a date, and what is kept of their value."""
        current = self._top(when)
        leader = self._leaders[n_past - 1]
        if leader is None:
            return (current, 1.0) if current else self._carried(n_past - 1, when)
        carried, kept = self._carried(leader, when)
        if len(current) == TOP_N and _value(current) >= _value(carried) * kept:
            return current, 1.0
        return carried, kept

    def lasting(self) -> Rows:
        """Return the rows, in order of time, that alone decide at any date after the last one.

        Those of the year before it that fewer than three later ones equal, for the years to come;
        and what is carried forward.
        """
        if not self._rows:
            return ()
        kept = set()
        later: list[float] = []
        for number in reversed(self._year_until(self._starts[-1])):
            observed_m_s = self._observed_m_s[number]
            if len(later) < TOP_N or observed_m_s > later[-1]:
                kept.add(number)
                later = nlargest(TOP_N, [*later, observed_m_s])
        leader = self._leaders[-1]
        if leader is not None:
            kept |= {leader, *self._fastest(self._starts[leader])}
        return tuple(self._rows[number] for number in sorted(kept))

    def _carried(self, number: int, when: datetime) -> tuple[Rows, float]:
        kept = (1 - YEARLY_FALL) ** ((when - self._starts[number]) / YEAR)
        return self._tops[number], float(kept)

    def _top(self, until: datetime) -> Rows:
        """Return the fastest three of the year up to a date, fastest first."""
        return tuple(self._rows[number] for number in self._fastest(until))

    def _fastest(self, until: datetime) -> list[int]:
        year = self._year_until(until)
        return nlargest(TOP_N, year, key=self._observed_m_s.__getitem__)

    def _year_until(self, until: datetime) -> range:
        first = bisect_right(self._starts, until - YEAR)
        return range(first, bisect_right(self._starts, until))

    def _running_leaders(self) -> list[int | None]:
        """Return for each row the past year that counts for most; None while none is firm.

        All fall at the same rate, so which of two counts for more does not depend on the date it
        is asked for.
        """
        leaders: list[int | None] = []
        leader: int | None = None
        greatest = 0.0
        for number, (start, top) in enumerate(zip(self._starts, self._tops, strict=True)):
            worth = _value(top) / (1 - YEARLY_FALL) ** ((start - self._starts[0]) / YEAR)
            if len(top) == TOP_N and worth > greatest:
                leader, greatest = number, worth
            leaders.append(leader)
        return leaders


def plausible(rows: Sequence[Evidence100m]) -> list[Evidence100m]:
    """Return the rows in which a maximal effort is plausible.

    Parameters
    ----------
    rows : sequence of Evidence100m
        In order of time. An effort is compared with the median running speeds of the half year
        before and after it.
    """
    starts = [row.start_utc for row in rows]
    speeds: list[float] = []
    first = last = 0
    kept = []
    for row in rows:
        # `speeds` holds, in order of size, the median speeds of the year around this row.
        while last < len(rows) and starts[last] - row.start_utc <= YEAR / 2:
            if (entering := rows[last].median_speed_m_s) is not None:
                insort(speeds, entering)
            last += 1
        while row.start_utc - starts[first] > YEAR / 2:
            if (leaving := rows[first].median_speed_m_s) is not None:
                del speeds[bisect_left(speeds, leaving)]
            first += 1
        if stands_out(row, speeds):
            kept.append(row)
    return kept


def stands_out(row: Evidence100m, speeds: Sequence[float]) -> bool:
    """Return whether a maximal effort is plausible in an activity.

    Parameters
    ----------
    row : Evidence100m
        What it showed.
    speeds : sequence of float
        Median running speeds of the activities around it, m/s.
    """
    if row.declared:
        return True
    fast = bool(speeds) and row.observed_m_s >= LEAST_M_S
    return fast and row.observed_m_s >= CLEARLY_FASTER * median(speeds)


def _value(rows: Rows) -> float:
    return median(row.observed_m_s for row in rows)


def _described(rows: Rows, kept: float) -> Best100m:
    positions = all(row.speed_source is SpeedSource.POSITION for row in rows)
    many = len(rows) > 1
    text = f"median of your {len(rows)} fastest activities" if many else "your one fast activity"
    text += " in twelve months"
    if kept < 1:
        text += ", carried forward with a fall of 1 % a year"
    if positions:
        text += "; speed worked out from positions, so provisional"
    elif len(rows) < TOP_N:
        text += "; fewer than three, so provisional"
    return Best100m(
        m_s=_value(rows) * kept,
        uncertainty_m_s=_uncertainty_m_s(rows, kept, positions=positions),
        provisional=positions or len(rows) < TOP_N,
        evidence=rows,
        reason=text,
    )


def _uncertainty_m_s(rows: Rows, kept: float, *, positions: bool) -> float:
    """Return about how far it may be off: measurement, spread of the three, and the fall taken."""
    value = _value(rows)
    measured = value * (POSITION_ERROR if positions else DEVICE_ERROR)
    spread = (rows[0].observed_m_s - rows[-1].observed_m_s) / 2
    if len(rows) < TOP_N:
        spread = max(spread, FEW_ERROR * value)
    return hypot(measured, spread, value * (1 - kept))


def _from_later(first: Evidence100m) -> Best100m:
    return Best100m(
        m_s=first.observed_m_s,
        uncertainty_m_s=FEW_ERROR * first.observed_m_s,
        provisional=True,
        evidence=(first,),
        reason="no fast activity before this date: the first one after it, so provisional",
    )
