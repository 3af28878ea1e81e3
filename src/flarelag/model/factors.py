"""What else went on (sitting, cold, stress) and what was done about the pain (ice, rest, heat)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.model.diary import RECALLED_AFTER

if TYPE_CHECKING:
    from datetime import datetime


class FactorKind(StrEnum):
    """Whether something may have made a day worse, or was done to make it better."""

    FACTOR = "factor"
    MEASURE = "measure"


class Scale(StrEnum):
    """What the amounts of one factor count, so that they can be added up."""

    HOURS = "hours"
    YES = "yes"
    NUMBER = "number"


class FactorSource(StrEnum):
    """How flarelag knows of it."""

    TYPED = "typed"
    PAGE = "page"
    INBOX = "inbox"
    IMPORT = "import"
    WATCH = "watch"
    WEATHER = "weather"
    ACTIVITY = "activity"

    @property
    def automatic(self) -> bool:
        """Whether nobody wrote it down: it is worked out anew from what is stored."""
        return self in {FactorSource.WATCH, FactorSource.WEATHER, FactorSource.ACTIVITY}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorName:
    """One thing that can be logged.

    Parameters
    ----------
    name : str
        As it is stored and as `effects` names it: `poor_sleep`.
    kind : FactorKind
        What it is.
    scale : Scale
        What its amounts count: hours, a yes or no, or a number of its own.
    """

    name: str
    kind: FactorKind
    scale: Scale = Scale.YES


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One thing that was logged.

    Parameters
    ----------
    name : str
        What: one of `KNOWN_NAMES`, or a word of the person's own.
    kind : FactorKind
        What it is.
    scale : Scale
        What `amount` counts.
    amount : float
        Hours; 1 or 0 for yes and no; or a number, 0 or more.
    time_utc : datetime
        The instant, or when the stretch began in which it lay.
    end_utc : datetime or None
        When that stretch ended; null for an instant. Where it is longer than the hours of
        `amount`, they lay somewhere in it.
    entered_utc : datetime
        When it was written down.
    zone, utc_offset_s
        As in `DiaryEntry`.
    detail : str or None
        The amount in the person's words where it is no number of hours: `400 mg`, `10 min`.
    note : str or None
        Free text. Personal: never in a report unless asked for.
    source : FactorSource
        How flarelag knows.
    origin : str or None
        The file's name, where it was imported.
    id : int or None
        The library's number for it; null before it is stored, and for what is worked out.
    """

    name: str
    kind: FactorKind
    scale: Scale
    amount: float
    time_utc: datetime
    entered_utc: datetime
    zone: str
    utc_offset_s: int
    end_utc: datetime | None = None
    detail: str | None = None
    note: str | None = None
    source: FactorSource = FactorSource.TYPED
    origin: str | None = None
    id: int | None = None

    @property
    def recalled(self) -> bool:
        """Whether it was written down more than 24 h after the time it speaks of."""
        if self.source.automatic:
            return False
        return self.entered_utc - (self.end_utc or self.time_utc) > RECALLED_AFTER


def _named(kind: FactorKind, scale: Scale, *names: str) -> dict[str, FactorName]:
    return {name: FactorName(name=name, kind=kind, scale=scale) for name in names}


KNOWN_NAMES: Final[dict[str, FactorName]] = {
    **_named(FactorKind.FACTOR, Scale.HOURS, "sitting", "driving", "standing"),
    **_named(
        FactorKind.FACTOR,
        Scale.YES,
        *("cold", "barefoot", "poor_sleep", "one_position", "stress", "worn_shoes", "new_shoes"),
    ),
    **_named(
        FactorKind.MEASURE,
        Scale.YES,
        *("ice", "heat", "strength", "dynamic_stretching", "static_stretching", "foam_roller"),
        *("massage", "medication", "painkiller", "rest", "cycling_instead", "yoga", "walk"),
    ),
}
"""What everybody can log; a person's own words come from what she has logged."""
