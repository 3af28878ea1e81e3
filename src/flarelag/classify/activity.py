"""From one parsed activity to its efforts and doses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flarelag.classify.declared import Declaration, read_declaration
from flarelag.classify.detect import detect, fill_in
from flarelag.classify.doses import other_doses, run_doses
from flarelag.classify.measure import Candidate, measure
from flarelag.classify.observed import observed_best, running_median_speed
from flarelag.classify.remarks import remarks
from flarelag.classify.rides import ride_efforts, riding_rules
from flarelag.classify.rules import RULE_VERSION, RULES, Rules
from flarelag.classify.speed import clean_speed
from flarelag.errors import InputError
from flarelag.model.classification import Classification
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.activity import Activity
    from flarelag.model.parsed import ParsedActivity

_SLOWEST_BEST_M_S = 2.0


def classify_activity(
    parsed: ParsedActivity,
    *,
    best_100m_m_s: float | None,
    ignore_laps: bool = False,
    rules: Rules = RULES,
) -> Classification:
    """Return the efforts, braking and doses of one activity.

    Parameters
    ----------
    parsed : ParsedActivity
        Activity and records; whatever is missing in it stays unknown.
    best_100m_m_s : float or None
        The person's best 100 m at that date; None judges by contrast alone.
    ignore_laps : bool
        Judge by detection alone, whatever laps, workout steps or splits declare.
    rules : Rules
        Parameters.

    Raises
    ------
    InputError
        A best 100 m that nobody can have run.
    """
    if best_100m_m_s is not None:
        _check_best(best_100m_m_s, rules)
    sport = parsed.activity.sport
    if sport is Sport.RUN:
        return _classify_run(parsed, best_100m_m_s, ignore_laps=ignore_laps, rules=rules)
    clean = clean_speed(parsed, riding_rules(rules))
    efforts = ride_efforts(parsed, clean, rules) if sport is Sport.RIDE else ()
    seconds = sum(effort.interval.duration_s for effort in efforts)
    return Classification(
        rule_version=RULE_VERSION,
        speed_source=clean.source,
        efforts=efforts,
        declared_laps=(False,) * len(parsed.activity.laps),
        doses=other_doses(effort_s=float(seconds) if sport is Sport.RIDE else None),
        remarks=remarks(parsed.activity, clean, best_known=False, rules=rules),
    )


def _check_best(best_100m_m_s: float, rules: Rules) -> None:
    if not (math.isfinite(best_100m_m_s) and best_100m_m_s >= _SLOWEST_BEST_M_S):
        raise InputError(
            f"a best 100 m of {best_100m_m_s} m/s cannot be right: it is a speed in m/s, "
            f"from {_SLOWEST_BEST_M_S:g} to {rules.fastest_m_s:g}"
        )
    if best_100m_m_s > rules.fastest_m_s:
        raise InputError(
            f"a best 100 m of {best_100m_m_s:g} m/s cannot be right: nobody has run faster than "
            f"{rules.fastest_m_s:g} m/s (it is a speed, not a time)"
        )


def _classify_run(
    parsed: ParsedActivity, best_100m_m_s: float | None, *, ignore_laps: bool, rules: Rules
) -> Classification:
    activity = parsed.activity
    clean = clean_speed(parsed, rules)
    declaration = read_declaration(activity, clean, rules)
    candidates = _candidates(activity, clean, best_100m_m_s, declaration, ignore_laps, rules)
    measured = [
        measure(one, clean, best_100m_m_s, treadmill=activity.treadmill, rules=rules)
        for one in candidates
    ]
    best_known = best_100m_m_s is not None
    return Classification(
        rule_version=RULE_VERSION,
        speed_source=clean.source,
        best_100m_m_s=best_100m_m_s,
        best_100m_observed_m_s=observed_best(clean, rules),
        median_speed_m_s=running_median_speed(clean, rules),
        efforts=tuple(one.effort for one in measured),
        declared_laps=declaration.laps,
        doses=run_doses(
            activity, measured, assessable=clean.grid.t_s.size > 0, best_known=best_known
        ),
        remarks=remarks(activity, clean, best_known=best_known, rules=rules),
    )


def _candidates(
    activity: Activity,
    clean: CleanSpeed,
    best_100m_m_s: float | None,
    declaration: Declaration,
    ignore_laps: bool,  # noqa: FBT001 - passed on by name of the flag
    rules: Rules,
) -> list[Candidate]:
    """Return the declared efforts, with detected ones where nothing is declared."""
    detected = [] if activity.manual else detect(clean, best_100m_m_s, rules)
    if ignore_laps or declaration.source is None:
        return detected
    declared = [
        Candidate(interval=interval, source=declaration.source) for interval in declaration.efforts
    ]
    return fill_in(declared, detected, rules)
