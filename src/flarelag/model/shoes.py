"""Shoes: how far they have gone, and whether that is further than they should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoeSettings:
    """What a person says of a pair of shoes.

    Parameters
    ----------
    name : str
        As activities name their gear.
    entered_utc : datetime
        When she said it.
    start_m : float or None
        How far they had gone before the first activity in the library; null: she has not said.
    limit_m : float or None
        Beyond this she calls them worn; null: she has not said.
    id : int or None
        The library's number for it; null before it is stored.
    """

    name: str
    entered_utc: datetime
    start_m: float | None = None
    limit_m: float | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoe:
    """A pair of shoes and how far it has gone.

    Parameters
    ----------
    name : str
        As activities name their gear.
    activities_m : float
        The sum of the distances of its activities.
    n_activities, n_without_distance : int
        Activities in these shoes, and those of them whose distance is unknown.
    start_m : float
        How far they had gone before: as she said; else what Strava counts beyond the activities
        that are here.
    limit_m : float or None
        As in `ShoeSettings`.
    first_utc, last_utc : datetime or None
        Start of its first and of its latest activity; null where there is none.
    """

    name: str
    activities_m: float = 0.0
    n_activities: int = 0
    n_without_distance: int = 0
    start_m: float = 0.0
    limit_m: float | None = None
    first_utc: datetime | None = None
    last_utc: datetime | None = None

    @property
    def distance_m(self) -> float:
        """How far they have gone, as far as is known."""
        return self.start_m + self.activities_m

    @property
    def worn(self) -> bool | None:
        """Whether that is beyond the limit; null where no limit was set."""
        return None if self.limit_m is None else self.distance_m > self.limit_m
