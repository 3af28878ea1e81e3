from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flarelag.errors import LibraryBusyError
from flarelag.model.activity import Activity
from flarelag.model.frames import Records
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library
from flarelag.store.originals import original_of
from flarelag.store.records import pack_records
from flarelag.workflows.maintenance import Problem, check_library, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        opened.add_activities([recorded(b"one"), recorded(b"two")])
        yield opened


def recorded(data: bytes) -> NewActivity:
    columns = dict.fromkeys(Records.column_names())
    frame = Records.validate(
        pl.DataFrame({**columns, "t_s": [0.0, len(data) / data[0]]}), cast=True
    )
    return NewActivity(
        activity=Activity(sport=Sport.RUN, start_utc=datetime(2026, 1, 1, tzinfo=UTC), n_records=2),
        source="file",
        origin=Origin("/a/file.fit"),
        original=original_of(data, keep=True),
        parser_version=1,
        packed_records=pack_records(frame),
    )


def kinds(library: Library) -> list[Problem]:
    return [finding.problem for finding in check_library(library)]


def test_all_is_well(library: Library):
    assert check_library(library) == []
    assert sweep(library) == []
    assert len(library.present_files()) == 4


@pytest.mark.parametrize("original", [True, False])
def test_a_missing_file_is_found(library: Library, original: bool):  # noqa: FBT001 - a parameter of a test
    path = next(each.path for each in library.expected_files() if each.original is original)
    path.unlink()
    (finding,) = check_library(library)
    assert (finding.problem, finding.path) == (Problem.MISSING, path)
    assert "is gone" in finding.message


@pytest.mark.parametrize("original", [True, False])
@pytest.mark.parametrize(
    "damage", [b"", b"\x1f\x8b nonsense", b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 90, None]
)
def test_a_damaged_file_is_found(
    library: Library,
    original: bool,  # noqa: FBT001 - a parameter of a test
    damage: bytes | None,
):
    path = next(each.path for each in library.expected_files() if each.original is original)
    path.write_bytes(path.read_bytes()[:-5] if damage is None else damage)
    (finding,) = check_library(library)
    assert (finding.problem, finding.path) == (Problem.DAMAGED, path)


def test_orphans_are_found_and_swept(library: Library):
    kept = set(library.present_files())
    left = [
        library.paths.records / "ab" / f"{'ab' * 32}.arrows",
        library.paths.originals / "cd" / f"{'cd' * 32}.gz.17.unfinished",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    assert kinds(library) == [Problem.ORPHAN, Problem.ORPHAN]
    assert sorted(sweep(library)) == sorted(left)
    assert set(library.present_files()) == kept
    assert kinds(library) == []


def test_nothing_is_swept_under_a_running_import(library: Library):
    with (
        Library.open(library.paths.root) as other,
        other.exclusive(),
        pytest.raises(LibraryBusyError),
    ):
        sweep(library)
