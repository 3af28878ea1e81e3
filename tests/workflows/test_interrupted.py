"""Imports that are killed: nothing is lost, nothing is half there, and they can be resumed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import IO, TYPE_CHECKING

import pytest

from flarelag.store.library import Library
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import Problem, check_library, sweep

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    Content = Callable[[Library], dict[object, object]]

N_FILES = 40
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from flarelag.store.library import Library
from flarelag.workflows import import_run, importing

if __name__ == "__main__":
    import_run._BATCH_ACTIVITIES = 3
    with Library.open(Path(sys.argv[1])) as library:
        importing.import_paths(
            library, [Path(sys.argv[2])], now=datetime.now(UTC), jobs=int(sys.argv[3]),
            on_progress=lambda progress: print(progress.done, flush=True),
        )
"""


@pytest.fixture
def folder(tmp_path: Path, easy: Callable[[int], bytes], sprints: Callable[[int], bytes]) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for day in range(N_FILES):
        (folder / f"{day:02}.tcx").write_bytes(easy(day) if day % 4 else sprints(day))
    return folder


def start(root: Path, folder: Path, *, jobs: int = 1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root), str(folder), str(jobs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_progress(stream: IO[str] | None, n_lines: int) -> None:
    assert stream is not None
    for _ in range(n_lines):
        assert stream.readline()


def test_a_killed_import_can_be_resumed_to_the_same_content(
    tmp_path: Path, folder: Path, now: datetime, content: Content
):
    root = tmp_path / "library"
    rng = random.Random(20261123)  # noqa: S311 - where to strike, no secret
    seen = 0
    for n_lines in (2, 7, 12, 13):
        with start(root, folder) as child:
            wait_for_progress(child.stdout, seen + n_lines)
            time.sleep(rng.uniform(0, 0.03))
            child.kill()
        with Library.open(root) as library:
            seen = len(library.activities())
            assert {each.problem for each in check_library(library)} <= {Problem.ORPHAN}
            sweep(library)
            assert check_library(library) == []
    assert 0 < seen < N_FILES
    with Library.open(root) as library, Library.open(tmp_path / "unbroken") as unbroken:
        resumed = import_paths(library, [folder], now=now, jobs=1)
        assert resumed.n_new_activities == N_FILES - seen
        assert import_paths(unbroken, [folder], now=now, jobs=1).n_new_activities == N_FILES
        assert content(library) == content(unbroken)
        assert check_library(library) == []


def test_ctrl_c_in_a_terminal_stops_workers_quietly_and_keeps_what_is_done(
    tmp_path: Path, folder: Path
):
    root = tmp_path / "library"
    with start(root, folder, jobs=2) as child:
        wait_for_progress(child.stdout, 4)
        child.send_signal(signal.SIGINT)
        _, complaints = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGINT
    assert complaints.rstrip().endswith("KeyboardInterrupt")
    assert complaints.count("Traceback") == 1
    with Library.open(root) as library:
        assert 4 <= len(library.activities()) < N_FILES
        assert check_library(library) == []
