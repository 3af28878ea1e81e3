from __future__ import annotations

import os
import threading
import time
import zipfile
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import LibraryBusyError
from flarelag.model.diary import DiaryEntry
from flarelag.model.outcome import Origin, Outcome
from flarelag.model.sport import Sport
from flarelag.store.imports import Imports
from flarelag.store.library import Library
from flarelag.workflows import import_run, reading
from flarelag.workflows.importing import ImportSummary, import_paths
from flarelag.workflows.maintenance import check_library
from flarelag.workflows.pool import FEW_UNITS
from flarelag.workflows.read_unit import Unsaid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from flarelag.store.imports import EndedInput
    from flarelag.workflows.import_run import ImportProgress

    Recording = Callable[[int], bytes]
    Content = Callable[[Library], dict[object, object]]


@pytest.fixture
def folder(tmp_path: Path, easy: Recording, sprints: Recording, ride: Recording) -> Path:
    """Return a folder with three activities, a copy, a table, and a file cut off at once."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "1-easy.tcx").write_bytes(easy(0))
    (folder / "2-sprints.tcx").write_bytes(sprints(1))
    (folder / "3-ride.tcx").write_bytes(ride(2))
    (folder / "4-copy.tcx").write_bytes(easy(0))
    (folder / "5-table.csv").write_text("a,b\n1,2\n")
    (folder / "6-bad.fit").write_bytes(b"\x0e\x20\x00\x00\x10\x00\x00\x00.FIT")
    return folder


def outcomes(summary: ImportSummary) -> list[Outcome]:
    return [each.outcome for each in summary.results]


def test_every_input_ends_in_one_outcome(library: Library, folder: Path, now: datetime):
    summary = import_paths(library, [folder], now=now, jobs=1)
    assert outcomes(summary) == [
        Outcome.IMPORTED,
        Outcome.IMPORTED,
        Outcome.IMPORTED,
        Outcome.DUPLICATE,
        Outcome.NOT_AN_ACTIVITY,
        Outcome.FAILED,
    ]
    assert summary.counts[Outcome.IMPORTED] == summary.n_new_activities == 3
    assert summary.counts[Outcome.SALVAGED] == 0
    assert summary.results[3].reason == f"the same bytes as {folder / '1-easy.tcx'}"
    assert all(each.reason for each in summary.results[4:])
    assert [each.activity.sport for each in library.activities()] == [
        Sport.RUN,
        Sport.RUN,
        Sport.RIDE,
    ]
    assert check_library(library) == []


def test_the_import_is_noted_in_the_library(library: Library, folder: Path, now: datetime):
    summary = import_paths(library, [folder], now=now, jobs=1)
    (run,) = library.imports.all()
    assert run.id == summary.import_id
    assert run.started_utc == now
    assert run.finished_utc is not None
    assert run.finished_utc >= now
    assert run.counts == {key: n for key, n in summary.counts.items() if n}
    stored = {
        each.origin: (each.outcome, each.reason) for each in library.imports.results_of(run.id)
    }
    assert stored == {each.origin: (each.outcome, each.reason) for each in summary.results}


def test_a_second_import_adds_and_reads_nothing(
    library: Library, folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    first = import_paths(library, [folder], now=now, jobs=1)
    before = library.activities()

    def read(_origin: Origin) -> bytes:
        pytest.fail("nothing needs to be read")

    monkeypatch.setattr(reading, "read_input", read)
    for _ in range(2):
        again = import_paths(library, [folder], now=now, jobs=1)
        assert again.n_new_activities == 0
        assert outcomes(again) == [Outcome.DUPLICATE] * 4 + outcomes(first)[4:]
        assert [each.reason for each in again.results[3:]] == [
            each.reason for each in first.results[3:]
        ]
    assert library.activities() == before


def test_what_changed_is_read_again(library: Library, folder: Path, now: datetime, easy: Recording):
    import_paths(library, [folder], now=now, jobs=1)
    (folder / "6-bad.fit").write_bytes(easy(9))
    (folder / "1-easy.tcx").touch()
    again = import_paths(library, [folder], now=now, jobs=1)
    assert outcomes(again)[5] is Outcome.IMPORTED
    assert outcomes(again)[0] is Outcome.DUPLICATE
    assert again.n_new_activities == 1


def test_the_same_bytes_elsewhere_are_a_duplicate(
    library: Library, folder: Path, tmp_path: Path, now: datetime
):
    import_paths(library, [folder], now=now, jobs=1)
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, f"a/{path.name}")
    summary = import_paths(library, [archive], now=now, jobs=1)
    assert outcomes(summary) == [Outcome.DUPLICATE] * 4 + [Outcome.NOT_AN_ACTIVITY, Outcome.FAILED]
    assert summary.results[0].origin == Origin(str(archive), "a/1-easy.tcx")


def test_a_path_named_twice_is_read_once(library: Library, folder: Path, now: datetime):
    path = folder / "1-easy.tcx"
    link = folder.parent / "link.tcx"
    link.symlink_to(path)
    same = [path, folder / ".." / "files" / path.name, link]
    summary = import_paths(library, same, now=now, jobs=1)
    assert outcomes(summary) == [Outcome.IMPORTED]


def test_a_link_in_a_folder_fails_with_its_reason(
    library: Library, tmp_path: Path, folder: Path, now: datetime
):
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "easy.tcx").symlink_to(folder / "1-easy.tcx")
    (result,) = import_paths(library, [tmp_path / "links"], now=now, jobs=1).results
    assert result.outcome is Outcome.FAILED
    assert (result.reason or "").startswith("refused: a link inside a folder")


def test_a_missing_path_fails_with_its_reason(library: Library, tmp_path: Path, now: datetime):
    summary = import_paths(library, [tmp_path / "none.fit"], now=now, jobs=1)
    (result,) = summary.results
    assert (result.outcome, result.reason) == (
        Outcome.FAILED,
        "there is no such file or folder",
    )


def test_processes_import_the_same_as_one_core(
    library: Library, tmp_path: Path, now: datetime, easy: Recording, content: Content
):
    folder = tmp_path / "many"
    folder.mkdir()
    for day in range(FEW_UNITS + 4):
        (folder / f"{day:03}.tcx").write_bytes(easy(day))
    summary = import_paths(library, [folder], now=now, jobs=2)
    assert summary.counts[Outcome.IMPORTED] == FEW_UNITS + 4
    with Library.open(tmp_path / "serial") as other:
        import_paths(other, [folder], now=now, jobs=1)
        assert content(library) == content(other)


def test_originals_are_kept_unless_declined(
    library: Library, folder: Path, tmp_path: Path, now: datetime
):
    import_paths(library, [folder], now=now, jobs=1)
    assert sum(each.original for each in library.expected_files()) == 3
    with Library.open(tmp_path / "lean") as lean:
        import_paths(lean, [folder], now=now, jobs=1, keep_originals=False)
        assert not any(each.original for each in lean.expected_files())
        assert len(lean.activities()) == 3
        assert import_paths(lean, [folder], now=now, jobs=1).n_new_activities == 0


def test_progress_counts_every_input_once(library: Library, folder: Path, now: datetime):
    seen: list[ImportProgress] = []
    import_paths(library, [folder], now=now, jobs=1, on_progress=seen.append)
    assert [each.done for each in seen] == [1, 2, 3, 4, 5, 6]
    assert {each.total for each in seen} == {6}
    assert seen[-1].bytes_done == seen[-1].bytes_total > 0
    assert len({each.current for each in seen}) == 6


def test_new_runs_are_judged_by_the_best_100_m_of_their_date(
    library: Library, folder: Path, now: datetime
):
    import_paths(library, [folder], now=now, jobs=1)
    runs = [each for each in library.activities() if each.activity.sport is Sport.RUN]
    bests = [each.classification.best_100m_m_s for each in runs if each.classification]
    assert bests == [pytest.approx(7.0, rel=0.03)] * 2


def test_ctrl_c_keeps_what_is_done(
    library: Library, folder: Path, now: datetime, content: Content, tmp_path: Path
):
    def interrupt(progress: ImportProgress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_paths(library, [folder], now=now, jobs=1, on_progress=interrupt)
    assert len(library.activities()) == 2
    assert check_library(library) == []
    assert [each.finished_utc for each in library.imports.all()] == [None]
    rest = import_paths(library, [folder], now=now, jobs=1)
    assert rest.n_new_activities == 1
    assert Counter(outcomes(rest))[Outcome.DUPLICATE] == 3
    with Library.open(tmp_path / "unbroken") as other:
        import_paths(other, [folder], now=now, jobs=1)
        assert content(library) == content(other)


def test_ctrl_c_while_a_batch_is_stored_loses_nothing_of_it(
    library: Library, folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    whole = Imports.add_results
    interrupted: list[int] = []

    def add_results(
        self: Imports, import_id: int, batch: list[EndedInput]
    ) -> list[tuple[EndedInput, tuple[int, ...]]]:
        if not interrupted:
            interrupted.append(len(batch))
            raise KeyboardInterrupt
        return whole(self, import_id, batch)

    monkeypatch.setattr(import_run, "_BATCH_ACTIVITIES", 2)
    monkeypatch.setattr(Imports, "add_results", add_results)
    with pytest.raises(KeyboardInterrupt):
        import_paths(library, [folder], now=now, jobs=1)
    assert interrupted == [2]
    assert len(library.activities()) == 2


def test_one_import_at_a_time(library: Library, folder: Path, now: datetime):
    with (
        Library.open(library.paths.root) as other,
        other.exclusive(),
        pytest.raises(LibraryBusyError, match="another import"),
    ):
        import_paths(library, [folder], now=now, jobs=1)


def test_a_diary_can_be_kept_while_an_import_runs(
    library: Library,
    folder: Path,
    now: datetime,
    easy: Recording,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(import_run, "_BATCH_ACTIVITIES", 1)
    for day in range(10, 40):
        (folder / f"{day}.tcx").write_bytes(easy(day))
    entry = DiaryEntry(time_utc=now, entered_utc=now, zone="UTC", utc_offset_s=0, score=4)
    over = threading.Event()
    n_written = 0

    def keep_diary() -> None:
        nonlocal n_written
        with Library.open(library.paths.root) as other:
            while not over.is_set():
                other.diary.add_entries([entry])
                n_written += 1
                time.sleep(0.005)

    writer = threading.Thread(target=keep_diary)
    writer.start()
    try:
        summary = import_paths(library, [folder], now=now, jobs=1)
    finally:
        over.set()
        writer.join()
    assert summary.n_new_activities == 33
    assert n_written >= 5
    assert len(library.diary.entries()) == n_written


def strava_export(tmp_path: Path, **files: bytes) -> Path:
    table = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,"
        "Elapsed Time,Distance,Filename,Elapsed Time,Distance\n"
        '11,"Jan 1, 2026, 7:00:00 AM",Morning Walk,Walk,"two\nlines",240,0.70,'
        "activities/91.tcx.gz,240,698.0\n"
        '12,"Jan 5, 2026, 6:00:00 PM",Weights,Weight Training,,3600,0.00,,3600,0.0\n'
    )
    archive = tmp_path / "export_1.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("activities.csv", table)
        for name, data in files.items():
            packed.writestr(f"activities/{name.replace('_', '.')}", data)
    return archive


def test_a_strava_export_brings_names_and_activities_without_a_file(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    import gzip  # noqa: PLC0415 - only here

    archive = strava_export(tmp_path, **{"91_tcx_gz": gzip.compress(b"   " + easy(0))})
    summary = import_paths(
        library, [archive], now=now, jobs=1, unsaid=Unsaid(home_zone="Europe/Berlin")
    )
    assert [(each.origin.member, each.outcome) for each in summary.results] == [
        ("activities.csv", Outcome.IMPORTED),
        ("activities/91.tcx.gz", Outcome.IMPORTED),
    ]
    walk, weights = library.activities()
    assert (walk.activity.sport, walk.activity.name) == (Sport.WALK, "Morning Walk")
    assert walk.activity.description == "two\nlines"
    assert walk.source == weights.source == "strava export"
    assert (weights.activity.sport, weights.activity.manual) == (Sport.STRENGTH, True)
    assert (weights.activity.duration_s, weights.activity.zone) == (3600.0, "Europe/Berlin")
    assert weights.sha256 is None
    again = import_paths(library, [archive], now=now, jobs=1)
    assert outcomes(again) == [Outcome.DUPLICATE] * 2


def test_the_next_years_export_adds_only_what_is_new(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    archive = strava_export(tmp_path, **{"91_tcx": easy(0)})
    import_paths(library, [archive], now=now, jobs=1)
    strava_export(tmp_path, **{"91_tcx": easy(0), "92_tcx": easy(1)})
    os.utime(archive, ns=(0, now.microsecond))
    summary = import_paths(library, [archive], now=now + timedelta(days=365), jobs=1)
    assert outcomes(summary) == [Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.IMPORTED]
    assert len(library.activities()) == 3


def test_a_damaged_table_costs_the_names_only(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    archive = tmp_path / "export_2.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("activities.csv", "nothing of the kind")
        packed.writestr("activities/91.tcx", easy(0))
    summary = import_paths(library, [archive], now=now, jobs=1)
    assert outcomes(summary) == [Outcome.FAILED, Outcome.IMPORTED]


@pytest.mark.corpus
def test_the_whole_corpus_ends_in_named_outcomes(library: Library, corpus: Path, now: datetime):
    began_s = time.process_time()
    summary = import_paths(library, [corpus], now=now, jobs=1)
    first_s = time.process_time() - began_s
    files = [path for path in corpus.rglob("*") if path.is_file()]
    assert len(summary.results) == len(files)
    assert sum(summary.counts.values()) == len(files)
    by_folder = Counter(
        (each.origin.path.rsplit("/", 2)[1], each.outcome) for each in summary.results
    )
    assert all(each.reason for each in summary.results if each.outcome is not Outcome.IMPORTED)
    assert not [each for each in summary.results if "internal error" in (each.reason or "")]
    assert by_folder["fit", Outcome.FAILED] == 0
    for folder, n in (("fit", 96), ("tcx", 16), ("gpx", 32)):
        assert by_folder[folder, Outcome.IMPORTED] + by_folder[folder, Outcome.MERGED] >= n
    assert by_folder["gpx", Outcome.FAILED] == by_folder["tcx", Outcome.FAILED] == 0
    assert check_library(library) == []
    before = library.activities()
    began_s = time.process_time()
    again = import_paths(library, [corpus], now=now, jobs=1)
    assert time.process_time() - began_s < first_s / 10
    assert again.n_new_activities == 0
    assert library.activities() == before
