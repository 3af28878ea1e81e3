"""Activities and diary entries as JSON objects; an activity's times count from its first record."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flarelag.model.moments import Moment, offset_name

if TYPE_CHECKING:
    from flarelag.model.activity import Activity, Lap
    from flarelag.model.classification import Classification
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.effort import Braking, Effort
    from flarelag.model.stored import StoredActivity


def activity_json(activity: Activity, classification: Classification | None) -> dict[str, object]:
    """Return an activity; what only the classifier knows is null until it has run."""
    known = classification
    return {
        "sport": activity.sport,
        "sub_sport": activity.sub_sport,
        "start_utc": activity.start_utc,
        "timezone": zone_name(activity),
        "duration_s": activity.duration_s,
        "distance_m": activity.distance_m,
        "n_records": activity.n_records,
        "salvaged": activity.salvaged,
        "speed_source": known.speed_source if known else None,
        "best_100m_m_s": known.best_100m_m_s if known else None,
        "best_100m_observed_m_s": known.best_100m_observed_m_s if known else None,
        "laps": _laps_json(activity.laps, known.declared_laps if known else None),
        "efforts": [_effort_json(effort) for effort in known.efforts] if known else None,
        "doses": asdict(known.doses) if known else None,
        "remarks": [*activity.remarks, *(known.remarks if known else ())],
    }


def zone_name(activity: Activity) -> str | None:
    """Return an activity's zone, else the offset that its file declares; null without either."""
    if activity.zone is not None or activity.utc_offset_s is None:
        return activity.zone
    return offset_name(activity.utc_offset_s)


def stored_activity_json(stored: StoredActivity) -> dict[str, object]:
    """Return an activity of the library: with its number, and where it came from."""
    where = {"id": stored.id, "source": stored.source, "origin": str(stored.origin)}
    return {**where, **activity_json(stored.activity, stored.classification)}


def entry_json(entry: DiaryEntry) -> dict[str, object]:
    """Return a diary entry."""
    return {
        "id": entry.id,
        "time_utc": entry.time_utc,
        "time_end_utc": entry.time_end_utc,
        "time_local": entry_moment(entry).local.isoformat(),
        "timezone": entry.zone,
        "entered_utc": entry.entered_utc,
        "recalled": entry.recalled,
        "score": entry.score,
        "sites": [{"site": place.site, "side": place.side} for place in entry.sites],
        "qualities": entry.qualities,
        "flare": entry.flare,
        "woke": entry.woke,
        "note": entry.note,
        "source": entry.source,
    }


def entry_moment(entry: DiaryEntry) -> Moment:
    """Return the moment an entry speaks of."""
    return Moment(time_utc=entry.time_utc, zone=entry.zone, utc_offset_s=entry.utc_offset_s)


def _laps_json(laps: tuple[Lap, ...], declared: tuple[bool, ...] | None) -> list[dict[str, object]]:
    return [
        {
            "start_s": lap.interval.start_s,
            "end_s": lap.interval.end_s,
            "distance_m": lap.distance_m,
            "trigger": lap.trigger,
            "intensity": lap.intensity,
            "declared": declared[n] if declared else None,
        }
        for n, lap in enumerate(laps)
    ]


def _effort_json(effort: Effort) -> dict[str, object]:
    return {
        "start_s": effort.interval.start_s,
        "end_s": effort.interval.end_s,
        "class": effort.effort_class,
        "source": effort.source,
        "confidence": effort.confidence,
        "reasons": effort.reasons,
        "distance_m": effort.distance_m,
        "mean_speed_m_s": effort.mean_speed_m_s,
        "max_speed_m_s": effort.max_speed_m_s,
        "p80_fraction": effort.p80_fraction,
        "braking": _braking_json(effort.braking) if effort.braking else None,
    }


def _braking_json(braking: Braking) -> dict[str, object]:
    return {
        "start_s": braking.interval.start_s,
        "end_s": braking.interval.end_s,
        "entry_m_s": braking.entry_m_s,
        "exit_m_s": braking.exit_m_s,
        "energy_j_kg": braking.energy_j_kg,
        "mean_decel_m_s2": braking.mean_decel_m_s2,
        "grade": braking.grade,
    }
