"""What is said of a flare-up, and of what came before it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.effects.result import Estimate


class FoundBy(StrEnum):
    """How a flare-up was found."""

    RULE = "rule"
    TAP = "tap"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flare:
    """A flare-up in the entries.

    Parameters
    ----------
    entry, last_entry : int
        Positions of its first entry, and of the last that belongs to it.
    onset_h, peak_h : float
        Hours from the diary's first entry to its first entry, and to its greatest score.
    found_by : FoundBy
        By the rule, by the person's own tap, or both.
    score, peak : int
        Score at its onset, and its greatest.
    length_h : float or None
        Until the first entry below the threshold; null where the diary does not say.
    usual : float or None
        Median of the 72 h before; null with fewer than 3 entries there.
    threshold : float or None
        The score from which it counts (of a tapped one at most its own); null likewise.
    """

    entry: int
    last_entry: int
    onset_h: float
    peak_h: float
    found_by: FoundBy
    score: int
    peak: int
    length_h: float | None
    usual: float | None
    threshold: float | None


class Came(StrEnum):
    """What kind of thing came before a flare-up."""

    HARD_SESSION = "hard_session"
    EASY_RUN = "easy_run"
    RIDE = "ride"
    OTHER_ACTIVITY = "other_activity"
    FACTOR = "factor"


@dataclass(frozen=True, slots=True)
class Preceding:
    """One thing that came before.

    Parameters
    ----------
    kind : Came
        What.
    name : str or None
        Of a factor.
    hours_before : float
        From its end to the onset.
    amount : float or None
        Scaled dose of a run, hours or number of a factor; null where it has none.
    """

    kind: Came
    name: str | None
    hours_before: float
    amount: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """What the model lines up with one thing, in points of pain.

    Parameters
    ----------
    name : str
        `runs_later`, `runs_at_once`, or a factor's name.
    estimate : Estimate
        With its 95 % interval.
    """

    name: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Attribution:
    """How much of a rise the model lines up with what came before. Never "caused".

    Parameters
    ----------
    share : Estimate
        From 0 to 1: how probably the score would have stayed below the threshold without it.
    rise : float
        Score at the onset less the usual one, in points.
    parts : tuple of Part
        The greatest first.
    unexplained : Estimate
        Points of the rise that nothing known accounts for.
    """

    share: Estimate
    rise: float
    parts: tuple[Part, ...]
    unexplained: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class FlareStory:
    """A flare-up as a person reads it.

    Parameters
    ----------
    flare : Flare
        What the entries say.
    onset, peak_at : datetime
        In UTC.
    utc_offset_min : int
        Of the clock at its onset.
    sites : tuple of str
        Where it hurt while it lasted, as `side:site`, in order.
    reach_left, reach_right : int or None
        How far down each leg it went: 0 back to 5 foot; null where nothing was said.
    preceded_by : tuple of Preceding
        What came before, the latest first.
    attribution : Attribution or None
        Null unless the pattern is likely or clear, and where the flare-up cannot be assessed.
    words : str
        The same as a sentence.
    """

    flare: Flare
    onset: datetime
    peak_at: datetime
    utc_offset_min: int
    sites: tuple[str, ...]
    reach_left: int | None
    reach_right: int | None
    preceded_by: tuple[Preceding, ...]
    attribution: Attribution | None
    words: str
