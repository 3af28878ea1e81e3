"""What nobody has to log: activities that are measures, worn shoes, cold, the watch's still hours.

All of it is worked out from what is stored whenever it is asked for, and never stored a second
time: a better reading of a file, or a changed limit of a pair of shoes, is seen at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.model.factor_words import hours_in_words
from flarelag.model.factors import KNOWN_NAMES, Factor, FactorSource, Scale
from flarelag.model.moments import moment_at
from flarelag.model.movement import HOUR, HourOfMovement
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from flarelag.model.shoes import Shoe
    from flarelag.model.stored import StoredActivity

_MEASURES: Final = {Sport.STRENGTH: "strength", Sport.YOGA: "yoga", Sport.WALK: "walk"}
WAKING_HOURS: Final = range(7, 22)
"""Local hours in which a still body sits; at night it lies. Our own bounds: a heuristic."""
LEAST_COVERED: Final = 0.67
"""A day counts when the watch was worn for two thirds of its waking hours. A heuristic."""
COLD_C: Final = 5.0
"""A day is cold where it felt like this or less. Our own bound: a heuristic."""


def activity_factors(
    activities: Iterable[StoredActivity], shoes: Iterable[Shoe], home_zone: str
) -> list[Factor]:
    """Return measures that activities are, and runs in worn shoes, by time.

    Parameters
    ----------
    activities : iterable of StoredActivity
        All of the library: mileage adds up from the first.
    shoes : iterable of Shoe
        How far each had gone before, and when it counts as worn.
    home_zone : str
        The zone of activities that say nothing of their own.
    """
    limits_m = {each.name: each.limit_m for each in shoes if each.limit_m is not None}
    gone_m = {each.name: each.start_m for each in shoes}
    found = []
    for stored in sorted(activities, key=lambda each: (each.activity.start_utc, each.id)):
        activity = stored.activity
        if name := _MEASURES.get(activity.sport):
            found.append(_of_activity(stored, name, home_zone))
        if activity.gear not in limits_m or not activity.sport.on_foot:
            continue
        if gone_m[activity.gear] > limits_m[activity.gear]:
            found.append(_of_activity(stored, "worn_shoes", home_zone))
        gone_m[activity.gear] += activity.distance_m or 0.0
    return found


def cold_hours(activities: Iterable[StoredActivity], home_zone: str) -> list[Factor]:
    """Return the activities in the cold, by time, by the weather that an export gives them.

    Parameters
    ----------
    activities : iterable of StoredActivity
        Of any sport. What it felt like counts, else the air's temperature.
    home_zone : str
        The zone of activities that say nothing of their own.
    """
    found = []
    for stored in sorted(activities, key=lambda each: (each.activity.start_utc, each.id)):
        weather = stored.activity.weather
        if weather is None or stored.activity.treadmill or stored.activity.virtual:
            continue
        felt_c = weather.apparent_temperature_c
        felt_c = weather.temperature_c if felt_c is None else felt_c
        if felt_c is not None and felt_c <= COLD_C:
            cold = _of_activity(stored, "cold", home_zone)
            found.append(replace(cold, detail=f"{felt_c:.0f} °C", source=FactorSource.WEATHER))
    return found


def still_hours(hours: Iterable[HourOfMovement], home_zone: str) -> list[Factor]:
    """Return the still minutes of waking hours as sitting, one factor an hour, by time.

    Days on which the watch was worn too little are left out: off is missing, not sitting, and
    not moving either.

    Parameters
    ----------
    hours : iterable of HourOfMovement
        Of any watch; where two cover an hour, the one that covers more is believed.
    home_zone : str
        Whose clock tells the waking hours.
    """
    best: dict[object, HourOfMovement] = {}
    for hour in hours:
        other = best.get(hour.hour_utc)
        if other is None or hour.n_minutes_covered > other.n_minutes_covered:
            best[hour.hour_utc] = hour
    days: defaultdict[date, list[HourOfMovement]] = defaultdict(list)
    for hour in best.values():
        local = moment_at(hour.hour_utc, home_zone).local
        if local.hour in WAKING_HOURS:
            days[local.date()].append(hour)
    return [
        _sitting(hour, home_zone)
        for day in sorted(days)
        if _covered_enough(days[day])
        for hour in sorted(days[day], key=lambda each: each.hour_utc)
    ]


def without_doubles(typed: Sequence[Factor], automatic: Sequence[Factor]) -> list[Factor]:
    """Return all factors by time, each thing once: measured hours stand for remembered ones.

    A day on which the watch tells the sitting hours leaves out what was typed of them, and an
    activity stands for the measure that was typed on its day as well.

    Parameters
    ----------
    typed, automatic : sequence of Factor
        What was written down, and what was worked out.
    """
    measured = {_day_and_name(each) for each in automatic}
    kept = [each for each in typed if _day_and_name(each) not in measured]
    return sorted([*kept, *automatic], key=lambda each: (each.time_utc, each.name))


def _day_and_name(factor: Factor) -> tuple[date, str]:
    offset = timedelta(seconds=factor.utc_offset_s)
    return (factor.time_utc + offset).date(), factor.name


def _covered_enough(hours: Sequence[HourOfMovement]) -> bool:
    covered = sum(hour.n_minutes_covered for hour in hours)
    return covered >= LEAST_COVERED * 60 * len(WAKING_HOURS)


def _sitting(hour: HourOfMovement, zone: str) -> Factor:
    known = KNOWN_NAMES["sitting"]
    end_utc = hour.hour_utc + HOUR
    return Factor(
        name=known.name,
        kind=known.kind,
        scale=known.scale,
        amount=hour.sedentary_min / 60,
        time_utc=hour.hour_utc,
        end_utc=end_utc,
        entered_utc=end_utc,
        zone=zone,
        utc_offset_s=moment_at(hour.hour_utc, zone).utc_offset_s,
        source=FactorSource.WATCH,
        origin=hour.source,
    )


def _of_activity(stored: StoredActivity, name: str, home_zone: str) -> Factor:
    activity, known = stored.activity, KNOWN_NAMES[name]
    zone = activity.zone or home_zone
    lasted = timedelta(seconds=activity.duration_s) if activity.duration_s is not None else None
    end_utc = activity.start_utc + lasted if lasted is not None else None
    return Factor(
        name=known.name,
        kind=known.kind,
        scale=Scale.YES,
        amount=1.0,
        time_utc=activity.start_utc,
        end_utc=end_utc,
        entered_utc=end_utc or activity.start_utc,
        zone=zone,
        utc_offset_s=moment_at(activity.start_utc, zone).utc_offset_s,
        detail=hours_in_words(lasted.total_seconds() / 3600) if lasted is not None else None,
        source=FactorSource.ACTIVITY,
        origin=f"activity {stored.id}",
    )
