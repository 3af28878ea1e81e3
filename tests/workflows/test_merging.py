"""The same activity from several sources, in any order, in one import or in several."""

from __future__ import annotations

import itertools
import random
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flarelag.model.outcome import Outcome
from flarelag.model.sport import Sport
from flarelag.store.library import Library
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import check_library

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    Recording = Callable[[int], bytes]
    Content = Callable[[Library], dict[object, object]]

HEADER = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n"


def gpx(start: str, seconds: int, speed_m_s: float = 2.9) -> bytes:
    """Return a run as a service exports it: positions and times, nothing else."""
    date, clock = start.split("T")
    hour, minute, second = map(int, clock.removesuffix("Z").split(":"))
    points = []
    for t_s in range(0, seconds, 3):
        now_s = hour * 3600 + minute * 60 + second + t_s
        time = f"{date}T{now_s // 3600:02}:{now_s // 60 % 60:02}:{now_s % 60:02}Z"
        latitude = 47.37 + speed_m_s * t_s / 111_195
        points.append(f'<trkpt lat="{latitude:.7f}" lon="8.54"><time>{time}</time></trkpt>')
    return (
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="service"><trk>'
        f"<name>from the service</name><type>running</type><trkseg>{''.join(points)}</trkseg>"
        "</trk></gpx>"
    ).encode()


