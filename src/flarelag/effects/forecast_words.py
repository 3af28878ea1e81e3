"""What is shown of a forecast, and what is said while none is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from flarelag.effects.forecast import LEAD_H
from flarelag.effects.forecast_record import (
    FEWEST_FORECASTS,
    FEWEST_HARD,
    FEWEST_WEEKS,
    ForecastRecord,
    ForecastState,
)
from flarelag.effects.forecast_scores import Rival, band, below

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.effects.forecast import Forecast
    from flarelag.effects.forecast_record import LeadRecord
    from flarelag.effects.rivals import Curve
    from flarelag.model.warning_answers import WarningGuard

RIVALS: Final = {
    Rival.PERSISTENCE: "carrying the last entry on",
    Rival.USUAL: "the usual level at that hour",
    Rival.WITHOUT_SESSIONS: "itself without the sessions",
}
_HOW: Final = (
    "A forecast is made after each session and scored by what you log later. It is shown once it "
    "is clearly better than carrying the last entry on, than the usual level at that hour, and "
    "than itself without the sessions."
)


@dataclass(frozen=True, slots=True)
class ExpectedHour:
    """What is expected at one hour.

    Parameters
    ----------
    at : datetime
        When, in UTC.
    utc_offset_min : int
        The session's clock.
    lead_h : float
        Hours after the session.
    mean : float
        Of the score, 0 to 10.
    low, high : int
        Nine of ten entries lie between them, these included.
    """

    at: datetime
    utc_offset_min: int
    lead_h: float
    mean: float
    low: int
    high: int

    @property
    def local(self) -> datetime:
        """When, by the session's clock; naive."""
        return (self.at + timedelta(minutes=self.utc_offset_min)).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class ForecastShown:
    """What is shown.

    Parameters
    ----------
    words : str
        What is said, or why nothing is shown.
    hidden : bool
        After a warning sign.
    record_words : str
        How forecasts did; empty unless they are shown.
    hours : tuple of ExpectedHour
        Every two hours from the session's end; empty unless a forecast is shown.
    leads : tuple of LeadRecord
        How forecasts did by stretch; empty unless they are shown.
    """

    words: str
    hidden: bool = False
    record_words: str = ""
    hours: tuple[ExpectedHour, ...] = field(default=())
    leads: tuple[LeadRecord, ...] = field(default=())


def forecast_shown(
    record: ForecastRecord, latest: Forecast | None, guard: WarningGuard
) -> ForecastShown:
    """Return what is shown of the latest forecast.

    Parameters
    ----------
    record : ForecastRecord
        How forecasts did.
    latest : Forecast or None
        The one that still runs.
    guard : WarningGuard
        What she said to the warning signs.
    """
    if guard.hidden:
        return ForecastShown(guard.why, hidden=True)
    if record.state is ForecastState.COLLECTING:
        return ForecastShown(
            f"{_HOW} Answered so far: {record.n_forecasts} of {FEWEST_FORECASTS} forecasts, in "
            f"{record.n_weeks} of {FEWEST_WEEKS} weeks, {record.n_hard} of {FEWEST_HARD} after "
            "hard sessions."
        )
    if record.state is ForecastState.NOT_BETTER:
        unbeaten = [
            words
            for rival, words in RIVALS.items()
            if (gain := record.gains.get(rival)) is None or gain.low <= 0
        ]
        return ForecastShown(
            f"{_HOW} After {record.n_forecasts} forecasts it is not clearly better than "
            f"{' or '.join(unbeaten)}, so it is not shown."
        )
    told = record_words(record)
    if latest is None:
        return ForecastShown(
            "No session ended in the last 72 hours.", record_words=told, leads=record.leads
        )
    local = (latest.end + timedelta(minutes=latest.utc_offset_min)).replace(tzinfo=None)
    kind = "hard session" if latest.hard else "session"
    return ForecastShown(
        f"Pain to expect after the {kind} that ended on {local:%a} {local.day} {local:%b} at "
        f"{local:%H:%M}, from what was logged until then. It is no limit and no advice.",
        record_words=told,
        hours=expected_hours(latest),
        leads=record.leads,
    )


def record_words(record: ForecastRecord) -> str:
    """Return how forecasts did, in words."""
    whole = record.whole
    if whole is None:
        return ""
    better = ", ".join(
        f"{_percent(1 - whole.own / whole.rivals[rival])} better than {RIVALS[rival]}"
        for rival in (Rival.PERSISTENCE, Rival.USUAL)
    )
    return (
        f"The forecasts' record: {record.n_forecasts} forecasts of {record.n_weeks} weeks against "
        f"{whole.n} entries; {better}. {_percent(whole.inside)} of the entries lay in the band "
        "meant for nine of ten."
    )


def expected_hours(forecast: Forecast) -> tuple[ExpectedHour, ...]:
    """Return what is expected every two hours."""
    low, high = band(forecast.expected)
    return tuple(
        ExpectedHour(
            forecast.end + timedelta(hours=lead_h),
            forecast.utc_offset_min,
            lead_h,
            mean,
            least,
            most,
        )
        for lead_h, mean, least, most in zip(
            LEAD_H.tolist(), mean_score(forecast.expected), low.tolist(), high.tolist(), strict=True
        )
    )


def mean_score(curve: Curve) -> list[float]:
    """Return the mean of the whole score, 0 to 10, at each hour."""
    means: list[float] = np.sum(1.0 - below(curve), axis=1).tolist()
    return means


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
