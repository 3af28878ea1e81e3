"""The bands of hours after a session in which the diary should say something."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from flarelag.model.diary import DiaryEntry

LAG_BANDS_H: Final = ((3.0, 12.0), (12.0, 24.0), (24.0, 48.0))
"""Hours after a session's end, each band half-open."""
BANDS_NEEDED: Final = 2
"""A session with entries in so many of the bands counts as followed up."""
LEAST_COVERED: Final = 0.7
"""Of the hard sessions, this share must be followed up before anything is said."""


class BandState(StrEnum):
    """What the diary has of one band after one session."""

    COVERED = "covered"
    WAITING = "waiting"
    """No entry yet, and there is still time for one."""
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the diary has after one session.

    Parameters
    ----------
    bands : tuple of BandState
        One for each of `LAG_BANDS_H`.
    """

    bands: tuple[BandState, ...]

    @property
    def enough(self) -> bool:
        """Whether the session counts as followed up."""
        return self.bands.count(BandState.COVERED) >= BANDS_NEEDED

    @property
    def undecided(self) -> bool:
        """Whether it does not yet, but still can."""
        possible = len(self.bands) - self.bands.count(BandState.MISSED)
        return not self.enough and possible >= BANDS_NEEDED


def entry_instants(entries: Iterable[DiaryEntry]) -> list[datetime]:
    """Return the instants of the entries that hours can be counted to, in order.

    Vague times and what was written down more than a day later are left out.
    """
    return sorted(
        entry.time_utc for entry in entries if entry.time_end_utc is None and not entry.recalled
    )


def any_between(instants: Sequence[datetime], since: datetime, until: datetime) -> bool:
    """Return whether one of some instants, given in order, lies in `since <= instant < until`."""
    first = bisect_left(instants, since)
    return first < len(instants) and instants[first] < until


def follow_up(end_utc: datetime, instants: Sequence[datetime], now: datetime) -> FollowUp:
    """Return what the diary has after a session.

    Parameters
    ----------
    end_utc : datetime
        The session's end.
    instants : sequence of datetime
        As `entry_instants` returns them.
    now : datetime
        A band is missed when it has passed without an entry.
    """
    return FollowUp(
        tuple(
            BandState.COVERED
            if any_between(instants, end_utc + low, end_utc + high)
            else BandState.WAITING
            if now < end_utc + high
            else BandState.MISSED
            for low, high in _BANDS
        )
    )


_BANDS = tuple((timedelta(hours=low), timedelta(hours=high)) for low, high in LAG_BANDS_H)
