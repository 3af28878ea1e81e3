"""How well the diary covers the hours that the question is about."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.model.activity import activity_end
from flarelag.model.lag_bands import LAG_BANDS_H
from flarelag.report import frames
from flarelag.report.sessions import hard_sessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.report.report import Report

WATCHED: Final = timedelta(hours=LAG_BANDS_H[-1][1])
"""The hours after a session that matter."""


@dataclass(frozen=True, slots=True)
class Band:
    """How many hard sessions have an entry in one stretch of hours after them.

    Parameters
    ----------
    from_h, to_h : float
        The stretch, half-open.
    n_covered, n_sessions : int
        Hard sessions with an entry in it, and all since the diary began whose end is known.
    """

    from_h: float
    to_h: float
    n_covered: int
    n_sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the diary covers.

    Parameters
    ----------
    n_entries : int
        Entries that the analysis can use.
    n_days, n_days_with_entry : int
        Days from the first to the last of them, and those with at least one.
    longest_gap_days : int
        The most days in a row without one.
    bands : tuple of Band
        Coverage of the hours after hard sessions.
    """

    n_entries: int
    n_days: int
    n_days_with_entry: int
    longest_gap_days: int
    bands: tuple[Band, ...]

    @property
    def weakest_band(self) -> Band | None:
        """The stretch of hours most often without an entry; null where all are covered."""
        open_bands = [band for band in self.bands if band.n_covered < band.n_sessions]
        return min(open_bands, key=lambda band: band.n_covered, default=None)


def coverage(report: Report) -> Coverage:
    """Return what the diary covers; hard sessions before its first days count for nothing."""
    scores = report.used_scores
    days = frames.daily_pain(scores)
    instants = [entry.time_utc for entry in report.used_entries]
    ends = [
        end
        for stored in hard_sessions(report.activities, report.usual_dose)
        if (end := activity_end(stored.activity)) is not None
        and (not instants or end >= instants[0] - WATCHED)
    ]
    return Coverage(
        n_entries=scores.height,
        n_days=days.height,
        n_days_with_entry=int((days["n_entries"] > 0).sum()),
        longest_gap_days=frames.longest_gap_days(scores),
        bands=tuple(
            Band(low, high, sum(_has_entry(instants, end, low, high) for end in ends), len(ends))
            for low, high in LAG_BANDS_H
        ),
    )


def _has_entry(instants: Sequence[datetime], end: datetime, from_h: float, to_h: float) -> bool:
    first = bisect_left(instants, end.timestamp() + from_h * 3600, key=lambda t: t.timestamp())
    return first < len(instants) and instants[first].timestamp() < end.timestamp() + to_h * 3600
