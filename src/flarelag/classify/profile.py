"""The runner's best 100 m at a date: what the person entered, else what activities show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.classify.evidence import Best100m, Evidence100m
from flarelag.classify.history import BestHistory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["Best100m", "Entered100m", "Evidence100m", "RunnerProfile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered100m:
    """A best 100 m that the person entered.

    Parameters
    ----------
    m_s : float
        Mean speed over 100 m.
    since : datetime or None
        From when on it holds, aware and by the clock it was meant by; null for every date that no
        dated one covers.
    """

    m_s: float
    since: datetime | None = None


class RunnerProfile:
    """The best 100 m through time.

    At a date the latest entered one that holds from then or before wins; else the one entered for
    all dates; else `BestHistory` says.

    Parameters
    ----------
    evidence : iterable of Evidence100m
        What activities showed, in any order.
    entered : iterable of Entered100m
        What the person entered.
    """

    def __init__(
        self, evidence: Iterable[Evidence100m], entered: Iterable[Entered100m] = ()
    ) -> None:
        self._history = BestHistory(evidence)
        self._entered = tuple(entered)

    def at(self, when: datetime) -> float | None:
        """Return the best 100 m at a date in m/s; None where it cannot be told."""
        entered = self._entered_at(when)
        return entered.m_s if entered else self._history.at(when)

    def explained(self, when: datetime) -> Best100m | None:
        """Return the best 100 m at a date with what it rests on; None where it cannot be told."""
        entered = self._entered_at(when)
        return _as_entered(entered) if entered else self._history.explained(when)

    def is_entered(self, when: datetime) -> bool:
        """Return whether the person entered the best 100 m that holds at a date."""
        return self._entered_at(when) is not None

    def _entered_at(self, when: datetime) -> Entered100m | None:
        dated = [(each.since, each.m_s) for each in self._entered if each.since is not None]
        holding = [each for each in dated if each[0] <= when]
        if holding:
            since, m_s = max(holding)
            return Entered100m(m_s=m_s, since=since)
        return next((each for each in self._entered if each.since is None), None)


def _as_entered(entered: Entered100m) -> Best100m:
    holds = "for all dates" if entered.since is None else f"from {entered.since:%Y-%m-%d} on"
    return Best100m(
        m_s=entered.m_s,
        uncertainty_m_s=None,
        provisional=False,
        reason=f"entered by you, {holds}",
    )
