"""The runner's best 100 m at a date: what the person entered, else what activities show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.classify.evidence import Best100m, Evidence100m
from flarelag.classify.history import BestHistory
from flarelag.classify.rules import RULES, Rules
from flarelag.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["Best100m", "Entered100m", "Evidence100m", "RunnerProfile", "check_best"]

_SLOWEST_BEST_M_S = 2.0


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


def check_best(best_100m_m_s: float, rules: Rules = RULES) -> None:
    """Refuse a best 100 m that nobody can have run.

    Parameters
    ----------
    best_100m_m_s : float
        Mean speed over 100 m.
    rules : Rules
        Parameters.

    Raises
    ------
    InputError
        When it is not a number between walking and the world record.
    """
    if not (math.isfinite(best_100m_m_s) and best_100m_m_s >= _SLOWEST_BEST_M_S):
        raise InputError(
            f"a best 100 m of {best_100m_m_s} m/s cannot be right: it is a speed in m/s, "
            f"from {_SLOWEST_BEST_M_S:g} to {rules.fastest_m_s:g}"
        )
    if best_100m_m_s > rules.fastest_m_s:
        raise InputError(
            f"a best 100 m of {best_100m_m_s:g} m/s cannot be right: nobody has run faster than "
            f"{rules.fastest_m_s:g} m/s (it is a speed, not a time)"
        )


def _as_entered(entered: Entered100m) -> Best100m:
    holds = "for all dates" if entered.since is None else f"from {entered.since:%Y-%m-%d} on"
    return Best100m(
        m_s=entered.m_s,
        uncertainty_m_s=None,
        provisional=False,
        reason=f"entered by you, {holds}",
    )
