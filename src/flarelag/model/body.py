"""Where it hurts and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
