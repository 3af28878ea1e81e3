"""The best 100 m at every date at once, for a whole library.

The rules are those of `profile.best_100m_at`, which answers for one date and says why. Asking it
for every activity of ten years would take the cube of their number; here each is looked at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from heapq import nlargest
from statistics import median
from typing import TYPE_CHECKING

from flarelag.classify.profile import (
    CLEARLY_FASTER,
    LEAST_M_S,
    TOP_N,
    YEAR,
    YEARLY_FALL,
    Evidence100m,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


class BestHistory:
    """The runner's best 100 m through time.

    Parameters
    ----------
    evidence : iterable of Evidence100m
        What activities showed, in any order.
    """

    def __init__(self, evidence: Iterable[Evidence100m]) -> None:
        self._rows = _plausible(sorted(evidence, key=lambda row: row.start_utc))
        self._starts = [row.start_utc for row in self._rows]
        self._tops = [self._top(start) for start in self._starts]
        self._leaders = self._running_leaders()

    def at(self, when: datetime) -> float | None:
        """Return the best 100 m at a date in m/s; None where it cannot be told."""
        n_past = bisect_right(self._starts, when)
        if not n_past:
            soon = self._rows and self._starts[0] - when <= YEAR
            return self._rows[0].observed_m_s if soon else None
        leader = self._leaders[n_past - 1]
        since = n_past - 1 if leader is None else leader
        age = when - self._starts[since]
        kept = (1 - YEARLY_FALL) ** (age / YEAR) if age > YEAR else 1.0
        return float(median(self._tops[since]) * kept)

    def _top(self, until: datetime) -> list[float]:
        """Return the fastest three of the year up to a date."""
        first = bisect_right(self._starts, until - YEAR)
        last = bisect_right(self._starts, until)
        return nlargest(TOP_N, (row.observed_m_s for row in self._rows[first:last]))

    def _running_leaders(self) -> list[int | None]:
        """Return for each row the past year that counts for most; None while none is firm.

        All fall at the same rate, so which of two counts for more does not depend on the date it
        is asked for.
        """
        leaders: list[int | None] = []
        leader: int | None = None
        greatest = 0.0
        for number, (start, top) in enumerate(zip(self._starts, self._tops, strict=True)):
            age = (start - self._starts[0]) / YEAR
            worth = median(top) / (1 - YEARLY_FALL) ** age
            if len(top) == TOP_N and worth > greatest:
                leader, greatest = number, worth
            leaders.append(leader)
        return leaders


def _plausible(rows: Sequence[Evidence100m]) -> list[Evidence100m]:
    """Return the rows in which a maximal effort is plausible; `rows` are in order of time."""
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
        fast = bool(speeds) and row.observed_m_s >= CLEARLY_FASTER * median(speeds)
        if row.declared or (fast and row.observed_m_s >= LEAST_M_S):
            kept.append(row)
    return kept
