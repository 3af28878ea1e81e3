"""An activity as a person reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.cli.encoding import zone_name
from flarelag.cli.output import table
from flarelag.model.moments import moment_at

if TYPE_CHECKING:
    from flarelag.model.activity import Activity
    from flarelag.model.classification import Classification
    from flarelag.model.effort import Effort

EFFORT_COLUMNS = (
    *("start", "length", "class", "from", "metres", "min/km", "of best 100 m", "sure"),
    *("braking", "J/kg"),
)


def activity_text(activity: Activity, classification: Classification | None) -> str:
    """Return a headline, the efforts as a table, the doses and every remark."""
    parts = [_headline(activity)]
    if classification is None:
        parts.append("not classified yet")
    else:
        parts.append(_efforts(classification))
        parts.append(_doses(classification))
        if classification.quality is not None:
            parts.append(f"recording: {classification.quality.grade}")
    remarks = [*activity.remarks, *(classification.remarks if classification else ())]
    parts += [f"note: {remark}" for remark in remarks]
    return "\n".join(part for part in parts if part)


def local_start(activity: Activity) -> str:
    """Return the start as its own clock showed it, else in UTC and said so."""
    zone = zone_name(activity)
    if zone is None:
        return f"{activity.start_utc:%Y-%m-%d %H:%M} UTC"
    return f"{moment_at(activity.start_utc, zone).local:%Y-%m-%d %H:%M}"


def clock(seconds: float | None) -> str | None:
    """Return a length of time as `1:02:03`; null stays null."""
    return None if seconds is None else str(timedelta(seconds=round(seconds)))


def kilometres(metres: float | None) -> str | None:
    """Return a distance in km; null stays null."""
    return None if metres is None else f"{metres / 1000:.2f}"


def _headline(activity: Activity) -> str:
    distance = kilometres(activity.distance_m)
    facts = [
        activity.sport
        if activity.sub_sport is None
        else f"{activity.sport} ({activity.sub_sport})",
        local_start(activity),
        clock(activity.duration_s),
        f"{distance} km" if distance else None,
        f"{activity.n_records} records",
        "damaged, partly read" if activity.salvaged else None,
    ]
    return ", ".join(fact for fact in facts if fact)


def _efforts(classification: Classification) -> str:
    if not classification.efforts:
        return "no efforts found"
    return table(EFFORT_COLUMNS, [effort_row(effort) for effort in classification.efforts])


def effort_row(effort: Effort) -> tuple[object, ...]:
    """Return an effort's cells under `EFFORT_COLUMNS`."""
    speed, fraction, braking = effort.mean_speed_m_s, effort.p80_fraction, effort.braking
    return (
        clock(effort.interval.start_s),
        clock(effort.interval.duration_s),
        effort.effort_class,
        effort.source,
        None if effort.distance_m is None else round(effort.distance_m),
        _pace(speed),
        None if fraction is None else f"{fraction:.0%}",
        f"{effort.confidence:.0%}",
        None if braking is None else braking.grade,
        None if braking is None else f"{braking.energy_j_kg:.1f}",
    )


def _pace(speed_m_s: float | None) -> str | None:
    if not speed_m_s:
        return None
    seconds = round(1000 / speed_m_s)
    return f"{seconds // 60}:{seconds % 60:02d}"


def _doses(classification: Classification) -> str:
    doses = classification.doses
    named = {
        "running": (doses.run_min, "min"),
        "sprint": (doses.sprint_s, "s"),
        "fast": (doses.fast_s, "s"),
        "tempo": (doses.tempo_s, "s"),
        "efforts": (doses.effort_s, "s"),
        "braking": (doses.braking_energy_j_kg, "J/kg"),
        "hard stops": (doses.hard_stops_n, ""),
        "steps": (doses.steps_n, ""),
        "load": (doses.easy_step_equivalents, "easy steps"),
        "riding": (doses.ride_min or None, "min"),
        "power": (doses.mean_power_w, "W"),
        "exertion x minutes": (doses.session_rpe, ""),
    }
    known = [f"{n} {v:.0f} {u}".rstrip() for n, (v, u) in named.items() if v is not None]
    if doses.longest_run_ratio is not None:
        known.append(f"{doses.longest_run_ratio:.0%} of the longest run in 30 days before")
    best = classification.best_100m_observed_m_s
    if best is not None:
        known.append(f"best 100 m here {best:.2f} m/s ({100 / best:.1f} s)")
    return "; ".join(known)
