"""Inboxes that every command looks into first, `flarelag diary inbox` and `flarelag watch`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]

LINE = "2025-11-23 21:10 6 buttock left ran 200s"


@pytest.fixture
def folder(tmp_path: Path, run: Run, library_root: Path) -> Path:
    """Return a folder that the library's settings name as an inbox."""
    path = tmp_path / "Sync"
    path.mkdir()
    run("pain", "3")
    (library_root / "config.toml").write_text(f'[diary]\ninbox = ["{path}"]\n')
    return path


def write(path: Path, text: str) -> None:
    path.write_text(text)
    old_ns = time.time_ns() - 600 * 10**9
    os.utime(path, ns=(old_ns, old_ns))


def test_every_command_takes_in_what_is_new_first(run: Run, folder: Path):
    write(folder / "pain.txt", f"{LINE}\nso so\n")
    listed = run("diary", "list")
    assert "left buttock" in listed.stdout
    said = listed.stderr.splitlines()
    assert said[0] == "flarelag: took in 1 entry"
    assert said[1].startswith(f'flarelag: {folder / "pain.txt"}: line 2: "so so" begins neither')
    assert run("diary", "list").stderr == ""


def test_an_inbox_alone_begins_a_library(run: Run, tmp_path: Path, library_root: Path):
    lines = tmp_path / "pain.txt"
    write(lines, f"{LINE}\n")
    assert f"settings: {library_root / 'config.toml'}" in run("diary", "inbox").stdout
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "config.toml").write_text(f'[diary]\ninbox = ["{lines}"]\n')
    missing = run("restore", tmp_path / "none.zip", "--library", fresh)
    assert missing.exit_code == 1
    assert not (fresh / "library.sqlite").exists()
    listed = run("diary", "list", "--last", "1", "--library", fresh)
    assert listed.stderr == "flarelag: took in 1 entry\n"
    assert "left buttock" in listed.stdout


def test_commands_that_read_activities_take_in_their_files_too(
    run: Run, one_json: OneJson, folder: Path, gpx: Path
):
    write(folder / "run.gpx", gpx.read_text())
    assert run("pain", "2").stderr == ""
    listed = run("activities", "--json")
    assert "took in 1 activity file" in listed.stderr
    assert len(one_json(run("activities", "--json"))["activities"]) == 1


def test_the_inbox_shows_what_could_not_be_taken_in(run: Run, one_json: OneJson, folder: Path):
    write(folder / "pain.txt", f"{LINE}\nso so\n")
    run("diary", "list")
    shown = run("diary", "inbox").stdout.splitlines()
    assert shown[1:3] == [str(folder), "lines taken in so far: 1"]
    assert shown[3].startswith(f"{folder / 'pain.txt'}: line 2: ")
    content = one_json(run("diary", "inbox", "--json"))
    (problem,) = content.pop("problems")
    assert (problem["line"], problem["text"]) == (2, "so so")
    assert content == {
        "schema_version": 1,
        "inboxes": [{"path": str(folder), "there": True}],
        "lines_taken_in": 1,
    }


def test_without_an_inbox_it_says_how_to_name_one(run: Run, library_root: Path):
    run("pain", "3")
    shown = run("diary", "inbox").stdout
    assert f"settings: {library_root / 'config.toml'}\nno inbox yet" in shown
    refused = run("watch", "--once")
    assert refused.exit_code == 2
    assert "say what to watch" in refused.stderr


def test_settings_that_are_wrong_stop_no_entry(run: Run, library_root: Path):
    run("pain", "3")
    (library_root / "config.toml").write_text("[diary]\ninbox = 3\n")
    saved = run("pain", "4")
    assert saved.exit_code == 0
    assert "the inbox was not read: " in saved.stderr
    assert "diary.inbox must be a list" in saved.stderr


def test_what_is_to_be_watched_must_be_there(run: Run, tmp_path: Path):
    refused = run("watch", tmp_path / "missing")
    assert refused.exit_code == 2
    assert "is not there" in refused.stderr


def test_watching_takes_in_lines_as_they_come_until_it_is_stopped(
    library_root: Path, tmp_path: Path
):
    folder = tmp_path / "Sync"
    folder.mkdir()
    words = [sys.executable, "-m", "flarelag", "--library", str(library_root), "watch"]
    watching = subprocess.Popen(
        [*words, str(folder), "--every", "1"], stderr=subprocess.PIPE, text=True
    )
    assert watching.stderr is not None
    try:
        assert watching.stderr.readline() == f"flarelag: watching {folder}; Ctrl-C ends it\n"
        write(folder / "pain.txt", f"{LINE}\n")
        assert watching.stderr.readline() == "flarelag: took in 1 entry\n"
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=20) == 130
        assert watching.stderr.read() == "flarelag: stopped; what was done is kept\n"
    finally:
        watching.kill()
        watching.wait()
        watching.stderr.close()
