"""Reading originals again with better readers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import LibraryBusyError
from flarelag.model.sport import Sport
from flarelag.sources.detect import parse_file
from flarelag.store.library import Library
from flarelag.workflows import reading
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import check_library
from flarelag.workflows.read_unit import Unsaid
from flarelag.workflows.rebuilding import rebuild

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from flarelag.model.parsed import ParsedFile

    Recording = Callable[[int], bytes]
    Content = Callable[[Library], dict[object, object]]


@pytest.fixture
def filled(
    library: Library, tmp_path: Path, now: datetime, easy: Recording, sprints: Recording
) -> Library:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "easy.tcx").write_bytes(easy(0))
    (folder / "again.tcx").write_bytes(easy(0) + b"\n")
    (folder / "sprints.tcx").write_bytes(sprints(1))
    (folder / "nowhere.tcx").write_bytes(easy(3).replace(b"47.", b"147."))
    import_paths(library, [folder], now=now, jobs=1, unsaid=Unsaid(home_zone="Asia/Tokyo"))
    return library


def test_the_same_readers_make_the_same_library(filled: Library, content: Content, now: datetime):
    before, ids = content(filled), [each.id for each in filled.activities()]
    done = rebuild(filled, now=now, jobs=1)
    assert (done.n_originals, done.n_activities, done.failures) == (4, 4, ())
    assert content(filled) == before
    assert [each.id for each in filled.activities()] == ids
    assert filled.activities()[-1].activity.zone == "Asia/Tokyo"
    assert check_library(filled) == []


def test_better_readers_take_the_place_of_old_ones(
    filled: Library, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    before = filled.activities()

    def better(data: bytes) -> ParsedFile:
        file = parse_file(data)
        (one,) = file.activities
        read = replace(one, activity=replace(one.activity, device="seen at last"))
        second = replace(one, activity=replace(one.activity, sport=Sport.SWIM))
        return replace(file, activities=(read, second) if b"T17:" in data else (read,))

    monkeypatch.setattr(reading, "parse_file", better)
    assert rebuild(filled, now=now, jobs=1).n_activities == 5
    after = filled.activities()
    assert [each.id for each in after if each.part == 0] == [each.id for each in before]
    assert {each.activity.device for each in after if each.part == 0} == {"seen at last"}
    (added,) = (each for each in after if each.part)
    assert (added.activity.sport, added.origin) == (Sport.SWIM, before[1].origin)
    assert all(each.classification for each in after)
    assert check_library(filled) == []


def test_what_cannot_be_read_again_stays_as_it_was(
    filled: Library, content: Content, now: datetime
):
    before = content(filled)
    damaged, gone, *_ = (each.path for each in filled.expected_files() if each.original)
    damaged.write_bytes(b"no recording")
    gone.unlink()
    done = rebuild(filled, now=now, jobs=1)
    assert {sha256 for sha256, _ in done.failures} == {each.stem for each in (damaged, gone)}
    assert all(reason for _, reason in done.failures)
    assert done.n_originals == 2
    assert content(filled) == before


def test_no_rebuild_while_an_import_runs(filled: Library, now: datetime):
    with (
        Library.open(filled.paths.root) as other,
        other.exclusive(),
        pytest.raises(LibraryBusyError),
    ):
        rebuild(filled, now=now, jobs=1)


def test_damaged_and_missing_records_are_made_again_from_their_originals(
    filled: Library, content: Content, now: datetime
):
    before = content(filled)
    gone, cut_off, changed = {e.path for e in filled.expected_files() if not e.original}
    gone.unlink()
    cut_off.write_bytes(cut_off.read_bytes()[:-9])
    changed.write_bytes(changed.read_bytes().swapcase())
    findings = check_library(filled)
    assert len(findings) == 4  # two recordings are alike
    assert all("`flarelag rebuild`" in each.message for each in findings)
    rebuild(filled, now=now, jobs=1)
    assert check_library(filled) == []
    assert content(filled) == before
