"""How forecasts did, and whether that is good enough to show them: as they overlap, by weeks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtrit

from flarelag.effects.forecast import LEAD_H
from flarelag.effects.forecast_scores import Rival, Scored
from flarelag.effects.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FEWEST_FORECASTS: Final = 20
FEWEST_WEEKS: Final = 8
FEWEST_HARD: Final = 8
AFTER_HARD_H: Final = (3.0, 24.0)
"""Hours after hard sessions in which the sessions themselves must improve the forecast."""
LEADS_H: Final = ((0.0, 6.0), (6.0, 12.0), (12.0, 24.0), (24.0, 48.0), (48.0, 72.0))
_WEEK_H = 168.0


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """How the forecasts did at some hours.

    Parameters
    ----------
    from_h, to_h : float
        Hours after the session.
    n : int
        Entries; one counts for each session it followed.
    own : float
        Mean score of the forecasts; less is better.
    rivals : dict of Rival to float
        Of their rivals.
    inside : float
        Share of entries in the band.
    """

    from_h: float
    to_h: float
    n: int
    own: float
    rivals: dict[Rival, float]
    inside: float


class ForecastState(StrEnum):
    """Whether forecasts are shown."""

    COLLECTING = "collecting"
    NOT_BETTER = "not_better"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRecord:
    """The record of all forecasts that entries have answered.

    Parameters
    ----------
    n_forecasts, n_hard, n_weeks, n_entries : int
        Forecasts with an entry after them, those after hard sessions, weeks with any, entries.
    whole : LeadRecord or None
        Over all 72 h; null before any entry.
    leads : tuple of LeadRecord
        By stretch, those with entries.
    gains : dict of Rival to Estimate
        By how many points of score the forecast is better, with 95 % intervals by weeks; against
        itself without sessions only 3-24 h after hard sessions. Empty before two weeks.
    state : ForecastState
        Whether it is shown.
    """

    n_forecasts: int
    n_hard: int
    n_weeks: int
    n_entries: int
    whole: LeadRecord | None
    leads: tuple[LeadRecord, ...]
    gains: dict[Rival, Estimate] = field(default_factory=dict)
    state: ForecastState = ForecastState.COLLECTING


def record_of(all_scored: Sequence[Scored]) -> ForecastRecord:
    """Return the record of forecasts, and whether they are shown.

    They are once 20 forecasts of 8 weeks, 8 of them after hard sessions, have been answered, and
    the 95 % intervals of their gains exclude 0: over the last entry carried forward, over the usual
    level at that hour, and, 3-24 h after hard sessions, over themselves without any session.

    Parameters
    ----------
    all_scored : sequence of Scored
        In any order, on one clock.
    """
    answered = [each for each in all_scored if len(each.lead_h)]
    if not answered:
        return ForecastRecord(n_forecasts=0, n_hard=0, n_weeks=0, n_entries=0, whole=None, leads=())
    pooled = _Pooled.of(answered)
    n_hard = sum(bool(_soon(each.lead_h).any()) for each in answered if each.hard)
    everywhere = np.ones(len(pooled.lead_h), dtype=bool)
    after_hard = pooled.hard & _soon(pooled.lead_h)
    where = {
        Rival.PERSISTENCE: everywhere,
        Rival.USUAL: everywhere,
        Rival.WITHOUT_SESSIONS: after_hard,
    }
    gains = {
        rival: gain
        for rival, chosen in where.items()
        if (gain := _gain(pooled, rival, chosen)) is not None
    }
    n_weeks = len(np.unique(pooled.week))
    enough = len(answered) >= FEWEST_FORECASTS and n_weeks >= FEWEST_WEEKS and n_hard >= FEWEST_HARD
    better = len(gains) == len(Rival) and all(gain.low > 0 for gain in gains.values())
    won = ForecastState.SHOWN if better else ForecastState.NOT_BETTER
    return ForecastRecord(
        n_forecasts=len(answered),
        n_hard=n_hard,
        n_weeks=n_weeks,
        n_entries=len(pooled.lead_h),
        whole=pooled.lead(0.0, float(LEAD_H[-1])),
        leads=tuple(lead for hours in LEADS_H if (lead := pooled.lead(*hours)) is not None),
        gains=gains,
        state=won if enough else ForecastState.COLLECTING,
    )


def _soon(lead_h: NDArray[np.float64]) -> NDArray[np.bool_]:
    low, high = AFTER_HARD_H
    return (lead_h > low) & (lead_h <= high)


@dataclass(frozen=True, slots=True, eq=False)
class _Pooled:
    """All entries of all forecasts."""

    lead_h: NDArray[np.float64]
    own: NDArray[np.float64]
    rivals: dict[Rival, NDArray[np.float64]]
    inside: NDArray[np.bool_]
    hard: NDArray[np.bool_]
    week: NDArray[np.int64]

    @classmethod
    def of(cls, answered: Sequence[Scored]) -> _Pooled:
        n = [len(each.lead_h) for each in answered]
        weeks = [int(each.end_h // _WEEK_H) for each in answered]
        return cls(
            np.concatenate([each.lead_h for each in answered]),
            np.concatenate([each.own for each in answered]),
            {rival: np.concatenate([each.rivals[rival] for each in answered]) for rival in Rival},
            np.concatenate([each.inside for each in answered]),
            np.repeat([each.hard for each in answered], n),
            np.repeat(weeks, n),
        )

    def lead(self, from_h: float, to_h: float) -> LeadRecord | None:
        chosen = (self.lead_h > from_h) & (self.lead_h <= to_h)
        if not chosen.any():
            return None
        return LeadRecord(
            from_h,
            to_h,
            int(chosen.sum()),
            float(self.own[chosen].mean()),
            {rival: float(self.rivals[rival][chosen].mean()) for rival in Rival},
            float(self.inside[chosen].mean()),
        )


def _gain(pooled: _Pooled, rival: Rival, chosen: NDArray[np.bool_]) -> Estimate | None:
    """Return the mean gain over a rival with its interval, weeks being what is independent."""
    gain = (pooled.rivals[rival] - pooled.own)[chosen]
    weeks, at = np.unique(pooled.week[chosen], return_inverse=True)
    n = len(weeks)
    if n < 2:  # noqa: PLR2004 - one week has no spread
        return None
    mean = float(gain.mean())
    # The sandwich of a ratio: weeks with more entries weigh more, as they do in the mean.
    sums = np.bincount(at, weights=gain - mean, minlength=n)
    error = float(np.sqrt(n / (n - 1) * (sums**2).sum())) / len(gain)
    reach = float(stdtrit(np.float64(n - 1), np.float64(0.975))) * error
    return Estimate(mean, mean - reach, mean + reach)
