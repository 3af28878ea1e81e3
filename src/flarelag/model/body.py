"""Where it hurts and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class BodySite(StrEnum):
    """A place on the body, from the back down the leg."""

    LOWER_BACK = "lower_back"
    BUTTOCK = "buttock"
    HIP = "hip"
    GROIN = "groin"
    BACK_OF_THIGH = "back_of_thigh"
    BACK_OF_KNEE = "back_of_knee"
    CALF_OUTER = "calf_outer"
    ANKLE = "ankle"
    FOOT = "foot"
    OTHER = "other"


class Side(StrEnum):
    """Which side of the body."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    MIDDLE = "middle"


class Quality(StrEnum):
    """What the pain feels like."""

    ACHE = "ache"
    SHARP = "sharp"
    BURNING = "burning"
    NUMB = "numb"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, order=True)
class PainSite:
    """A place and, where it was said, a side.

    Parameters
    ----------
    site : BodySite
        Where.
    side : Side or None
        Which side; null when it was not said.
    """

    site: BodySite
    side: Side | None = None

    def __str__(self) -> str:
        return f"{self.side}:{self.site}" if self.side else str(self.site)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far down the leg the pain goes, for each side: 0 is the back, 5 the foot.

    Parameters
    ----------
    left, right : int or None
        0 back, 1 buttock, 2 thigh, 3 knee, 4 calf, 5 foot; null where nothing is said to hurt.
    unsided : int or None
        The same of places whose side was not said.
    """

    left: int | None = None
    right: int | None = None
    unsided: int | None = None


DOWN_THE_LEG: Final = {
    BodySite.LOWER_BACK: 0,
    BodySite.BUTTOCK: 1,
    BodySite.HIP: 1,
    BodySite.GROIN: 1,
    BodySite.BACK_OF_THIGH: 2,
    BodySite.BACK_OF_KNEE: 3,
    BodySite.CALF_OUTER: 4,
    BodySite.ANKLE: 5,
    BodySite.FOOT: 5,
}
OF_BOTH: Final = {Side.BOTH, Side.MIDDLE}


def reach_of(places: Iterable[PainSite]) -> Reach:
    """Return how far down each leg places are; `other` is nowhere on that way.

    Parameters
    ----------
    places : iterable of PainSite
        Where it hurts. The middle and both sides count for each side.
    """
    known = [(p.side, DOWN_THE_LEG[p.site]) for p in places if p.site in DOWN_THE_LEG]

    def furthest(*sides: Side | None) -> int | None:
        return max((level for side, level in known if side in sides), default=None)

    return Reach(furthest(Side.LEFT, *OF_BOTH), furthest(Side.RIGHT, *OF_BOTH), furthest(None))
