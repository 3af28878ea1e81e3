"""The runner's best 100 m at a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.classify.evidence import Best100m, Evidence100m
from flarelag.classify.history import BestHistory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["Best100m", "Evidence100m", "best_100m_at"]


def best_100m_at(
    evidence: Iterable[Evidence100m], when: datetime, *, entered: float | None = None
) -> Best100m | None:
    """Return the person's best 100 m at a date; None where it cannot be told.

    What the person enters wins; else `BestHistory` says. Ask that for many dates.

    Parameters
    ----------
    evidence : iterable of Evidence100m
        What activities showed, in any order.
    when : datetime
        The date, aware.
    entered : float or None
        What the person entered, in m/s.
    """
    if entered is not None:
        return Best100m(m_s=entered, provisional=False, reason="entered by you")
    return BestHistory(evidence).explained(when)
