"""What an activity did, in observable numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.classification import Doses
from flarelag.model.effort import BrakingGrade, EffortClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.classify.measure import Measured
    from flarelag.model.activity import Activity
    from flarelag.model.effort import Effort

_SECONDS_PER_MINUTE = 60.0


def run_doses(
    activity: Activity, measured: Sequence[Measured], *, assessable: bool, best_known: bool
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
    """
    efforts = [one.effort for one in measured]
    told = assessable or bool(efforts)
    classed = assessable and best_known
    judged = [one for one in measured if one.verdict.obstacle is None]
    braking_told = assessable and (bool(judged) or not measured)
    brakings = [one.verdict.braking for one in judged if one.verdict.braking is not None]
    sprint_s = _seconds(efforts, EffortClass.SPRINT)
    fast_s = _seconds(efforts, EffortClass.FAST)
    return Doses(
        run_min=_running_minutes(activity),
        effort_s=sum(e.interval.duration_s for e in efforts) if told else None,
        sprint_s=sprint_s if classed else None,
        fast_s=fast_s if classed else None,
        tempo_s=_seconds(efforts, EffortClass.TEMPO) if classed else None,
        hard_s=sprint_s + fast_s if classed else None,
        braking_energy_j_kg=sum(b.energy_j_kg for b in brakings) if braking_told else None,
        hard_stops_n=sum(b.grade is BrakingGrade.HARD for b in brakings) if braking_told else None,
    )


def other_doses(*, effort_s: float | None) -> Doses:
    """Return the doses of an activity without running: nothing for the feet.

    Parameters
    ----------
    effort_s : float or None
        Seconds in efforts; None where none were looked for.
    """
    return Doses(
        run_min=0.0,
        effort_s=effort_s,
        sprint_s=0.0,
        fast_s=0.0,
        tempo_s=0.0,
        hard_s=0.0,
        braking_energy_j_kg=0.0,
        hard_stops_n=0,
    )


def _seconds(efforts: Sequence[Effort], wanted: EffortClass) -> float:
    return float(sum(e.interval.duration_s for e in efforts if e.effort_class is wanted))


def _running_minutes(activity: Activity) -> float | None:
    if activity.timer_s is not None:
        return activity.timer_s / _SECONDS_PER_MINUTE
    if activity.duration_s is None:
        return None
    paused_s = sum(pause.duration_s for pause in activity.pauses)
    return max(activity.duration_s - paused_s, 0.0) / _SECONDS_PER_MINUTE
