"""The workouts in an Apple Health export, and their routes."""

from __future__ import annotations

from datetime import UTC
from typing import IO, TYPE_CHECKING, Final

from flarelag.model.activity import Activity
from flarelag.model.metadata import Metadata
from flarelag.model.sport import Sport, sport_named
from flarelag.model.wording import counted
from flarelag.sources.apple_xml import (
    BACK_PAIN,
    HealthElements,
    health_time,
    health_zone,
    told_beside,
)
from flarelag.sources.exported import ExportedActivities

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from lxml.etree import _Element

_KIND: Final = "HKWorkoutActivityType"
_DISTANCE: Final = "HKQuantityTypeIdentifierDistance"
_METRES: Final = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048}
_SECONDS: Final = {"s": 1.0, "min": 60.0, "hr": 3600.0}
_BACK_PAIN_TOO: Final = (
    "{} of lower back pain in it, too: `flarelag diary import` takes them from the same file"
)
_INDOOR: Final = {Sport.RUN: "indoor_running", Sport.RIDE: "indoor_cycling"}


def read_health_export(file: IO[bytes], present: Container[str]) -> ExportedActivities:
    """Read the workouts of an Apple Health export, in memory that does not grow with it.

    Parameters
    ----------
    file : binary file
        `export.xml`.
    present : container of str
        The routes that are there, by their path in the export: `workout-routes/route_1.gpx`.

    Raises
    ------
    UnsafeInputError
        For declared entities, and for XML made to exhaust memory.
    UnreadableFileError
        When it cannot be read from its beginning.
    """
    by_file: dict[str, Metadata] = {}
    without_file: list[Activity] = []
    unusable = n_pains = 0
    elements = HealthElements(file, _is_wanted)
    for element in elements:
        if element.tag == "Record":
            n_pains += 1
            continue
        sport = sport_named(element.get("workoutActivityType", "").removeprefix(_KIND))
        routes = [route for route in _routes(element) if route in present]
        metadata = Metadata(sport=None if sport is Sport.OTHER else sport)
        by_file |= dict.fromkeys(routes, metadata)
        if not routes:
            activity = _activity(element, sport)
            unusable += activity is None
            without_file += [activity] if activity else []
    remarks = (f"workouts without a usable time: {unusable}",) if unusable else ()
    return ExportedActivities(
        by_file=by_file,
        without_file=tuple(without_file),
        remarks=(*elements.remarks, *remarks),
        hints=(_BACK_PAIN_TOO.format(counted(n_pains, "record")),) if n_pains else (),
        salvaged=bool(elements.remarks),
    )


def _is_wanted(element: _Element) -> bool:
    return element.tag == "Workout" or element.get("type") == BACK_PAIN


def _routes(workout: _Element) -> Iterator[str]:
    for reference in workout.iter("FileReference"):
        yield reference.get("path", "").lstrip("/")


def _activity(workout: _Element, sport: Sport) -> Activity | None:
    """Return a workout without a route, null where its times make no sense."""
    start, end = health_time(workout.get("startDate")), health_time(workout.get("endDate"))
    if start is None or (end is not None and end < start):
        return None
    offset = start.utcoffset()
    told = told_beside(workout)
    indoor = told.get("HKIndoorWorkout") == "1"
    return Activity(
        sport=sport,
        sub_sport=_INDOOR.get(sport) if indoor else None,
        start_utc=start.astimezone(UTC),
        duration_s=None if end is None else (end - start).total_seconds(),
        timer_s=_quantity(workout.get("duration"), workout.get("durationUnit"), _SECONDS),
        distance_m=_distance_m(workout),
        zone=health_zone(workout),
        utc_offset_s=None if offset is None else round(offset.total_seconds()),
        remarks=("listed by Apple Health, without a route",),
    )


def _distance_m(workout: _Element) -> float | None:
    """Return the distance: an attribute until 2022, a statistic of its own since."""
    told = _quantity(workout.get("totalDistance"), workout.get("totalDistanceUnit"), _METRES)
    for each in workout.iterfind("WorkoutStatistics"):
        if told is None and (each.get("type") or "").startswith(_DISTANCE):
            told = _quantity(each.get("sum"), each.get("unit"), _METRES)
    return told


def _quantity(text: str | None, unit: str | None, units: dict[str, float]) -> float | None:
    """Return an amount in the unit that counts 1; null for what is none."""
    try:
        value = float(text or "") * units[unit or ""]
    except (ValueError, KeyError):
        return None
    return value if 0 <= value < float("inf") else None
