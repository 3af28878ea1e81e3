"""Activities and diary entries as JSON objects; an activity's times count from its first record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.cli.effort_json import doses_json, effort_json, quality_json
from flarelag.model.moments import Moment, offset_name

if TYPE_CHECKING:
    from flarelag.model.activity import Activity, Lap
    from flarelag.model.classification import Classification
    from flarelag.model.diary import DiaryEntry, Pin
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
        "efforts": [effort_json(effort) for effort in known.efforts] if known else None,
        "doses": doses_json(known.doses) if known else None,
        "data_quality": quality_json(known.quality) if known else None,
        "force_line": known.force_line if known else None,
        "rule_version": known.rule_version if known else None,
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
        "pin": _pin_json(entry.pin) if entry.pin else None,
        "reach": {"left": entry.reach.left, "right": entry.reach.right},
    }


def _pin_json(pin: Pin) -> dict[str, object]:
    return {
        "activity": pin.activity_id,
        "activity_start_utc": pin.activity_start_utc,
        "offset_s": pin.offset_s,
        "lap": pin.lap,
        "phase": pin.phase,
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
