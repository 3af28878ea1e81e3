"""Activities and diary entries as JSON objects; an activity's times count from its first record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.cli.effort_json import doses_json, effort_json, quality_json
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_history import kind_of
from flarelag.model.diary_json import plain
from flarelag.model.factors import Factor
from flarelag.model.moments import Moment, offset_name

if TYPE_CHECKING:
    from flarelag.model.activity import Activity, Lap
    from flarelag.model.classification import Classification
    from flarelag.model.diary import Pin
    from flarelag.model.diary_history import DiaryItem
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
    where = {
        "id": stored.id,
        "source": stored.source,
        "origin": str(stored.origin),
        "cannot_be_reclassified": stored.purged,
    }
    return {**where, **activity_json(stored.activity, stored.classification)}


def entry_json(entry: DiaryEntry) -> dict[str, object]:
    """Return a diary entry."""
    return {
        "id": entry.id,
        "time_utc": entry.time_utc,
        "time_end_utc": entry.time_end_utc,
        "time_local": item_moment(entry).local.isoformat(),
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


def factor_json(factor: Factor) -> dict[str, object]:
    """Return something that was logged, or worked out (`id` is null then)."""
    return {
        "id": factor.id,
        "name": factor.name,
        "kind": factor.kind,
        "scale": factor.scale,
        "amount": factor.amount,
        "detail": factor.detail,
        "time_utc": factor.time_utc,
        "time_end_utc": factor.end_utc,
        "time_local": item_moment(factor).local.isoformat(),
        "timezone": factor.zone,
        "entered_utc": factor.entered_utc,
        "recalled": factor.recalled,
        "note": factor.note,
        "source": factor.source,
        "origin": factor.origin,
    }


def item_json(item: DiaryItem) -> dict[str, object]:
    """Return anything that a diary holds, with its kind."""
    kind = kind_of(item)
    if isinstance(item, DiaryEntry):
        return {"kind": kind, **entry_json(item)}
    if isinstance(item, Factor):
        return {**factor_json(item), "kind": kind, "factor_kind": item.kind}
    return {"kind": kind, "id": item.id, **plain(item)}


def item_moment(item: DiaryEntry | Factor) -> Moment:
    """Return the moment an entry or a factor speaks of; the earliest one of a stretch."""
    return Moment(time_utc=item.time_utc, zone=item.zone, utc_offset_s=item.utc_offset_s)


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
