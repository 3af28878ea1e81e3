"""What kind of activity it was."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Sport(StrEnum):
    """The sports that flarelag tells apart.

    Only `RUN` is searched for sprints and braking; `RIDE` is its own exposure (no foot impact);
    the rest are kept as what they are.
    """

    RUN = "run"
    RIDE = "ride"
    WALK = "walk"
    HIKE = "hike"
    SWIM = "swim"
    ROW = "row"
    SKI = "ski"
    STRENGTH = "strength"
    YOGA = "yoga"
    OTHER = "other"

    @property
    def on_foot(self) -> bool:
        """Whether cadence counts steps."""
        return self in {Sport.RUN, Sport.WALK, Sport.HIKE}


_WORDS: tuple[tuple[Sport, tuple[str, ...]], ...] = (
    # The first match wins, so the longer words ("cross-country skiing") stand before the shorter,
    # and first of all what only sounds like a sport of ours. "_" is where a word begins.
    (Sport.OTHER, ("motor", "motocross", "wheelchair", "transition", "waterski", "water_ski")),
    (Sport.OTHER, ("eislauf", "schlittschuh")),
    (Sport.SKI, ("ski", "snowboard", "langlauf")),
    (Sport.STRENGTH, ("strength", "weight", "crossfit", "krafttraining")),
    (Sport.YOGA, ("yoga", "pilates", "stretch", "flexibility")),
    (Sport.HIKE, ("hik", "mountaineer", "wander")),
    (Sport.WALK, ("walk", "spazier")),
    (Sport.RUN, ("run", "jog", "treadmill", "lauf")),
    (Sport.RIDE, ("ride", "cycl", "bik", "velo", "radfahr", "fahrrad", "_spin")),
    (Sport.SWIM, ("swim", "schwimm")),
    (Sport.ROW, ("_row", "kayak", "canoe", "paddl", "rudern")),
)
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")


@lru_cache(maxsize=1_000)
def sport_named(text: str | None) -> Sport:
    """Return the sport that a vendor's word means; `Sport.OTHER` when none is recognised.

    Parameters
    ----------
    text : str or None
        `running`, `VirtualRide`, `Trail Run`, `Lauf`, `cross_country_skiing` ...
    """
    if not text:
        return Sport.OTHER
    folded = "_".join(["", *_BETWEEN_WORDS.split(text.strip())]).lower()
    for sport, words in _WORDS:
        if any(word in folded for word in words):
            return sport
    return Sport.OTHER
