"""The workouts in an Apple Health export: `export.xml`, which can take gigabytes, and its routes.

Its inline DTD only describes the format; one that declares entities is refused.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from flarelag.errors import InputError, UnreadableFileError, UnsafeInputError
from flarelag.model.activity import Activity
from flarelag.model.metadata import Metadata
from flarelag.model.sport import Sport, sport_named
from flarelag.sources.exported import ExportedActivities, file_name
from flarelag.sources.inputs import open_input
from flarelag.sources.xml import SAFE, refuse_entities, refuse_excess

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from lxml.etree import _Element

    from flarelag.model.outcome import Origin
    from flarelag.sources.inputs import Input

_ROOT: Final = b"<HealthData"
_HEAD_BYTES: Final = 64 * 1024
_CHUNK: Final = 1 << 20
# No workout or record of a body takes so many megabytes; an electrocardiogram takes one.
_MOST_CHUNKS_IN_ONE: Final = 64
_KIND: Final = "HKWorkoutActivityType"
_DISTANCE: Final = "HKQuantityTypeIdentifierDistance"
_METRES: Final = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048}
_SECONDS: Final = {"s": 1.0, "min": 60.0, "hr": 3600.0}
_TIME: Final = "%Y-%m-%d %H:%M:%S %z"
_INDOOR: Final = {Sport.RUN: "indoor_running", Sport.RIDE: "indoor_cycling"}


def find_health_exports(inputs: Sequence[Input]) -> tuple[Origin, ...]:
    """Return the Apple Health exports among the inputs; their names are in the phone's language."""
    xml = (i.origin for i in inputs if file_name(i.origin).lower().endswith(".xml"))
    return tuple(origin for origin in xml if _is_health_export(origin))


def _is_health_export(origin: Origin) -> bool:
    try:
        with open_input(origin) as file:
            return _ROOT in file.read(_HEAD_BYTES)
    except InputError:
        return False  # it says so itself when it is read


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
    unusable = 0
    workouts = _Workouts(file)
    for workout in workouts:
        sport = sport_named(workout.get("workoutActivityType", "").removeprefix(_KIND))
        routes = [route for route in _routes(workout) if route in present]
        metadata = Metadata(sport=None if sport is Sport.OTHER else sport)
        by_file |= dict.fromkeys(routes, metadata)
        if not routes:
            activity = _activity(workout, sport)
            unusable += activity is None
            without_file += [activity] if activity else []
    remarks = (f"workouts without a usable time: {unusable}",) if unusable else ()
    return ExportedActivities(
        by_file=by_file,
        without_file=tuple(without_file),
        remarks=(*workouts.remarks, *remarks),
    )


class _Workouts:
    """The workouts of an export, one by one; what came before is forgotten.

    Parameters
    ----------
    file : binary file
        The export.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._chunks_in_last = 0
        self.remarks: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[_Element]:
        parser = etree.XMLPullParser(events=("start", "end"), tag=("HealthData", "Workout"), **SAFE)
        root: _Element | None = None
        try:
            while chunk := self._file.read(_CHUNK):
                parser.feed(chunk)
                for event, found in parser.read_events():
                    element = cast("_Element", found)  # these events give nothing else
                    if root is None:
                        root = element
                        refuse_entities(root)
                    elif event == "end" and element is not root:
                        yield element
                if root is not None:
                    self._forget(root)
            parser.close()
        except etree.XMLSyntaxError as error:
            refuse_excess(error)
            if root is None:
                raise UnreadableFileError(f"this is not readable as XML: {error.msg}") from error
            self.remarks = (f"the file is damaged: what stood before it was read ({error.msg})",)

    def _forget(self, root: _Element) -> None:
        """Drop what is complete: all of the root's children but the last, perhaps."""
        self._chunks_in_last = 1 if len(root) > 1 else self._chunks_in_last + 1
        if self._chunks_in_last > _MOST_CHUNKS_IN_ONE:
            raise UnsafeInputError("refused: XML made to exhaust memory (one element without end)")
        del root[:-1]


def _routes(workout: _Element) -> Iterator[str]:
    for reference in workout.iter("FileReference"):
        yield reference.get("path", "").lstrip("/")


def _activity(workout: _Element, sport: Sport) -> Activity | None:
    """Return a workout without a route, null where its times make no sense."""
    start, end = _time(workout.get("startDate")), _time(workout.get("endDate"))
    if start is None or (end is not None and end < start):
        return None
    offset = start.utcoffset()
    told = {each.get("key"): each.get("value") for each in workout.iterfind("MetadataEntry")}
    indoor = told.get("HKIndoorWorkout") == "1"
    return Activity(
        sport=sport,
        sub_sport=_INDOOR.get(sport) if indoor else None,
        start_utc=start.astimezone(UTC),
        duration_s=None if end is None else (end - start).total_seconds(),
        timer_s=_quantity(workout.get("duration"), workout.get("durationUnit"), _SECONDS),
        distance_m=_distance_m(workout),
        zone=_zone(told.get("HKTimeZone")),
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


def _time(text: str | None) -> datetime | None:
    """Return a time with its offset; null for what is none, and for one that no UTC time is."""
    try:
        told = datetime.strptime(text or "", _TIME)  # noqa: DTZ007 - it asks for an offset
        told.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return told


def _zone(name: Any) -> str | None:  # noqa: ANN401 - an attribute, as lxml has it
    try:
        return ZoneInfo(name).key if isinstance(name, str) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
