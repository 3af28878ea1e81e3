"""How sure an effort is, 0 to 1, and why it is not surer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flarelag.model.classification import SpeedSource
from flarelag.model.effort import EffortSource

_START = {EffortSource.WORKOUT: 0.98, EffortSource.LAP: 0.95, EffortSource.DETECTED: 0.95}
_GAP_S = 3.0
_SMALL_MARGIN = 1.08
_SMALL_CONTRAST = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the confidence of one effort rests on.

    Parameters
    ----------
    source : EffortSource
        Who says that it was one.
    speed_source : SpeedSource
        Where the speed comes from.
    best_known : bool
        Whether the person's best 100 m is known.
    short : bool
        Too short for segments.
    treadmill : bool
        On a belt.
    longest_gap_s : float
        Longest bridged gap inside.
    spikes_n : int
        Samples thrown away inside.
    margin : float or None
        Mean speed over the threshold (detected efforts).
    contrast : float or None
        Mean speed over that of the surroundings; None where nothing surrounds it.
    """

    source: EffortSource
    speed_source: SpeedSource
    best_known: bool
    short: bool = False
    treadmill: bool = False
    longest_gap_s: float = 0.0
    spikes_n: int = 0
    margin: float | None = None
    contrast: float | None = None


def confidence(evidence: Evidence) -> tuple[float, tuple[str, ...]]:
    """Return the confidence and the reasons why it is not higher. Our own heuristic.

    Parameters
    ----------
    evidence : Evidence
        What is known of the effort.
    """
    doubts = [(factor, why) for applies, factor, why in _doubts(evidence) if applies]
    value = _START[evidence.source] * math.prod(factor for factor, _ in doubts)
    return round(value, 3), tuple(why for _, why in doubts)


def _doubts(e: Evidence) -> list[tuple[bool, float, str]]:
    detected = e.source is EffortSource.DETECTED
    gap = f"smart recording: samples up to {e.longest_gap_s:.0f} s apart"
    return [
        (e.speed_source is SpeedSource.NONE, 0.6, "no speed was recorded"),
        (e.speed_source is SpeedSource.POSITION, 0.85, "speed worked out from positions"),
        (e.speed_source is SpeedSource.DISTANCE, 0.95, "speed worked out from distance"),
        (e.treadmill, 0.6, "on a treadmill: speed is the watch's guess from the arm's swing"),
        (e.longest_gap_s > _GAP_S, 0.9, gap),
        (e.spikes_n > 0, 0.85, "impossible samples inside were left out"),
        (detected and e.short, 0.5, "shorter than 8 s: near the limit of a 1 Hz recording"),
        (detected and not e.best_known, 0.8, "no best 100 m is known: judged by contrast alone"),
        (
            detected and e.margin is not None and e.margin < _SMALL_MARGIN,
            0.75,
            "only just above the threshold",
        ),
        (
            detected and (e.contrast is None or e.contrast < _SMALL_CONTRAST),
            0.85,
            "not much faster than its surroundings",
        ),
    ]
