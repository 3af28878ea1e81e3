"""What a cold `flarelag pain` loads, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lived_experiment import Lived

from flarelag.store.library import Library

HEAVY = {
    *("polars", "dataframely", "numpy", "scipy", "rich", "pydantic", "platformdirs"),
    *("altair", "jinja2", "lxml", "fitparse", "gpxpy", "celerite2", "ruptures", "tzfpy"),
    *("isal", "fastcrc", "distributed", "concurrent", "multiprocessing"),
}


def loaded_by(*words: str, library: Path) -> set[str]:
    """Return the top-level packages that a real `python -m flarelag` imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "flarelag", *words],
        env={**os.environ, "FLARELAG_LIBRARY": str(library)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    "words",
    [
        ("pain", "6", "--site", "left:buttock", "--at", "2 h ago", "--note", "x", "--flare"),
        ("pain", "6", "--quality", "numb"),
        ("log", "sitting", "6h", "--day", "yesterday"),
        ("log", "sauna", "20 min", "--new", "measure"),
        ("warning-signs",),
        ("warning-signs", "--yes"),
        ("experiment", "--help"),
        ("--version",),
        ("--help",),
    ],
)
def test_writing_down_pain_loads_nothing_heavy(tmp_path: Path, words: tuple[str, ...]):
    loaded = loaded_by(*words, library=tmp_path)
    assert {"flarelag", "typer"} <= loaded
    assert not HEAVY & loaded


def test_neither_does_an_experiment_that_runs_and_is_stopped_by_an_entry(tmp_path: Path):
    now = datetime.now(UTC)
    with Library.open(tmp_path) as opened:
        lived = Lived.until(opened, now)
        lived.weeks_before(2)
        lived.started(now=now - timedelta(hours=1))
    for words in (("experiment", "next"), ("pain", "7"), ("experiment", "next")):
        assert not HEAVY & loaded_by(*words, library=tmp_path)


def test_importing_again_what_has_not_changed_loads_no_reader(tmp_path: Path, sample_data: Path):
    folder, library = sample_data / "loose", tmp_path / "library"
    readers = {"polars", "dataframely", "numpy", "scipy", "lxml", "tzfpy"}
    assert readers <= loaded_by("import", str(folder), library=library)
    assert not readers & loaded_by("import", str(folder), library=library)


def test_the_test_sees_what_is_heavy(tmp_path: Path, sample_data: Path):
    run = next((sample_data / "loose").iterdir())
    assert {"polars", "numpy"} <= loaded_by("inspect", str(run), library=tmp_path)


def test_a_reader_that_hangs_up_ends_it_quietly(tmp_path: Path):
    """`flarelag ... | head`: the pipe closes before the first line is written."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-m", "flarelag", "--library", str(tmp_path), "pain", "3"],
        stdout=write_end,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write_end)
    assert done.returncode == 1
    assert not done.stderr
