"""Diary entries: pain, when and where, and the moment of an activity at which it came."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.model.body import Reach, reach_of

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.body import PainSite, Quality

RECALLED_AFTER = timedelta(hours=24)
LEAST_SCORE, GREATEST_SCORE = 0, 10


class Phase(StrEnum):
    """What the legs were doing when it hurt."""

    ACCELERATING = "accelerating"
    FULL_SPEED = "full_speed"
    SLOWING = "slowing"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """The moment of an activity at which it hurt.

    Parameters
    ----------
    activity_id : int
        The number that the library had for the activity. Numbers change when an import is taken
        back or a diary moves to another library: the start tells the activity then.
    activity_start_utc : datetime
        When the activity started.
    offset_s : float
        Seconds from there; beyond the activity's end for what came after it.
    lap : int or None
        The lap that was named, counted from 1.
    phase : Phase or None
        What the legs were doing; null when it was not said.
    """

    activity_id: int
    activity_start_utc: datetime
    offset_s: float
    lap: int | None = None
    phase: Phase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """A pain score at an instant.

    Parameters
    ----------
    time_utc : datetime
        The instant it speaks of; the earliest, where `time_end_utc` makes it a stretch.
    entered_utc : datetime
        When it was written down.
    zone : str
        IANA name of the zone in which the entry's clock time was meant, or a fixed offset
        such as `+02:00` where only that is known.
    utc_offset_s : int
        Local time minus UTC at `time_utc`.
    score : int
        Pain on the numeric rating scale, 0 to 10.
    sites : tuple of PainSite
        Where it hurt; empty when it was not said.
    qualities : tuple of Quality
        What it felt like.
    flare, woke : bool
        "This is a flare-up"; "it kept me awake".
    note : str or None
        Free text. Personal: never in a report unless asked for.
    time_end_utc : datetime or None
        The latest instant it may speak of, for a vague time ("in the morning").
    source : str
        Where the entry came from: `cli`, `page`, `inbox`, or a file's name.
    pin : Pin or None
        The moment of an activity that it speaks of, where one was named.
    id : int or None
        The library's number for it; null before it is stored.
    """

    time_utc: datetime
    entered_utc: datetime
    zone: str
    utc_offset_s: int
    score: int
    sites: tuple[PainSite, ...] = field(default=())
    qualities: tuple[Quality, ...] = field(default=())
    flare: bool = False
    woke: bool = False
    note: str | None = None
    time_end_utc: datetime | None = None
    source: str = "cli"
    pin: Pin | None = None
    id: int | None = None

    @property
    def recalled(self) -> bool:
        """Whether it was written down more than 24 h after the time it speaks of."""
        return self.entered_utc - (self.time_end_utc or self.time_utc) > RECALLED_AFTER

    @property
    def reach(self) -> Reach:
        """How far down each leg it went; nowhere when nothing hurt."""
        return reach_of(self.sites if self.score else ())
