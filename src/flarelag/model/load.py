"""The external load on the feet, as far as a recording shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flarelag.model.carried import carried


class ForceLine(StrEnum):
    """Whose line of stance force over speed is used where contact time was not measured."""

    WOMEN = "women"
    MEN = "men"
    MEAN = "mean of women and men"


class ForceMethod(StrEnum):
    """Where a peak force comes from. Both are models; neither is a measurement of force."""

    CONTACT_TIME = "contact time"
    """Spring-mass model on the contact time and cadence that the device measured."""
    SPEED = "speed"
    """Stance force as it usually is at that speed."""


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class LoadIndex:
    """External load index: the sum over running steps of `(F / F at 2.8 m/s)^b`.

    In steps of an easy run on the flat: 100 means as much as 100 steps at 2.8 m/s. No source
    settles b for the spine, so several are kept; our own heuristic.

    Parameters
    ----------
    b1, b2, b4, b6_6, b10 : float
        With the exponent 1, 2, 4, 6.6 and 10.
    """

    b1: float
    b2: float
    b4: float
    b6_6: float
    b10: float


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class EffortLoad:
    """What the steps of one effort amount to.

    Parameters
    ----------
    steps_n : int
        Running steps, both feet.
    steps_measured : bool
        Whether at least half of them were counted; else they follow from speed.
    peak_force_bw : float
        Mean over the steps of the peak force on level ground, in body weights.
    force_method : ForceMethod
        What at least half of the steps' forces rest on.
    index : LoadIndex
        Downhill counted.
    """

    steps_n: int
    steps_measured: bool
    peak_force_bw: float
    force_method: ForceMethod
    index: LoadIndex
