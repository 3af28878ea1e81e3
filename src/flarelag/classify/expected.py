"""The best 100 m that the next activity will be judged by, while an import is still reading.

The final one is known when all activities have been read. But archives are read in order of time,
and what comes later seldom changes what holds at a date: so a run can be judged when it is read,
and judged again where the end of the import shows another best 100 m.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from flarelag.classify.history import YEAR, BestHistory, Rows, stands_out
from flarelag.classify.profile import Entered100m, RunnerProfile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flarelag.classify.evidence import Evidence100m

_OUT_OF_ORDER = timedelta(days=60)
"""Worker processes end a little out of order, and so do uploads."""
_IN_ORDER = 8
_start = attrgetter("start_utc")


@dataclass(frozen=True, slots=True)
class ExpectedBest:
    """The best 100 m from the last activity on that counted for it, small enough to hand about.

    Parameters
    ----------
    rows : tuple of Evidence100m
        What it rests on, in order of time.
    entered : tuple of Entered100m
        What the person entered.
    """

    rows: Rows = ()
    entered: tuple[Entered100m, ...] = ()

    def at(self, when: datetime) -> float | None:
        """Return the best 100 m at a date in m/s; None where what is unread may well change it."""
        profile = _profile(self.rows, self.entered)
        if profile.is_entered(when):
            return profile.at(when)
        later = bool(self.rows) and when >= self.rows[-1].start_utc
        return profile.at(when) if later else None


@lru_cache(maxsize=4)
def _profile(rows: Rows, entered: tuple[Entered100m, ...]) -> RunnerProfile:
    return RunnerProfile(rows, entered)


class RunningBest:
    """What the activities read so far say of the best 100 m of those to come.

    Where dates go back, as at the start of the next archive, it begins anew, and has nothing to
    say until a few activities have come in order: in a shuffled pile that never happens.

    Parameters
    ----------
    evidence : iterable of Evidence100m
        What activities showed that are in already, in any order.
    entered : tuple of Entered100m
        What the person entered.
    """

    def __init__(
        self, evidence: Iterable[Evidence100m], entered: tuple[Entered100m, ...] = ()
    ) -> None:
        known = sorted(evidence, key=_start)
        self._entered = entered
        self._recent = [row for row in known if known[-1].start_utc - row.start_utc <= YEAR / 2]
        self._rows = _lasting(BestHistory(known))
        self._n_awaited = 0

    @property
    def expected(self) -> ExpectedBest:
        """The best 100 m as it stands."""
        return ExpectedBest(() if self._n_awaited > 0 else self._rows, self._entered)

    def add(self, row: Evidence100m) -> None:
        """Take note of what one more activity showed."""
        if self._recent and self._recent[-1].start_utc - row.start_utc > _OUT_OF_ORDER:
            self._recent, self._rows, self._n_awaited = [], (), _IN_ORDER
        self._n_awaited -= 1
        insort(self._recent, row, key=_start)
        since = self._recent[-1].start_utc - YEAR / 2
        while self._recent[0].start_utc < since:
            del self._recent[0]
        speeds = [each.median_speed_m_s for each in self._recent]
        if stands_out(row, [speed for speed in speeds if speed is not None]):
            self._rows = _lasting(BestHistory([*self._rows, replace(row, declared=True)]))


def _lasting(history: BestHistory) -> Rows:
    # They have been found plausible: what they were compared with need not come along.
    return tuple(replace(row, declared=True) for row in history.lasting())
