"""The sample data is what its script makes, and is what real tools can read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import fitparse
import gpxpy
import numpy as np
import pytest
from lxml import etree

import make_sample_data
from flarelag.sources.detect import parse_activities
from sample_files.strava_export import HEADER, strava_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# All it runs has tests of its own: traced by coverage, it takes twice as long and adds nothing.
pytestmark = pytest.mark.no_cover

TCX = "{http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2}"


@pytest.fixture(scope="session")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample_data")
    make_sample_data.make(folder)
    return folder


@pytest.fixture(scope="session")
def truth(sample_data: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((sample_data / "truth.json").read_text())
    return content


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of an export, unpacked: deflate differs from build to build."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            data = archive.read(info)
            yield info.filename, gzip.decompress(data) if info.filename.endswith(".gz") else data


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_the_script_makes_exactly_what_is_kept(sample_data: Path, remade: Path):
    assert files(remade) == files(sample_data)
    for name in files(remade) - {"strava_export.zip"}:
        assert (remade / name).read_bytes() == (sample_data / name).read_bytes(), name
    kept = dict(members(sample_data / "strava_export.zip"))
    made = dict(members(remade / "strava_export.zip"))
    assert list(made) == list(kept)
    assert not [name for name, data in made.items() if data != kept[name]]


def test_it_is_small(sample_data: Path):
    assert sum((sample_data / name).stat().st_size for name in files(sample_data)) < 5_000_000


def test_gzip_members_carry_no_time(sample_data: Path):
    with zipfile.ZipFile(sample_data / "strava_export.zip") as archive:
        packed = [info for info in archive.infolist() if info.filename.endswith(".gz")]
        assert packed
        assert all(archive.read(info)[4:8] == bytes(4) for info in packed)
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 2, 6, 0, 0)}


def test_the_table_has_stravas_columns_and_joins_every_file(sample_data: Path):
    contents = dict(members(sample_data / "strava_export.zip"))
    header, *rows = csv.reader(io.StringIO(contents["activities.csv"].decode()))
    assert header == HEADER
    twice = {name for name, n in Counter(header).items() if n == 2}
    assert twice == {"Elapsed Time", "Distance", "Max Heart Rate", "Relative Effort", "Commute"}
    assert all(len(row) == len(header) for row in rows)
    names = [row[header.index("Filename")] for row in rows]
    assert names.count("") == 1
    assert {*names} - {""} == {name for name in contents if name.startswith("activities/")}
    kilometres, metres = (i for i, name in enumerate(header) if name == "Distance")
    for row in rows:
        assert float(row[kilometres]) == pytest.approx(float(row[metres]) / 1000, abs=0.006)


def test_strava_writes_midnight_and_noon_in_english():
    at = datetime(2022, 5, 29, 15, 53, 35, tzinfo=UTC)
    assert strava_date(at) == "May 29, 2022, 3:53:35 PM"
    assert strava_date(at.replace(hour=0)) == "May 29, 2022, 12:53:35 AM"
    assert strava_date(at.replace(hour=12)) == "May 29, 2022, 12:53:35 PM"


def test_it_holds_what_a_half_year_holds(truth: dict[str, Any]):
    kinds = Counter(activity["kind"] for activity in truth["activities"])
    assert kinds["sprints"] >= 24
    assert kinds["repeats"] >= 10
    assert kinds["treadmill"] == 1
    assert kinds["easy"] > 30
    assert kinds["ride"] > 20
    assert any(activity["pauses"] for activity in truth["activities"])
    suffixes = Counter(activity["file"].split(".")[-2] for activity in truth["activities"][:-3])
    assert suffixes["fit"] > 90
    assert suffixes["gpx"] >= 5
    assert suffixes["tcx"] >= 5


def test_every_fit_file_is_read_by_fitparse_as_the_truth_says(
    sample_data: Path, truth: dict[str, Any]
):
    contents = dict(members(sample_data / "strava_export.zip"))
    chosen = [a for a in truth["activities"] if ".fit" in a["file"] and " > " in a["file"]][::12]
    assert len(chosen) >= 8
    for activity in chosen:
        fit = fitparse.FitFile(contents[activity["file"].split(" > ")[1]])
        records = [message.get_values() for message in fit.get_messages("record")]
        (session,) = (message.get_values() for message in fit.get_messages("session"))
        assert f"{records[0]['timestamp']:%Y-%m-%dT%H:%M:%SZ}" == activity["start_utc"]
        assert session["total_elapsed_time"] == pytest.approx(activity["duration_s"], abs=1)
        assert session["total_distance"] == pytest.approx(activity["distance_m"], rel=0.08)
        assert session["total_distance"] == records[-1]["distance"]
        stops = [m for m in fit.get_messages("event") if m.get_value("event_type") == "stop_all"]
        assert len(stops) == len(activity["pauses"]) + 1


def test_every_fit_file_is_read_whole_by_our_own_parser(sample_data: Path, truth: dict[str, Any]):
    contents = dict(members(sample_data / "strava_export.zip"))
    triggers: Counter[str] = Counter()
    gaps_s: Counter[float] = Counter()
    n_steps = 0
    for expected in truth["activities"]:
        data = contents.get(expected["file"].partition(" > ")[2])
        if data is None or ".fit" not in expected["file"]:
            continue
        (parsed,) = parse_activities(data)
        activity = parsed.activity
        assert not activity.remarks
        assert activity.sport == expected["sport"]
        assert activity.duration_s == pytest.approx(expected["duration_s"], abs=1)
        assert [asdict(pause) for pause in activity.pauses] == expected["pauses"]
        triggers.update(lap.trigger for lap in activity.laps if lap.trigger)
        n_steps += len(activity.workout_steps)
        gaps_s[float(np.diff(parsed.records["t_s"].to_numpy()).max())] += 1
    assert triggers["distance"] > 100
    assert triggers["manual"] > 100
    assert n_steps > 100
    assert gaps_s[1.0] > 10, "once a second"
    assert gaps_s[8.0] > 10, "smart recording"


def test_tcx_begins_with_spaces_and_is_sound_behind_them(sample_data: Path):
    found = {n: d for n, d in members(sample_data / "strava_export.zip") if n.endswith(".tcx.gz")}
    assert found
    for data in found.values():
        assert data.startswith(b" " * 10 + b"<?xml")
        root = etree.fromstring(data.lstrip())
        assert len(root.findall(f".//{TCX}Trackpoint")) > 100
        assert root.find(f".//{TCX}Lap") is not None


def test_gpx_is_read_by_gpxpy(sample_data: Path, truth: dict[str, Any]):
    (activity,) = (a for a in truth["activities"] if a["file"] == "loose/ride.gpx")
    gpx = gpxpy.parse((sample_data / "loose" / "ride.gpx").read_text())
    points = [p for track in gpx.tracks for segment in track.segments for p in segment.points]
    assert f"{points[0].time:%Y-%m-%dT%H:%M:%SZ}" == activity["start_utc"]
    assert gpx.length_2d() == pytest.approx(activity["distance_m"], rel=0.1)


def test_the_diary_has_about_three_entries_a_day_with_gaps(sample_data: Path):
    rows = list(csv.DictReader((sample_data / "diary.csv").read_text().splitlines()))
    by_day = Counter(row["time"][:10] for row in rows)
    assert 170 < len(by_day) < 205
    assert 2.5 < len(rows) / len(by_day) < 3.2
    assert all(row["score"].isdigit() and 0 <= int(row["score"]) <= 10 for row in rows)
    assert {row["time"][-6:] for row in rows} == {"+02:00", "+01:00"}
    assert any(row["time_end"] for row in rows)
    assert any(row["sites"] == "left:buttock|left:calf_outer" for row in rows)
