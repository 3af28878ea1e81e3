from __future__ import annotations

import io
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import FlarelagError
from flarelag.model.sport import Sport
from flarelag.sources.apple_health import read_health_export

if TYPE_CHECKING:
    from flarelag.sources.exported import ExportedActivities

DTD = """<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData locale CDATA #REQUIRED>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record type CDATA #REQUIRED
  device CDATA #IMPLIED>
]>
"""
RECORD = '<Record type="HKQuantityTypeIdentifierStepCount" value="10" unit="count"/>\n'
RUN = """<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30.5"
 durationUnit="min" totalDistance="5.1" totalDistanceUnit="km"
 startDate="2026-01-01 08:00:00 +0100" endDate="2026-01-01 08:40:00 +0100">
 <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>
 <WorkoutRoute><FileReference path="/workout-routes/route_1.gpx"/></WorkoutRoute>
</Workout>"""
TREADMILL = """<Workout workoutActivityType="HKWorkoutActivityTypeRunning"
 startDate="2026-01-02 08:00:00 -0330" endDate="2026-01-02 08:40:00 -0330">
 <MetadataEntry key="HKIndoorWorkout" value="1"/>
 <WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="300" unit="kcal"/>
 <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="3" unit="mi"/>
</Workout>"""
ROUTE = "workout-routes/route_1.gpx"


def export(*parts: str, dtd: str = DTD) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{dtd}<HealthData locale="de_DE">\n'
    return (head + "".join(parts) + "</HealthData>").encode()


def read(data: bytes, *present: str) -> ExportedActivities:
    return read_health_export(io.BytesIO(data), set(present))


def test_a_route_gets_the_sport_of_its_workout():
    found = read(export(RECORD, RUN), ROUTE)
    assert {route: told.sport for route, told in found.by_file.items()} == {ROUTE: Sport.RUN}
    assert (found.without_file, found.remarks) == ((), ())


def test_a_workout_without_a_route_is_kept():
    found = read(export(RECORD, RUN, TREADMILL))
    assert found.by_file == {}
    outdoors, indoors = found.without_file
    assert outdoors.start_utc == datetime(2026, 1, 1, 7, tzinfo=UTC)
    assert (outdoors.duration_s, outdoors.timer_s, outdoors.distance_m) == (2400, 1830, 5100)
    assert (outdoors.zone, outdoors.utc_offset_s) == ("Europe/Berlin", 3600)
    assert (outdoors.n_records, outdoors.treadmill) == (0, False)
    assert indoors.treadmill
    assert indoors.distance_m == pytest.approx(4828.032)
    assert (indoors.zone, indoors.utc_offset_s) == (None, -12_600)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('endDate="2026-01-01 08:40', 'endDate="2026-01-01 07:40'),
        ('startDate="2026-01-01 08:00:00 +0100"', 'startDate="yesterday"'),
        ("startDate=", "began="),
    ],
)
def test_a_workout_without_a_usable_time_is_counted(old: str, new: str):
    found = read(export(RUN.replace(old, new), TREADMILL))
    assert len(found.without_file) == 1
    assert found.remarks == ("workouts without a usable time: 1",)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"5.1"', '"nan"'), ('"5.1"', '"-5"'), ('"5.1"', '"inf"'), ('"km"', '"parsec"')],
)
def test_an_impossible_distance_is_unknown(old: str, new: str):
    (run,) = read(export(RUN.replace(old, new))).without_file
    assert run.distance_m is None


def test_what_stands_before_the_damage_is_read_and_said():
    found = read(export(TREADMILL, RUN, RECORD * 50)[:-200])
    assert len(found.without_file) == 2
    assert "what stood before it was read" in found.remarks[0]


def test_an_export_with_back_pain_says_which_command_reads_it():
    pain = '<Record type="HKCategoryTypeIdentifierLowerBackPain"/>\n'
    found = read(export(pain * 2, RECORD, RUN))
    (hint,) = found.hints
    assert hint.startswith("2 records of lower back pain")
    assert "`flarelag diary import`" in hint
    assert len(found.without_file) == 1
    assert not read(export(RECORD, RUN)).hints


@given(st.binary(max_size=200) | st.text(max_size=99).map(lambda text: export(RUN + text)))
def test_any_bytes_are_read_or_refused(data: bytes):
    with suppress(FlarelagError):  # any other error fails the test
        assert read(data).by_file == {}


@pytest.mark.parametrize("day", ["0001-01-01 00:30:00 +0100", "9999-12-31 23:30:00 -0100"])
def test_a_time_that_no_utc_time_is_makes_its_workout_alone_unusable(day: str):
    found = read(export(TREADMILL.replace("2026-01-02 08:00:00 -0330", day), TREADMILL))
    assert len(found.without_file) == 1
    assert found.remarks == ("workouts without a usable time: 1",)
