"""How good a recording is and what limits the judgement, in words a user understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.classification import DataGrade, DataQuality, SpeedSource
from flarelag.model.sport import Sport
from flarelag.signal.grid import STEP_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.activity import Activity

_OFTEN = 0.05
_MOSTLY = 0.5
_ORDER = list(DataGrade)


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that limits the judgement of an activity.

    Parameters
    ----------
    text : str
        One plain sentence.
    grade : DataGrade
        The best grade that a recording with this limit can have.
    """

    text: str
    grade: DataGrade = DataGrade.GOOD


def limits(
    activity: Activity,
    clean: CleanSpeed,
    *,
    best_known: bool,
    by_power: bool = False,
    rules: Rules = RULES,
) -> list[Limit]:
    """Return what limits the judgement of an activity, the gravest facts first.

    Parameters
    ----------
    activity : Activity
        The activity.
    clean : CleanSpeed
        Its speed.
    best_known : bool
        Whether the person's best 100 m is known.
    by_power : bool
        A ride that power tells of: its speed then does not matter.
    rules : Rules
        Parameters.
    """
    said = []
    if activity.sport is Sport.RIDE:
        said = [Limit("No foot impact on a bicycle; load on the spine is not assessed.")]
    elif activity.sport is not Sport.RUN:
        return [Limit("Only runs and rides are searched for efforts.")]
    if by_power:
        return said
    if activity.manual:
        return [*said, Limit("Entered by hand: there is no recording to judge.", DataGrade.NONE)]
    if clean.source is SpeedSource.NONE:
        nothing = "No speed, distance or position was recorded: efforts are not assessable."
        return [*said, Limit(nothing, DataGrade.NONE)]
    if not clean.grid.t_s.size:
        hardly = "Hardly any speed was recorded: efforts are not assessable."
        return [*said, Limit(hardly, DataGrade.NONE)]
    if activity.sport is Sport.RUN:
        said += _limits_of_runs(activity, clean, best_known=best_known)
    return said + _limits_of_recording(activity, clean, rules)


def data_quality(activity: Activity, found: Sequence[Limit]) -> DataQuality | None:
    """Return the grade of a recording: the worst that one of its limits allows.

    Parameters
    ----------
    activity : Activity
        The activity.
    found : sequence of Limit
        As from `limits`.

    Returns
    -------
    DataQuality or None
        None for sports that are not searched for efforts.
    """
    if activity.sport not in {Sport.RUN, Sport.RIDE}:
        return None
    lowering = [limit for limit in found if limit.grade is not DataGrade.GOOD]
    worst = max((limit.grade for limit in lowering), key=_ORDER.index, default=DataGrade.GOOD)
    return DataQuality(grade=worst, reasons=tuple(limit.text for limit in lowering))


def _limits_of_runs(activity: Activity, clean: CleanSpeed, *, best_known: bool) -> list[Limit]:
    told = []
    if activity.treadmill:
        text = "On a treadmill: speed is the watch's estimate, and braking cannot be judged."
        told.append(Limit(text, DataGrade.POOR))
    if clean.source is SpeedSource.POSITION:
        text = "Speed is worked out from positions: short efforts and braking are less sure."
        told.append(Limit(text, DataGrade.FAIR))
    if not best_known:
        told.append(Limit("No best 100 m is known: efforts are judged by contrast alone."))
    return told


def _limits_of_recording(activity: Activity, clean: CleanSpeed, rules: Rules) -> list[Limit]:
    told = []
    if activity.salvaged:
        told.append(Limit("The file was damaged and only partly read.", DataGrade.FAIR))
    if clean.source is SpeedSource.DISTANCE:
        text = "Speed is worked out from the distance recorded."
        told.append(Limit(text, DataGrade.FAIR))
    return told + _gaps(clean, rules) + _missing(activity, clean, rules) + _spikes(clean, rules)


def _gaps(clean: CleanSpeed, rules: Rules) -> list[Limit]:
    gap_s = clean.grid.gap_s
    wide = np.count_nonzero(gap_s > rules.braking_gap_s) / gap_s.size
    if wide <= _OFTEN:
        return []
    judged = "can rarely be judged" if wide > _MOSTLY else "cannot always be judged"
    text = f"Smart recording: gaps up to {gap_s.max():.0f} s; braking {judged}."
    poor = wide > _MOSTLY and clean.source is SpeedSource.POSITION
    return [Limit(text, DataGrade.POOR if poor else DataGrade.FAIR)]


def _missing(activity: Activity, clean: CleanSpeed, rules: Rules) -> list[Limit]:
    """Tell how much of the timer's time has no speed at all."""
    if not activity.timer_s:
        return []
    part = 1 - clean.grid.t_s.size * STEP_S / activity.timer_s
    if part <= rules.missing_fair:
        return []
    grade = DataGrade.POOR if part > rules.missing_poor else DataGrade.FAIR
    return [Limit(f"{part:.0%} of the time has no speed: what happened there is unknown.", grade)]


def _spikes(clean: CleanSpeed, rules: Rules) -> list[Limit]:
    left_out = int(clean.spike_t_s.size)
    if not left_out:
        return []
    often = left_out > rules.spikes_fair * clean.grid.t_s.size
    text = f"{left_out} impossible samples of speed were left out."
    if left_out == 1:
        text = "One impossible sample of speed was left out."
    return [Limit(text, DataGrade.FAIR if often else DataGrade.GOOD)]
