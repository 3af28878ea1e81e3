"""From one parsed activity to its efforts and doses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.classify.channels import channels
from flarelag.classify.declared import Declaration, read_declaration
from flarelag.classify.details import Surroundings, with_details
from flarelag.classify.detect import detect, fill_in
from flarelag.classify.doses import other_doses, run_doses
from flarelag.classify.downhill import without_rolling_down
from flarelag.classify.gait import without_jogging_in
from flarelag.classify.load import is_unknown, load_trace
from flarelag.classify.measure import Candidate, measure
from flarelag.classify.observed import observed_best, running_median_speed
from flarelag.classify.profile import check_best
from flarelag.classify.quality import data_quality, limits
from flarelag.classify.rides import ride_efforts, rules_of
from flarelag.classify.rules import RULE_VERSION, RULES, Rules
from flarelag.classify.slope import slope
from flarelag.classify.speed import clean_speed
from flarelag.classify.steps import steps_by_cadence
from flarelag.model.classification import Classification
from flarelag.model.load import ForceLine
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.effort import Effort
    from flarelag.model.parsed import ParsedActivity


def classify_activity(
    parsed: ParsedActivity,
    *,
    best_100m_m_s: float | None,
    ignore_laps: bool = False,
    force_line: ForceLine = ForceLine.MEAN,
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
    force_line : ForceLine
        Whose line of force over speed the load index uses.
    rules : Rules
        Parameters.

    Raises
    ------
    InputError
        A best 100 m that nobody can have run.
    """
    if best_100m_m_s is not None:
        check_best(best_100m_m_s, rules)
    if parsed.activity.sport is not Sport.RUN:
        return _classify_other(parsed, rules)
    return _classify_run(parsed, best_100m_m_s, force_line, ignore_laps=ignore_laps, rules=rules)


def _classify_other(parsed: ParsedActivity, rules: Rules) -> Classification:
    activity = parsed.activity
    clean = clean_speed(parsed, rules_of(activity.sport, rules))
    efforts: tuple[Effort, ...] = ()
    effort_s = power_w = None
    if activity.sport is Sport.RIDE:
        efforts, power_w = ride_efforts(parsed, clean, rules)
        if efforts:
            efforts = with_details(efforts, (), _surroundings(parsed, clean, rules), rules)
        effort_s = float(sum(effort.interval.duration_s for effort in efforts))
    by_power = power_w is not None
    limited = limits(activity, clean, best_known=False, by_power=by_power, rules=rules)
    return Classification(
        rule_version=RULE_VERSION,
        speed_source=clean.source,
        efforts=efforts,
        declared_laps=(False,) * len(activity.laps),
        doses=other_doses(activity, effort_s=effort_s, mean_power_w=power_w),
        remarks=tuple(limit.text for limit in limited),
        quality=data_quality(activity, limited),
    )


def _classify_run(
    parsed: ParsedActivity,
    best_100m_m_s: float | None,
    force_line: ForceLine,
    *,
    ignore_laps: bool,
    rules: Rules,
) -> Classification:
    activity = parsed.activity
    clean = clean_speed(parsed, rules)
    declaration = read_declaration(activity, clean, rules)
    around = _surroundings(parsed, clean, rules, force_line)
    detected = [] if activity.manual else _detected(around, best_100m_m_s, rules)
    candidates = detected if ignore_laps else _with_declared(detected, declaration, rules)
    measured = [
        measure(one, clean, best_100m_m_s, treadmill=activity.treadmill, rules=rules)
        for one in candidates
    ]
    intervals = [one.interval for one in detected]
    trace = None if is_unknown(clean.grid.t_s.size, activity.timer_s, rules) else around.trace
    limited = limits(activity, clean, best_known=best_100m_m_s is not None, rules=rules)
    return Classification(
        rule_version=RULE_VERSION,
        speed_source=clean.source,
        best_100m_m_s=best_100m_m_s,
        best_100m_observed_m_s=observed_best(clean, rules),
        median_speed_m_s=running_median_speed(clean, rules),
        efforts=with_details([one.effort for one in measured], intervals, around, rules),
        declared_laps=declaration.laps,
        doses=run_doses(
            activity,
            measured,
            assessable=clean.grid.t_s.size > 0,
            best_known=best_100m_m_s is not None,
            steps_n=trace.steps_n() if trace else steps_by_cadence(parsed, rules),
            load=trace.index() if trace else None,
        ),
        remarks=tuple(limit.text for limit in limited),
        quality=data_quality(activity, limited),
        force_line=force_line if trace else None,
    )


def _detected(around: Surroundings, best_100m_m_s: float | None, rules: Rules) -> list[Candidate]:
    """Return the efforts that detection finds, without what only looks like one."""
    clean = around.clean
    found = detect(clean, best_100m_m_s, rules)
    level = without_rolling_down(found, clean, around.slope, best_100m_m_s, rules)
    return without_jogging_in(level, clean, around.beside.cadence_spm, rules)


def _surroundings(
    parsed: ParsedActivity,
    clean: CleanSpeed,
    rules: Rules,
    force_line: ForceLine | None = None,
) -> Surroundings:
    """Return what was recorded; with a load only where there is a line of force to tell it by."""
    beside = channels(parsed.records, clean.grid.t_s, bridge_s=rules.bridge_s)
    level = None if parsed.activity.treadmill else slope(clean, rules)
    if force_line is None:
        return Surroundings(clean, beside, level)
    trace = load_trace(clean.speed_m_s, beside, level, force_line, rules)
    return Surroundings(clean, beside, level, trace)


def _with_declared(
    detected: list[Candidate], declaration: Declaration, rules: Rules
) -> list[Candidate]:
    """Return the declared efforts, with detected ones where nothing is declared."""
    if declaration.source is None:
        return detected
    declared = [
        Candidate(interval=interval, source=declaration.source) for interval in declaration.efforts
    ]
    return fill_in(declared, detected, rules)
