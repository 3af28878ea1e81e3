"""Records that are damaged or gone come back when the file is imported that they were read from."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flarelag.model.frames import Records
from flarelag.model.outcome import RESTORED, Outcome
from flarelag.sources.detect import parse_file
from flarelag.workflows import reading
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import check_library
from flarelag.workflows.rebuilding import rebuild

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from flarelag.model.parsed import ParsedFile
    from flarelag.store.library import Library

    Recording = Callable[[int], bytes]
    Content = Callable[[Library], dict[object, object]]


@pytest.fixture
def archive(tmp_path: Path, easy: Recording, sprints: Recording) -> Path:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("easy.tcx", easy(0))
        file.writestr("sprints.tcx", sprints(1))
        file.writestr("nothing.tcx", b"")
    return path


def spoil(library: Library, *, originals: bool) -> None:
    gone, cut_off, *_ = (e.path for e in library.expected_files() if e.original is originals)
    gone.unlink()
    cut_off.write_bytes(cut_off.read_bytes()[:-9])


def test_records_without_originals_come_back_from_the_unchanged_file(
    library: Library, archive: Path, now: datetime, content: Content
):
    import_paths(library, [archive], now=now, jobs=1, keep_originals=False)
    before, ids = content(library), [each.id for each in library.activities()]
    spoil(library, originals=False)
    again = import_paths(library, [archive], now=now, jobs=1, keep_originals=False)
    assert RESTORED not in {each.reason for each in again.results}  # nobody looked
    messages = [each.message for each in check_library(library)]
    assert len(messages) == 2
    assert all(f"import {archive} again, or restore a backup" in each for each in messages)
    again = import_paths(library, [archive], now=now, jobs=1, keep_originals=False)
    assert [(each.outcome, each.reason) for each in again.results[:2]] == [
        (Outcome.DUPLICATE, RESTORED)
    ] * 2
    assert check_library(library) == []
    assert (content(library), [each.id for each in library.activities()]) == (before, ids)
    last = import_paths(library, [archive], now=now, jobs=1, keep_originals=False)
    assert RESTORED not in {each.reason for each in last.results}


def test_records_that_newer_readers_make_otherwise_take_the_place_of_lost_ones_alone(
    library: Library, archive: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    import_paths(library, [archive], now=now, jobs=1, keep_originals=False)
    ids = [each.id for each in library.activities()]
    lost = library.activities()[0]
    next(e.path for e in library.expected_files() if e.owner == f"activity {lost.id}").unlink()
    assert len(check_library(library)) == 1

    def shorter(data: bytes) -> ParsedFile:
        file = parse_file(data)
        cut = (
            replace(each, records=Records.validate(each.records.head(200)))
            for each in file.activities
        )
        return replace(file, activities=tuple(cut))

    monkeypatch.setattr(reading, "parse_file", shorter)
    import_paths(library, [archive], now=now, jobs=1, keep_originals=False)
    assert [each.id for each in library.activities()] == ids
    assert library.records(lost.id).height == 200
    assert library.records(ids[1]).height > 200
    assert all(each.classification for each in library.activities())
    assert check_library(library) == []


def test_damaged_originals_come_back_and_what_they_cannot_make_again_is_to_be_imported(
    library: Library, archive: Path, now: datetime, content: Content
):
    import_paths(library, [archive], now=now, jobs=1)
    before = content(library)
    spoil(library, originals=True)
    spoil(library, originals=False)
    messages = [each.message for each in check_library(library)]
    assert len(messages) == 4
    assert all(f"import {archive} again" in each for each in messages)
    assert sorted(why for _, why in rebuild(library, now=now, jobs=1).failures) == [
        "it is damaged: `flarelag doctor` says what to do",
        "there is no such file or folder",
    ]
    import_paths(library, [archive], now=now, jobs=1)
    assert check_library(library) == []
    assert content(library) == before