def export(path: Path, *rows: str, **files: bytes) -> Path:
    """Write a Strava export; `a_tcx` is the file `activities/a.tcx`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("activities.csv", HEADER + "".join(f"{row}\n" for row in rows))
        packed.writestr("activities/0.jpg", b"\xff\xd8\xff")
        for name, data in files.items():
            packed.writestr(f"activities/{name.replace('_', '.')}", data)
    return path


MORNING = '11,"Jan 1, 2026, 7:00:20 AM",Tempo in the fog,Walk,241,0.70,{}'


@pytest.fixture
def sources(tmp_path: Path, easy: Recording, ride: Recording, sprints: Recording) -> list[Path]:
    """Return files of which five are of one run: two recordings, a copy, two exports."""
    folder = tmp_path / "files"
    folder.mkdir()
    contents = {
        "watch.tcx": easy(0),
        "service.gpx": gpx("2026-01-01T07:00:10Z", 238),
        "copy.tcx": easy(0),
        "ride.tcx": ride(0),
        "sprints.tcx": sprints(0),
        "damaged.tcx": easy(0)[: len(easy(0)) // 2],
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    export(folder / "with.zip", MORNING.format("activities/9.tcx"), **{"9_tcx": easy(0) + b"\n"})
    export(folder / "without.zip", MORNING.format(""))
    return sorted(folder.iterdir())


def imported_in(
    root: Path, runs: Sequence[Sequence[Path]], now: datetime, content: Content
) -> dict[object, object]:
    with Library.open(root) as opened:
        for paths in runs:
            import_paths(opened, paths, now=now, jobs=1)
        assert check_library(opened) == []
        return content(opened)


@pytest.fixture
def at_once(
    tmp_path: Path, sources: list[Path], now: datetime, content: Content
) -> dict[object, object]:
    return imported_in(tmp_path / "at once", [sources], now, content)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), cuts=st.sets(st.integers(1, 7), max_size=3))
def test_any_order_gives_the_same_library(
    sources: list[Path],
    at_once: dict[object, object],
    now: datetime,
    content: Content,
    seed: int,
    cuts: set[int],
):
    shuffled = random.Random(seed).sample(sources, len(sources))  # noqa: S311 - no secret
    edges = [0, *sorted(cuts), len(sources)]
    runs = [shuffled[low:high] for low, high in itertools.pairwise(edges)]
    with tempfile.TemporaryDirectory() as folder:
        assert imported_in(Path(folder, "other"), runs, now, content) == at_once
    assert len(at_once) == 3


def test_the_richer_record_stands_for_what_several_recorded(
    library: Library, sources: list[Path], now: datetime
):
    files = {path.name: path for path in sources}
    first = import_paths(library, [files["service.gpx"]], now=now, jobs=1)
    (before,) = library.activities()
    second = import_paths(library, [files["watch.tcx"]], now=now, jobs=1)
    assert first.results[0].outcome is Outcome.IMPORTED
    (merged,) = second.results
    assert (merged.outcome, merged.activity_ids) == (Outcome.MERGED, ())
    assert merged.reason
    assert merged.reason.startswith(f"the same activity as {files['service.gpx']} (start 10 s")
    (after,) = library.activities()
    assert after.origin.path == str(files["watch.tcx"])
    assert after.activity.name == "from the service"
    assert library.activity(before.id) == after
    assert [each.origin.path for each in library.sightings(before.id)] == [
        str(files["watch.tcx"]),
        str(files["service.gpx"]),
    ]
    again = import_paths(library, [files["watch.tcx"]], now=now, jobs=1)
    assert again.results[0].outcome is Outcome.DUPLICATE


def test_unmerged_recordings_stay_apart(
    library: Library, sources: list[Path], now: datetime, easy: Recording, tmp_path: Path
):
    files = {path.name: path for path in sources}
    import_paths(library, [files["watch.tcx"], files["service.gpx"]], now=now, jobs=1)
    (one,) = library.activities()
    assert library.unmerge(one.id) == 1
    assert len(library.activities()) == 2
    import_paths(library, [files["service.gpx"], files["copy.tcx"]], now=now, jobs=1)
    (tmp_path / "again.tcx").write_bytes(easy(0) + b"\n")
    summary = import_paths(library, [tmp_path / "again.tcx"], now=now, jobs=1)
    assert summary.results[0].outcome is Outcome.MERGED
    assert len(library.activities()) == 2


def test_one_recording_can_leave_an_activity(library: Library, sources: list[Path], now: datetime):
    import_paths(library, sources, now=now, jobs=1)
    run = next(each for each in library.activities() if len(library.sightings(each.id)) > 1)
    members = {each.recording_id for each in library.sightings(run.id)}
    assert len(members) == 5
    gpx_id = next(
        each.recording_id
        for each in library.sightings(run.id)
        if each.origin.path.endswith("service.gpx")
    )
    assert library.unmerge(gpx_id) == 1
    assert {each.recording_id for each in library.sightings(run.id)} == members - {gpx_id}
    assert library.activity(gpx_id).id == gpx_id


def test_what_was_edited_in_strava_later_wins(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    loose = tmp_path / "loose.tcx"
    loose.write_bytes(easy(0))
    import_paths(library, [loose], now=now, jobs=1)
    (run,) = library.activities()
    assert (run.activity.sport, run.activity.name) == (Sport.RUN, None)
    row = '11,"Jan 1, 2026, 7:00:00 AM",{},{},240,0.70,activities/9.tcx'
    for name, word, sport in (
        ("Morning", "Walk", Sport.WALK),
        ("", "Run", Sport.RUN),
        ("Sunrise", "Hike", Sport.HIKE),
    ):
        path = export(tmp_path / f"{word}.zip", row.format(name, word), **{"9_tcx": easy(0)})
        summary = import_paths(library, [path], now=now, jobs=1)
        assert summary.results[-1].outcome is Outcome.DUPLICATE
        (told,) = library.activities()
        assert told.id == run.id
        assert (told.activity.name, told.activity.sport) == (name or "Morning", sport)
        assert told.classification is not None


def test_an_entry_without_bytes_is_known_again_when_it_was_edited(
    library: Library, tmp_path: Path, now: datetime
):
    row = '12,"Jan 5, 2026, 6:00:00 PM",{},3600,0.00,'
    first = export(tmp_path / "1.zip", row.format("Gym,Workout"), row.format("Twin,Yoga"))
    edited = export(tmp_path / "2.zip", row.format("Gym,Swim"), row.format("Twin,Yoga"))
    import_paths(library, [first], now=now, jobs=1)
    before = {each.id for each in library.activities()}
    import_paths(library, [edited], now=now, jobs=1)
    assert {each.id for each in library.activities()} == before
    assert {each.activity.sport for each in library.activities()} == {Sport.SWIM, Sport.YOGA}
