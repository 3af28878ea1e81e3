"""Whole archives as their makers hand them out, built here byte by byte."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from garmin_fit_sdk import Encoder, Profile

from flarelag.model.activity import Weather
from flarelag.model.outcome import Outcome
from flarelag.model.sport import Sport
from flarelag.workflows import export_tables
from flarelag.workflows.importing import import_paths
from sample_files.strava_export import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.store.library import Library

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
NUMBERS = {name: int(number) for name, number in Profile["mesg_num"].items()}
SEDENTARY = 8


def monitoring_file(start: datetime, sits_until: list[timedelta]) -> bytes:
    """Return a file of a watch that saw nothing but sitting."""
    start_s = round((start - FIT_EPOCH).total_seconds())
    messages: list[dict[str, Any]] = [
        {"mesg_num": NUMBERS["FILE_ID"], "type": "monitoring_b", "manufacturer": "garmin"},
        {"mesg_num": NUMBERS["MONITORING_INFO"], "timestamp": start_s, "local_timestamp": start_s},
        *(
            {
                "mesg_num": NUMBERS["MONITORING"],
                "timestamp": start_s + round(until.total_seconds()),
                "current_activity_type_intensity": SEDENTARY,
            }
            for until in sits_until
        ),
    ]
    encoder = Encoder()
    for message in messages:
        encoder.write_mesg(message)
    return bytes(encoder.close())


@pytest.fixture
def sitting() -> bytes:
    return monitoring_file(datetime(2026, 1, 1, 12, tzinfo=UTC), [timedelta(minutes=90)])


def test_a_monitoring_file_is_kept_as_movement(
    library: Library, tmp_path: Path, now: datetime, sitting: bytes
):
    path = tmp_path / "M1200.FIT"
    path.write_bytes(sitting)
    (result,) = import_paths(library, [path], now=now).results
    assert (result.outcome, result.reason) == (Outcome.IMPORTED, "hourly movement, 2 hours")
    assert [hour.sedentary_min for hour in library.movement()] == [60, 30]
    assert {hour.source for hour in library.movement()} == {"garmin"}
    (again,) = import_paths(library, [path], now=now).results
    assert again.outcome is Outcome.DUPLICATE
    assert library.activities() == []


@pytest.mark.parametrize("name", [b"caf\xe9.tcx", b"a\nb\x1b[31m.tcx"])
def test_a_file_of_any_name_is_imported_once(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes], name: bytes
):
    (tmp_path / "in").mkdir()
    path = Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name))
    path.write_bytes(easy(0))
    (first,) = import_paths(library, [tmp_path / "in"], now=now).results
    (second,) = import_paths(library, [tmp_path / "in"], now=now).results
    assert (first.outcome, second.outcome) == (Outcome.IMPORTED, Outcome.DUPLICATE)
    assert second.reason == "imported before, and unchanged since"
    (stored,) = library.activities()
    assert str(first.origin).isprintable()
    assert str(stored.origin).isprintable()


def test_a_member_of_any_name_is_imported(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a\nb\x1b.tcx", easy(0))
        archive.writestr("../c\u202e.tcx", easy(1))
    results = import_paths(library, [path], now=now).results
    assert [each.outcome for each in results] == [Outcome.IMPORTED, Outcome.IMPORTED]
    assert all(str(each.origin).isprintable() for each in library.activities())
    again = import_paths(library, [path], now=now).results
    assert {each.outcome for each in again} == {Outcome.DUPLICATE}


def zip_bytes(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def garmin_export(recordings: dict[str, bytes], *entries: dict[str, object]) -> bytes:
    """Return an account export with its recordings in a stored and in a compressed archive."""
    folder = "DI_CONNECT/DI-Connect-"
    lists = json.dumps([{"summarizedActivitiesExport": entries}]).encode()
    half = len(recordings) // 2
    parts = [dict(list(recordings.items())[:half]), dict(list(recordings.items())[half:])]
    members = {
        f"{folder}Fitness/a@b.org_0_summarizedActivities.json": lists,
        f"{folder}Uploaded-Files/UploadedFiles_0-_Part1.zip": zip_bytes(parts[0]),
        f"{folder}Uploaded-Files/UploadedFiles_0-_Part2.zip": zip_bytes(parts[1]),
    }
    return zip_bytes(members, zipfile.ZIP_STORED)


def garmin_entry(start: datetime, **told: object) -> dict[str, object]:
    return {"startTimeGmt": start.timestamp() * 1000, "activityType": "running", **told}


def test_a_garmin_export_comes_in_whole(
    library: Library,
    tmp_path: Path,
    now: datetime,
    easy: Callable[[int], bytes],
    sitting: bytes,
):
    starts = [datetime(2026, 1, day, 7, tzinfo=UTC) for day in (1, 2, 3)]
    recordings = {
        "a@b.org_1.fit": easy(0),
        "a@b.org_2.fit": sitting,
        "a@b.org_3.fit": easy(1),
        "a@b.org_4.fit": b"",
    }
    entries = [
        garmin_entry(start, name=f"Run {n}", duration=240_000, workoutRpe=30)
        for n, start in enumerate(starts)
    ]
    path = tmp_path / "garmin.zip"
    path.write_bytes(garmin_export(recordings, *entries))
    summary = import_paths(library, [path], now=now, jobs=1)
    assert [each.outcome for each in summary.results] == [
        Outcome.IMPORTED,  # the list: one of its three has no recording
        Outcome.IMPORTED,
        Outcome.IMPORTED,
        Outcome.IMPORTED,
        Outcome.FAILED,
    ]
    activities = [each.activity for each in library.activities()]
    assert [each.start_utc for each in activities] == starts
    assert [each.name for each in activities] == ["Run 0", "Run 1", "Run 2"]
    assert [each.perceived_exertion for each in activities] == [3, 3, 3]
    assert [each.n_records > 0 for each in activities] == [True, True, False]
    assert {each.source for each in library.activities()} == {"garmin export"}
    assert len(library.movement()) == 2
    again = import_paths(library, [path], now=now, jobs=1)
    assert again.n_new_activities == 0
    assert len(library.activities()) == 3


def test_a_garmin_list_corrects_the_sport(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    start = datetime(2026, 1, 1, 7, tzinfo=UTC)
    path = tmp_path / "garmin.zip"
    entry = garmin_entry(start, activityType="cycling", name="Bike, not run")
    path.write_bytes(garmin_export({"1.fit": b"", "2.fit": easy(0)}, entry))
    import_paths(library, [path], now=now, jobs=1)
    (stored,) = library.activities()
    assert (stored.activity.sport, stored.activity.name) == (Sport.RIDE, "Bike, not run")
    assert stored.activity.n_records > 0


def test_a_list_whose_activities_are_all_there_says_so_in_a_word(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    recordings = {f"{day}.fit": easy(day) for day in range(6)}
    entries = [
        garmin_entry(datetime(2026, 1, 1 + day, 7, tzinfo=UTC), duration=240_000)
        for day in range(6)
    ]
    path = tmp_path / "garmin.zip"
    path.write_bytes(garmin_export(recordings, *entries))
    first = import_paths(library, [path], now=now, jobs=1).results[0]
    assert first.outcome is Outcome.MERGED
    assert first.reason is not None
    assert first.reason.startswith("6 activities that the library has from other files")
    assert len(library.activities()) == 6


def test_an_apple_health_export_comes_in_whole(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityType{}" startDate="2026-01-0{} 08:00:00'
        ' +0100" endDate="2026-01-0{} 08:30:00 +0100">{}</Workout>'
    )
    route = '<WorkoutRoute><FileReference path="/workout-routes/{}"/></WorkoutRoute>'
    xml = "<?xml version='1.0'?><!DOCTYPE HealthData [<!ELEMENT HealthData ANY>]><HealthData>"
    xml += workout.format("Hiking", 1, 1, route.format("route_1.gpx"))
    xml += workout.format("Yoga", 2, 2, "") + workout.format("Walking", 3, 3, route.format("gone"))
    path = tmp_path / "apple.zip"
    files = {
        "apple_health_export/export.xml": f"{xml}</HealthData>".encode(),
        # TCX under a route's name: a file is known by what it holds.
        "apple_health_export/workout-routes/route_1.gpx": easy(0),
    }
    path.write_bytes(zip_bytes(files))
    results = import_paths(library, [path], now=now, jobs=1).results
    assert [each.outcome for each in results] == [Outcome.IMPORTED, Outcome.IMPORTED]
    found = [each.activity for each in library.activities()]
    assert [each.sport for each in found] == [Sport.HIKE, Sport.YOGA, Sport.WALK]
    assert [each.n_records > 0 for each in found] == [True, False, False]
    assert {each.source for each in library.activities()} == {"apple health export"}


def test_a_session_that_several_apps_wrote_into_apple_health_counts_once(
    library: Library, tmp_path: Path, now: datetime
):
    written = (
        '<Workout workoutActivityType="HKWorkoutActivityType{0}" startDate="2026-01-0{1} {2} +0100"'
        ' endDate="2026-01-0{1} 08:30:00 +0100"/>'
    )
    sessions = [
        *(("Yoga", 1, "08:00:00"), ("Yoga", 1, "08:00:00")),
        *(("Running", 2, "08:00:00"), ("Running", 2, "08:00:04")),
        *(("Running", 3, "08:00:00"), ("Yoga", 3, "08:00:00")),
        *(("Yoga", 4, "08:00:00"), ("Yoga", 4, "08:10:00")),
    ]
    xml = "".join(written.format(*each) for each in sessions)
    path = tmp_path / "export.zip"
    path.write_bytes(zip_bytes({"export.xml": f"<HealthData>{xml}</HealthData>".encode()}))
    import_paths(library, [path], now=now, jobs=1)
    days = [each.activity.start_utc.day for each in library.activities()]
    assert sorted(days) == [1, 2, 3, 3, 4, 4]
    path.write_bytes(zip_bytes({"new/export.xml": f"<HealthData> {xml}</HealthData>".encode()}))
    assert import_paths(library, [path], now=now, jobs=1).n_new_activities == 0
    assert len(library.activities()) == len(days)


def test_a_damaged_apple_health_export_is_salvaged_and_the_whole_one_brings_the_rest(
    library: Library, tmp_path: Path, now: datetime
):
    yoga = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeYoga" startDate="2026-01-0{0} 08:00:00'
        ' +0100" endDate="2026-01-0{0} 08:30:00 +0100"/>'
    )
    pain = '<Record type="HKCategoryTypeIdentifierLowerBackPain" value="2"/>'
    whole = f"<HealthData>{pain}{yoga.format(1)}{yoga.format(2)}</HealthData>"
    path = tmp_path / "export.zip"
    path.write_bytes(zip_bytes({"apple_health_export/export.xml": whole[:-30].encode()}))
    summary = import_paths(library, [path], now=now, jobs=1)
    (ended,) = summary.results
    assert ended.outcome is Outcome.SALVAGED
    assert "what stood before it was read" in str(ended.reason)
    assert "1 record of lower back pain" in str(ended.reason)
    assert len(summary.hints) == 1
    assert len(library.activities()) == 1
    path.write_bytes(zip_bytes({"apple_health_export/export.xml": whole.encode()}))
    assert import_paths(library, [path], now=now, jobs=1).n_new_activities == 1


def test_a_strava_export_brings_its_weather(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    values = {
        "Activity Date": "Jan 1, 2026, 7:00:00 AM",
        "Activity Type": "Run",
        "Filename": "activities/1.tcx",
        "Weather Condition": "3.0",
        "Weather Temperature": "-2.5",
        "Apparent Temperature": "-7.0",
        "Humidity": "0.81",
        "Wind Speed": "4.2",
    }
    row = [values.pop(name, "") for name in HEADER]
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, row])
    path = tmp_path / "strava.zip"
    path.write_bytes(
        zip_bytes({"activities.csv": text.getvalue().encode(), "activities/1.tcx": easy(0)})
    )
    import_paths(library, [path], now=now, jobs=1)
    (stored,) = library.activities()
    assert stored.activity.weather == Weather(
        temperature_c=-2.5,
        apparent_temperature_c=-7.0,
        humidity=0.81,
        wind_speed_m_s=4.2,
        condition="3.0",
    )


def strava_table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *([row.get(name, "") for name in HEADER] for row in rows)])
    return text.getvalue().encode()


def strava_rows(names: list[str]) -> list[dict[str, str]]:
    """Return rows of runs on one day after the other, as `easy` makes them."""
    return [
        {
            "Activity Date": f"Jan {1 + n}, 2026, 7:00:00 AM",
            "Activity Name": f"Run {n}",
            "Activity Type": "Run",
            "Filename": name,
        }
        for n, name in enumerate(names)
    ]


def test_an_activity_whose_recording_is_missing_or_damaged_is_kept_as_the_table_has_it(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    names = [f"activities/{n}.tcx" for n in range(3)]
    table = strava_table(*strava_rows(names))
    path = tmp_path / "strava.zip"
    path.write_bytes(zip_bytes({"activities.csv": table, names[0]: easy(0), names[1]: b""}))
    results = {
        each.origin.member: each for each in import_paths(library, [path], now=now, jobs=1).results
    }
    assert {name: each.outcome for name, each in results.items()} == {
        "activities.csv": Outcome.IMPORTED,
        names[0]: Outcome.IMPORTED,
        names[1]: Outcome.FAILED,
        names[2]: Outcome.FAILED,
    }
    assert results[names[2]].reason == (
        "the export's activities.csv names it, but it is not there; "
        "the activity was kept as the table has it"
    )
    assert (results["activities.csv"].reason or "").endswith(
        "2 activities whose recordings are missing or unreadable kept as the table has them, "
        "without records"
    )
    kept = [stored.activity for stored in library.activities()]
    assert [each.name for each in kept] == ["Run 0", "Run 1", "Run 2"]
    assert [each.n_records > 0 for each in kept] == [True, False, False]
    assert [each.manual for each in kept] == [False, False, False]
    assert kept[2].remarks == ("its recording is not in the export",)

    path.write_bytes(
        zip_bytes({"activities.csv": table, **{name: easy(n) for n, name in enumerate(names)}})
    )
    again = import_paths(library, [path], now=now, jobs=1)
    assert Outcome.FAILED not in {each.outcome for each in again.results}
    whole = [stored.activity for stored in library.activities()]
    assert [each.name for each in whole] == ["Run 0", "Run 1", "Run 2"]
    assert all(each.n_records > 0 for each in whole)


def test_a_recording_that_is_missing_and_has_no_date_fails_alone(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    names = ["activities/1.tcx", "activities/2.tcx"]
    rows = [row | {"Activity Date": "?"} for row in strava_rows(names)]
    path = tmp_path / "strava.zip"
    path.write_bytes(zip_bytes({"activities.csv": strava_table(*rows), names[0]: easy(0)}))
    results = import_paths(library, [path], now=now, jobs=1).results
    assert [(each.origin.member, each.outcome) for each in results] == [
        ("activities.csv", Outcome.NOT_AN_ACTIVITY),
        (names[0], Outcome.IMPORTED),
        (names[1], Outcome.FAILED),
    ]
    assert results[2].reason == "the export's activities.csv names it, but it is not there"


def test_recordings_that_were_unpacked_after_the_export_are_still_known_to_its_table(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / "1.tcx").write_bytes(easy(0))
    table = strava_table(*strava_rows(["activities/1.tcx.gz"]))
    (tmp_path / "activities.csv").write_bytes(table)
    results = import_paths(library, [tmp_path], now=now, jobs=1).results
    assert {each.outcome for each in results} == {Outcome.IMPORTED, Outcome.NOT_AN_ACTIVITY}
    assert [stored.activity.name for stored in library.activities()] == ["Run 0"]


def test_of_a_cut_off_export_what_is_whole_is_imported_and_the_whole_one_brings_the_rest(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    table = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Filename,Elapsed Time,Distance\n"
        + "".join(
            f'{n},"Jan {n + 1}, 2026, 7:00:00 AM",Run {n},Run,activities/{n}.tcx,240,698.0\n'
            for n in range(4)
        )
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(4):
            packed.writestr(f"activities/{n}.tcx", easy(n))
        cut_at = packed.infolist()[3].header_offset + 200
        packed.writestr("activities.csv", table)
    path = tmp_path / "export.zip"
    path.write_bytes(file.getvalue()[:cut_at])

    cut = import_paths(library, [path], now=now, jobs=1)
    ended = {each.origin.member: each for each in cut.results}
    assert [each.outcome for each in cut.results] == [Outcome.IMPORTED] * 3 + [Outcome.FAILED] * 2
    assert "lacks activities.csv, with names, notes and gear" in str(ended[None].reason)
    assert "4 files found before the cut" in str(ended[None].reason)
    assert "cut off inside its archive" in str(ended["activities/3.tcx"].reason)
    assert len(library.activities()) == 3

    path.write_bytes(file.getvalue())
    whole = import_paths(library, [path], now=now, jobs=1)
    assert whole.counts[Outcome.FAILED] == 0
    assert sorted(str(each.activity.name) for each in library.activities()) == [
        f"Run {n}" for n in range(4)
    ]


def test_recordings_that_are_awaited_are_listed_until_they_come(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    names = [f"activities/{n}.tcx" for n in range(3)]
    path = tmp_path / "strava.zip"
    rows = strava_rows(names)
    rows[1]["Filename"] = "#error#"
    path.write_bytes(zip_bytes({"activities.csv": strava_table(*rows), names[0]: easy(0)}))
    import_paths(library, [path], now=now, jobs=1)
    awaited = library.imports.awaited()
    assert [(each.start_utc.day, each.reason) for each in awaited] == [
        (2, "Strava's export left out its recording"),
        (3, "its recording is not in the export"),
    ]
    (tmp_path / "late.tcx").write_bytes(easy(2))
    import_paths(library, [tmp_path / "late.tcx"], now=now, jobs=1)
    assert [each.activity_id for each in library.imports.awaited()] == [awaited[0].activity_id]
    assert len(library.activities()) == 3


def test_a_recording_that_was_read_before_is_not_missing_when_it_is_gone(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    names = [f"activities/{n}.tcx.gz" for n in range(3)]
    (tmp_path / "export" / "activities").mkdir(parents=True)
    table = tmp_path / "export" / "activities.csv"
    table.write_bytes(strava_table(*strava_rows(names)))
    unpacked = [tmp_path / "export" / name.removesuffix(".gz") for name in names]
    for day, recording in enumerate(unpacked):
        recording.write_bytes(easy(day))
    import_paths(library, [table.parent], now=now, jobs=1)
    before = library.activities()
    unpacked[0].unlink()
    table.write_bytes(table.read_bytes() + b"\r\n")
    again = import_paths(library, [table.parent], now=now, jobs=1)
    assert again.counts[Outcome.FAILED] == 0
    assert library.activities() == before
    assert library.imports.awaited() == []


def test_of_a_table_the_days_before_1970_and_yet_to_come_are_left_out_and_said(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    rows = strava_rows(["activities/0.tcx", "", "", ""])
    rows[2]["Activity Date"] = "Jan 1, 2075, 7:00:00 AM"
    rows[3]["Activity Date"] = "Jan 1, 0001, 7:00:00 AM"
    path = tmp_path / "export.zip"
    path.write_bytes(
        zip_bytes({"activities.csv": strava_table(*rows), "activities/0.tcx": easy(0)})
    )
    table, recording = import_paths(library, [path], now=now, jobs=1).results
    assert recording.outcome is Outcome.IMPORTED
    assert table.reason is not None
    assert table.reason.endswith("before 1970 or yet to come: 2")
    assert len(library.activities()) == 2
    then = datetime(2075, 1, 2, tzinfo=UTC)
    import_paths(library, [path], now=then, jobs=1)
    assert library.activities()[-1].activity.start_utc.year == 2075


def test_a_table_over_which_its_reader_stumbles_stops_no_import(
    library: Library,
    tmp_path: Path,
    now: datetime,
    easy: Callable[[int], bytes],
    monkeypatch: pytest.MonkeyPatch,
):
    def stumbles(data: bytes) -> None:
        raise ZeroDivisionError(len(data))

    monkeypatch.setattr(export_tables, "read_activities_csv", stumbles)
    path = tmp_path / "export.zip"
    path.write_bytes(zip_bytes({"activities.csv": strava_table(), "activities/0.tcx": easy(0)}))
    table, recording = import_paths(library, [path], now=now, jobs=1).results
    assert (table.outcome, recording.outcome) == (Outcome.FAILED, Outcome.IMPORTED)
    assert table.reason is not None
    assert "ZeroDivisionError" in table.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_recording_that_a_cut_goes_through_is_salvaged(
    library: Library,
    tmp_path: Path,
    now: datetime,
    easy: Callable[[int], bytes],
    pack: Callable[[bytes], bytes],
    method: int,
):
    data = zip_bytes({"1.tcx": easy(0), "2.tcx": pack(easy(1))}, method)
    second_at = data.index(b"2.tcx")
    path = tmp_path / "export.zip"
    path.write_bytes(data[: second_at + (data.index(b"PK\x01\x02") - second_at) // 2])
    first, second, whole = import_paths(library, [path], now=now, jobs=1).results
    assert [first.outcome, second.outcome, whole.outcome] == [
        Outcome.IMPORTED,
        Outcome.SALVAGED,
        Outcome.FAILED,
    ]
    assert 40 < second.n_records < first.n_records
    path.write_bytes(data)
    results = import_paths(library, [path], now=now, jobs=1).results
    assert [each.outcome for each in results] == [Outcome.DUPLICATE, Outcome.MERGED]
    assert [each.activity.n_records for each in library.activities()] == [first.n_records] * 2
