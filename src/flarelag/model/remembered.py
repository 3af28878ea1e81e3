"""Flare-ups of the past that a person remembers, by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date, datetime

    from flarelag.model.body import PainSite, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedFlare:
    """A flare-up written down from memory: days, never hours, so never used for hour lags.

    Parameters
    ----------
    first_day, last_day : date
        The first and the last day of it, both included, as her calendar had them.
    sites : tuple of PainSite
        Where it hurt; empty when only a side or nothing was said.
    side : Side or None
        Which side it was on, where it was said.
    entered_utc : datetime
        When it was written down.
    note : str or None
        Free text. Personal: never in a report unless asked for.
    source : str
        As in `DiaryEntry`.
    id : int or None
        The library's number for it; null before it is stored.
    """

    recalled: ClassVar[bool] = True

    first_day: date
    last_day: date
    entered_utc: datetime
    sites: tuple[PainSite, ...] = ()
    side: Side | None = None
    note: str | None = None
    source: str = "cli"
    id: int | None = None

    @property
    def n_days(self) -> int:
        """How many days it lasted."""
        return (self.last_day - self.first_day).days + 1
