"""How long a run was beside the longest one of the month before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DatedRun:
    """A run's start and length.

    Parameters
    ----------
    start_utc : datetime
        Aware.
    distance_m : float or None
        Null where it is unknown.
    """

    start_utc: datetime
    distance_m: float | None


def longest_run_ratios(runs: Sequence[DatedRun]) -> list[float | None]:
    """Return each run's distance over that of the longest run of the 30 days before it.

    Schuster Brandt Frandsen, J. et al. (2025). How much running is too much? Br. J. Sports Med.:
    injuries rise where one run is more than a tenth longer than the longest of 30 days.

    Parameters
    ----------
    runs : sequence of DatedRun
        In order of time; runs only.

    Returns
    -------
    list of (float or None)
        None where a run's own distance is unknown or there was no run of known distance.
    """
    ratios: list[float | None] = []
    # Earlier runs that some later run may still have to be compared with, longest first.
    longest: deque[tuple[datetime, float]] = deque()
    for run in runs:
        while longest and run.start_utc - longest[0][0] > MONTH:
            longest.popleft()
        told = run.distance_m or None
        ratios.append(told / longest[0][1] if told and longest else None)
        if told is not None:
            while longest and longest[-1][1] <= told:
                longest.pop()
            longest.append((run.start_utc, told))
    return ratios
