"""What an activity did, in observable numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.classify.load import NO_LOAD
from flarelag.model.classification import Doses
from flarelag.model.effort import BrakingGrade, EffortClass
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.classify.measure import Measured
    from flarelag.model.activity import Activity
    from flarelag.model.effort import Effort
    from flarelag.model.load import LoadIndex

_SECONDS_PER_MINUTE = 60.0
_NO_IMPACT = frozenset({Sport.RIDE, Sport.SWIM, Sport.ROW})


def run_doses(
    activity: Activity,
    measured: Sequence[Measured],
    *,
    assessable: bool,
    best_known: bool,
    steps_n: int | None = None,
    load: LoadIndex | None = None,
) -> Doses:
    """Return the doses of a run.

    Parameters
    ----------
    activity : Activity
        The run.
    measured : sequence of Measured
        Its efforts.
    assessable : bool
        Whether there was any speed to find efforts in.
    best_known : bool
        Whether efforts have classes.
    steps_n : int or None
        Running steps.
    load : LoadIndex or None
        Of all of them.
    """
    efforts = [one.effort for one in measured]
    told = assessable or bool(efforts)
    classed = assessable and best_known
    judged = [one for one in measured if one.verdict.obstacle is None]
    braking_told = assessable and (bool(judged) or not measured)
    brakings = [one.verdict.braking for one in judged if one.verdict.braking is not None]
    sprint_s = _seconds(efforts, EffortClass.SPRINT)
    fast_s = _seconds(efforts, EffortClass.FAST)
    sprints_n = sum(effort.effort_class is EffortClass.SPRINT for effort in efforts)
    return Doses(
        run_min=timer_minutes(activity),
        effort_s=sum(e.interval.duration_s for e in efforts) if told else None,
        sprint_s=sprint_s if classed else None,
        sprints_n=sprints_n if classed else None,
        fast_s=fast_s if classed else None,
        tempo_s=_seconds(efforts, EffortClass.TEMPO) if classed else None,
        hard_s=sprint_s + fast_s if classed else None,
        braking_energy_j_kg=sum(b.energy_j_kg for b in brakings) if braking_told else None,
        hard_stops_n=sum(b.grade is BrakingGrade.HARD for b in brakings) if braking_told else None,
        steps_n=steps_n,
        load=load,
        session_rpe=session_rpe(activity),
        ride_min=0.0,
    )


def other_doses(
    activity: Activity, *, effort_s: float | None = None, mean_power_w: float | None = None
) -> Doses:
    """Return the doses of an activity without running.

    Walking and the like have steps and impacts that are not assessed, so they stay unknown.

    Parameters
    ----------
    activity : Activity
        Any sport but running.
    effort_s : float or None
        Seconds in efforts; None where none were looked for.
    mean_power_w : float or None
        Of a ride.
    """
    no_impact = activity.sport in _NO_IMPACT
    return Doses(
        run_min=0.0,
        effort_s=effort_s,
        sprint_s=0.0,
        sprints_n=0,
        fast_s=0.0,
        tempo_s=0.0,
        hard_s=0.0,
        braking_energy_j_kg=0.0,
        hard_stops_n=0,
        steps_n=0 if no_impact else None,
        load=NO_LOAD if no_impact else None,
        session_rpe=session_rpe(activity),
        ride_min=timer_minutes(activity) if activity.sport is Sport.RIDE else 0.0,
        mean_power_w=mean_power_w,
    )


def session_rpe(activity: Activity) -> float | None:
    """Return exertion times minutes; None where either is unknown.

    Foster, C. et al. (2001). A new approach to monitoring exercise training. J. Strength Cond.
    Res. 15, 109-115.

    Parameters
    ----------
    activity : Activity
        Of any sport, with or without records.
    """
    minutes = timer_minutes(activity)
    if activity.perceived_exertion is None or minutes is None:
        return None
    return activity.perceived_exertion * minutes


def _seconds(efforts: Sequence[Effort], wanted: EffortClass) -> float:
    return float(sum(e.interval.duration_s for e in efforts if e.effort_class is wanted))


def timer_minutes(activity: Activity) -> float | None:
    """Return the minutes with the timer running; None where that is unknown."""
    if activity.timer_s is not None:
        return activity.timer_s / _SECONDS_PER_MINUTE
    if activity.duration_s is None:
        return None
    paused_s = sum(pause.duration_s for pause in activity.pauses)
    return max(activity.duration_s - paused_s, 0.0) / _SECONDS_PER_MINUTE
