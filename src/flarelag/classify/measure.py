"""One effort's numbers, class, braking and confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.braking import BrakingVerdict, judge_braking
from flarelag.classify.confidence import Evidence, confidence
from flarelag.classify.rules import RULES, Rules
from flarelag.model.effort import Effort, EffortClass, EffortSource
from flarelag.signal.grid import STEP_S
from flarelag.signal.quantile import mean, percentile

if TYPE_CHECKING:
    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.interval import Interval

_COVERED = 0.5
"""Distance is told when at least this part of the effort was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stretch that is taken for an effort.

    Parameters
    ----------
    interval : Interval
        In the runner's time.
    source : EffortSource
        Who says so.
    short : bool
        Found by the rule for bursts.
    margin, contrast : float or None
        Its speed over the threshold and over its surroundings.
    """

    interval: Interval
    source: EffortSource
    short: bool = False
    margin: float | None = None
    contrast: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """An effort and what was found at its end.

    Parameters
    ----------
    effort : Effort
        With the braking in it.
    verdict : BrakingVerdict
        Tells no braking from braking that cannot be judged.
    """

    effort: Effort
    verdict: BrakingVerdict


def measure(
    candidate: Candidate,
    clean: CleanSpeed,
    best_100m_m_s: float | None,
    *,
    treadmill: bool,
    rules: Rules = RULES,
) -> Measured:
    """Return the effort that a candidate is.

    Parameters
    ----------
    candidate : Candidate
        Stretch and source.
    clean : CleanSpeed
        Speed.
    best_100m_m_s : float or None
        The person's best 100 m.
    treadmill : bool
        On a belt.
    rules : Rules
        Parameters.
    """
    interval = candidate.interval
    inside = clean.within(interval)
    speed = clean.speed_m_s[inside]
    p80 = percentile(speed, 80) if speed.size else None
    fraction = p80 / best_100m_m_s if p80 is not None and best_100m_m_s is not None else None
    verdict = judge_braking(clean, interval.end_s, treadmill=treadmill, rules=rules)
    sure, reasons = confidence(
        _evidence(
            candidate, clean, inside, best_known=best_100m_m_s is not None, treadmill=treadmill
        )
    )
    covered = speed.size * STEP_S >= _COVERED * interval.duration_s and speed.size > 0
    effort = Effort(
        interval=interval,
        effort_class=effort_class(fraction, rules),
        source=candidate.source,
        confidence=sure,
        reasons=reasons + ((verdict.obstacle,) if verdict.obstacle else ()),
        mean_speed_m_s=mean(speed) if speed.size else None,
        p80_speed_m_s=p80,
        max_speed_m_s=float(np.maximum.reduce(speed)) if speed.size else None,
        distance_m=float(np.add.reduce(speed)) * STEP_S if covered else None,
        p80_fraction=fraction,
        braking=verdict.braking,
    )
    return Measured(effort, verdict)


def effort_class(fraction: float | None, rules: Rules = RULES) -> EffortClass:
    """Return the class of an effort.

    Parameters
    ----------
    fraction : float or None
        80th percentile of its speed over the best 100 m.
    rules : Rules
        Parameters.

    Returns
    -------
    EffortClass
        `EFFORT` where the fraction is unknown, or so low that only a lap or a workout calls it
        an effort.
    """
    if fraction is None or fraction < rules.tempo:
        return EffortClass.EFFORT
    if fraction >= rules.sprint:
        return EffortClass.SPRINT
    return EffortClass.FAST if fraction >= rules.fast else EffortClass.TEMPO


def _evidence(
    candidate: Candidate, clean: CleanSpeed, inside: slice, *, best_known: bool, treadmill: bool
) -> Evidence:
    spikes_n = 0
    if clean.spike_t_s.size:
        shown_s = candidate.interval.start_s + clean.lag_s, candidate.interval.end_s + clean.lag_s
        before, after = clean.spike_t_s.searchsorted(shown_s).tolist()
        spikes_n = after - before
    declared = candidate.source is not EffortSource.DETECTED
    return Evidence(
        source=candidate.source,
        speed_source=clean.source,
        best_known=best_known or declared,
        short=candidate.short,
        treadmill=treadmill,
        longest_gap_s=_longest_gap_s(clean, inside),
        spikes_n=spikes_n,
        margin=candidate.margin,
        contrast=candidate.contrast,
    )


def _longest_gap_s(clean: CleanSpeed, inside: slice) -> float:
    """Return the longest time without samples inside, whether it was bridged or not."""
    t_s = clean.grid.t_s[inside]
    if not t_s.size:
        return 0.0
    bridged_s = float(np.maximum.reduce(clean.grid.gap_s[inside]))
    return max(bridged_s, float(np.maximum.reduce(t_s[1:] - t_s[:-1], initial=0.0)))
