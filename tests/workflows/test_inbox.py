"""Text files in synced folders, as phones and syncing programs leave them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flarelag.errors import ConfigError
from flarelag.model.factors import FactorSource
from flarelag.store.library import Library
from flarelag.workflows.clock import home_zone
from flarelag.workflows.inbox import inbox_paths, inbox_problems, take_in
from flarelag.workflows.new_files import new_activity_files, remember_files

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
A_WHILE = timedelta(minutes=10)
FIRST = "2026-11-23 21:10 6 buttock left ran 200s"
SECOND = "2026-11-24 07:30 4 buttock left"


@pytest.fixture
def library(library: Library) -> Library:
    home_zone(library, "UTC")
    return library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "Sync"
    path.mkdir()
    return path


def write(path: Path, text: str, changed: datetime = NOW - A_WHILE) -> Path:
    path.write_text(text, encoding="utf-8")
    changed_ns = int(changed.timestamp() * 1e9)
    os.utime(path, ns=(changed_ns, changed_ns))
    return path


def scores(library: Library) -> list[int]:
    return [entry.score for entry in library.diary.entries()]


def test_appended_lines_only_are_new(library: Library, folder: Path):
    path = write(folder / "pain.txt", f"{FIRST}\n")
    (entry,) = take_in(library, [path], NOW).entries
    assert (entry.score, entry.note, entry.source) == (6, "ran 200s", "inbox")
    assert take_in(library, [path], NOW).nothing
    write(path, f"{FIRST}\n{SECOND}\n", NOW - timedelta(minutes=5))
    assert [each.score for each in take_in(library, [path], NOW).entries] == [4]
    assert scores(library) == [6, 4]


def test_the_file_is_only_read(library: Library, folder: Path):
    path = write(folder / "pain.txt", f"{FIRST}\nso so\n")
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(folder.iterdir())
    take_in(library, [folder], NOW)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(folder.iterdir())) == before


def test_what_was_deleted_or_edited_in_the_diary_does_not_come_back(library: Library, folder: Path):
    path = write(folder / "pain.txt", f"{FIRST}\n")
    (entry,) = take_in(library, [path], NOW).entries
    assert entry.id
    library.diary.delete([entry.id], at_utc=NOW)
    write(path, f"{FIRST}\n# a remark\n", NOW - timedelta(minutes=3))
    write(folder / "copy.txt", f"{FIRST}\n")
    assert take_in(library, [folder], NOW).entries == ()
    assert scores(library) == []


@pytest.mark.parametrize("line", [FIRST, "6 buttock left"])
def test_renamed_and_copied_files_say_nothing_twice(library: Library, folder: Path, line: str):
    path = write(folder / "pain.txt", f"{line}\n")
    take_in(library, [folder], NOW)
    path.rename(folder / "old.txt")
    copy = folder / "pain.sync-conflict-20261123-211000-ABCDEFG.txt"
    write(copy, f"{line}\n{SECOND}\n", NOW - A_WHILE)
    assert [each.score for each in take_in(library, [folder], NOW).entries] == [4]
    assert sorted(scores(library)) == [4, 6]


def test_a_rotated_file_goes_on(library: Library, folder: Path):
    path = write(folder / "pain.txt", f"{FIRST}\n")
    take_in(library, [path], NOW)
    write(path, f"{SECOND}\n", NOW - timedelta(minutes=4))
    take_in(library, [path], NOW)
    assert scores(library) == [6, 4]


def test_a_line_still_being_written_waits_until_its_file_is_left_alone(
    library: Library, folder: Path
):
    path = write(folder / "pain.txt", f"{FIRST}\n2026-11-24 07:30 4 butt", NOW)
    assert len(take_in(library, [path], NOW).entries) == 1
    assert take_in(library, [path], NOW + timedelta(seconds=30)).nothing
    write(path, f"{FIRST}\n{SECOND}", NOW + timedelta(seconds=40))
    assert take_in(library, [path], NOW + timedelta(seconds=50)).nothing
    later = take_in(library, [path], NOW + timedelta(seconds=101))
    assert [str(each.sites[0]) for each in later.entries] == ["left:buttock"]
    assert take_in(library, [path], NOW + timedelta(hours=1)).nothing


def test_a_file_from_the_future_is_settled_once_it_was_seen_for_a_while(
    library: Library, folder: Path
):
    path = write(folder / "pain.txt", FIRST, NOW + timedelta(days=3))
    assert take_in(library, [path], NOW).nothing
    assert len(take_in(library, [path], NOW + timedelta(seconds=61)).entries) == 1


def test_a_bad_line_is_said_once_and_kept_visible_until_it_is_mended(
    library: Library, folder: Path
):
    path = write(folder / "pain.txt", f"2026-11-23 21:10 11 hip\n{FIRST}\nso so\n")
    first = take_in(library, [path], NOW)
    assert [(each.line, each.text) for each in first.problems] == [
        (1, "2026-11-23 21:10 11 hip"),
        (3, "so so"),
    ]
    write(path, f"2026-11-23 21:10 11 hip\n{FIRST}\nso so\n{SECOND}\n", NOW - timedelta(minutes=2))
    again = take_in(library, [path], NOW)
    assert (again.problems, len(again.entries)) == ((), 1)
    assert [each.line for each in inbox_problems(library)] == [1, 3]
    write(path, f"2026-11-23 21:10 1 hip\n{FIRST}\n{SECOND}\n", NOW - timedelta(minutes=1))
    assert [each.score for each in take_in(library, [path], NOW).entries] == [1]
    assert inbox_problems(library) == []


def test_factors_and_sessions_have_lines_too(library: Library, folder: Path):
    lines = (
        "2026-11-22 cold\n2026-11-23 18:00 sitting 6h\n2026-11-23 18:40 ran 6x200\n"
        "2026-11-23 19:00 ice 20 min\n2026-11-23 ran 6x200\n2026-11-23 20:00 sitting\n"
    )
    taken = take_in(library, [write(folder / "a.txt", lines)], NOW)
    assert (taken.n_factors, taken.n_sessions) == (3, 1)
    assert [each.reason for each in taken.problems] == [
        "say when the run ended, too",
        "say how long it was, such as 6h",
    ]
    logged = {each.name: each for each in library.diary.factors()}
    assert set(logged) == {"cold", "sitting", "ice"}
    assert {each.source for each in logged.values()} == {FactorSource.INBOX}
    assert logged["sitting"].end_utc == datetime(2026, 11, 23, 18, tzinfo=UTC)
    (run,) = library.runs_ended(NOW - timedelta(days=2), NOW, "UTC")
    assert (run.words, run.end_utc) == ("6x200", datetime(2026, 11, 23, 18, 40, tzinfo=UTC))


def test_signs_that_need_a_doctor_are_told(library: Library, folder: Path):
    path = write(folder / "pain.txt", f"{FIRST}\n")
    assert take_in(library, [path], NOW).warning_causes == ()
    write(path, f"{FIRST}\n{SECOND} numb\n", NOW - timedelta(minutes=1))
    assert take_in(library, [path], NOW).warning_causes


def test_a_forgotten_diary_keeps_no_line_and_lets_none_come_back(library: Library, folder: Path):
    path = write(folder / "pain.txt", f"{FIRST}\nso so\n")
    take_in(library, [path], NOW)
    library.diary.forget()
    assert inbox_problems(library) == []
    write(path, f"{FIRST}\nso so\n{SECOND}\n", NOW - timedelta(minutes=1))
    assert [each.score for each in take_in(library, [path], NOW).entries] == [4]


def test_other_texts_in_a_folder_are_one_sentence_once(library: Library, folder: Path):
    path = write(folder / "recipe.md", "Take\nflour\nand water\n")
    write(folder / "table.csv", f"{FIRST}\n")
    write(folder / ".hidden.txt", f"{FIRST}\n")
    (problem,) = take_in(library, [folder], NOW).problems
    assert (problem.path, problem.line) == (str(path), None)
    write(path, "Take\nflour\nand more water\n", NOW - timedelta(minutes=2))
    assert take_in(library, [folder], NOW).nothing
    write(path, f"Take\n{FIRST}\n", NOW - timedelta(minutes=1))
    mended = take_in(library, [folder], NOW)
    assert (len(mended.entries), len(mended.problems)) == (1, 1)


def test_what_cannot_be_read_is_said_once_and_stops_nothing(library: Library, folder: Path):
    (folder / "a.txt").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(folder / "b.txt")
    (folder / "c.txt").symlink_to(folder / "nowhere")
    write(folder / "d.txt", f"{FIRST}\n")
    taken = take_in(library, [folder, folder / "missing.txt"], NOW)
    assert [Path(each.path).name for each in taken.problems] == ["a.txt"]
    assert scores(library) == [6]
    assert take_in(library, [folder], NOW).nothing


def test_inboxes_are_named_in_the_file_of_settings(library: Library, folder: Path):
    assert inbox_paths(library) == ()
    library.paths.config.write_text(f'[diary]\ninbox = ["{folder}", "own.txt"]\n')
    assert inbox_paths(library) == (folder, library.paths.root / "own.txt")
    library.paths.config.write_text("[diary]\ninbox = 3\n")
    with pytest.raises(ConfigError, match="a list of texts"):
        inbox_paths(library)


def test_programs_that_look_at_once_take_in_each_line_once(library: Library, folder: Path):
    lines = [f"2025-11-{day:02} {hour}:00 {day % 11}" for day in range(1, 21) for hour in (10, 20)]
    write(folder / "pain.txt", "\n".join(lines))
    words = [sys.executable, "-m", "flarelag", "watch", "--once", str(folder), "--library"]
    running = [
        subprocess.Popen([*words, str(library.paths.root)], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [each.communicate(timeout=60)[1].decode() for each in running]
    assert [each.returncode for each in running] == [0, 0, 0]
    assert "took in 40 entries" in "".join(said)
    assert len(library.diary.entries()) == len(lines)


@settings(max_examples=25)
@given(
    numbers=st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True),
    cuts=st.lists(st.integers(0, 600), max_size=6),
)
def test_however_a_file_arrives_each_line_is_taken_in_once(numbers: list[int], cuts: list[int]):
    """Cut off anywhere, looked at in between, and whole at the end."""
    lines = [f"2026-11-{n % 20 + 1:02} {n // 20 + 8:02}:00 {n % 11} hip" for n in sorted(numbers)]
    text = "".join(f"{line}\n" for line in lines)
    with tempfile.TemporaryDirectory() as name, Library.open(Path(name) / "library") as library:
        home_zone(library, "UTC")
        path = Path(name) / "pain.txt"
        for n, cut in enumerate([*sorted(cuts), len(text)]):
            at = NOW + timedelta(seconds=10 * n)
            write(path, text[:cut], at)
            take_in(library, [path], at + timedelta(seconds=5))
        assert len(library.diary.entries()) == len(lines)


class TestActivityFiles:
    def test_a_file_is_new_once_it_is_whole_and_again_when_it_changes(
        self, library: Library, folder: Path
    ):
        path = write(folder / "run.fit.gz", "x", NOW)
        write(folder / "notes.txt", "x")
        assert new_activity_files(library, [folder], NOW) == []
        later = NOW + timedelta(seconds=6)
        (found,) = new_activity_files(library, [folder, path], later)
        assert found.path == str(path)
        remember_files(library, [found], later)
        assert new_activity_files(library, [folder], later) == []
        write(path, "xy", NOW)
        assert len(new_activity_files(library, [folder], later)) == 1

    def test_folders_inside_are_looked_into_and_what_is_no_file_is_not(
        self, library: Library, folder: Path, easy: Callable[[int], bytes]
    ):
        (folder / "2026").mkdir()
        (folder / "dir.fit").mkdir()
        (folder / "gone.tcx").symlink_to(folder / "nowhere")
        (folder / "2026" / "run.tcx").write_bytes(easy(0))
        found = new_activity_files(library, [folder], datetime.now(UTC) + A_WHILE)
        assert [Path(each.path).name for each in found] == ["run.tcx"]
