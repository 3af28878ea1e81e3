"""Taking imports back, and importing again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flarelag.errors import LibraryBusyError, LibraryError
from flarelag.model.diary import DiaryEntry
from flarelag.model.outcome import Outcome
from flarelag.model.sport import Sport
from flarelag.store.library import Library
from flarelag.workflows import importing
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import catch_up, check_library, undo_import, unmerge

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    Recording = Callable[[int], bytes]
    Content = Callable[[Library], dict[object, object]]


@pytest.fixture
def first(tmp_path: Path, easy: Recording, ride: Recording) -> Path:
    folder = tmp_path / "first"
    folder.mkdir()
    (folder / "easy.tcx").write_bytes(easy(0))
    (folder / "ride.tcx").write_bytes(ride(1))
    (folder / "bad.fit").write_bytes(b"\x0e\x20\x00\x00\x10\x00\x00\x00.FIT")
    return folder


@pytest.fixture
def second(tmp_path: Path, easy: Recording, sprints: Recording) -> Path:
    """Return another recording of the easy run, and a session that changes the best 100 m."""
    folder = tmp_path / "second"
    folder.mkdir()
    (folder / "again.tcx").write_bytes(easy(0) + b"\n")
    (folder / "sprints.tcx").write_bytes(sprints(2))
    return folder


def test_an_import_taken_back_leaves_what_was_there_before(
    library: Library, first: Path, second: Path, now: datetime, content: Content
):
    entry = DiaryEntry(time_utc=now, entered_utc=now, zone="UTC", utc_offset_s=0, score=4)
    library.diary.add_entries([entry])
    import_paths(library, [first], now=now, jobs=1)
    before, files = content(library), set(library.present_files())
    summary = import_paths(library, [second], now=now, jobs=1)
    after = content(library)
    assert [each.outcome for each in summary.results] == [Outcome.MERGED, Outcome.IMPORTED]
    for _ in range(2):
        undone = undo_import(library, summary.import_id)
        assert (undone.n_removed, undone.n_kept) == (1, 0)
        assert content(library) == before
        assert set(library.present_files()) == files
        assert check_library(library) == []
        assert [each.id for each in library.imports.all()] == [1]
        summary = import_paths(library, [second], now=now, jobs=1)
        assert summary.counts[Outcome.IMPORTED] == summary.counts[Outcome.MERGED] == 1
        assert content(library) == after
    assert len(library.diary.entries()) == 1


def test_the_poorer_recording_stands_for_itself_when_the_richer_goes(
    library: Library, first: Path, second: Path, now: datetime
):
    one = import_paths(library, [first], now=now, jobs=1)
    import_paths(library, [second], now=now, jobs=1)
    undo_import(library, one.import_id)
    run, _ = library.activities()
    assert run.origin.path == str(second / "again.tcx")
    assert [each.merge_reason for each in library.sightings(run.id)] == [None]
    assert run.classification is not None
    assert check_library(library) == []


def test_what_a_later_import_read_again_stays(
    library: Library, first: Path, now: datetime, tmp_path: Path, easy: Recording
):
    one = import_paths(library, [first], now=now, jobs=1)
    copy = tmp_path / "copy.tcx"
    copy.write_bytes(easy(0))
    import_paths(library, [first, copy], now=now, jobs=1)
    undone = undo_import(library, one.import_id)
    assert (undone.n_removed, undone.n_kept) == (1, 1)
    (run,) = library.activities()
    assert run.origin.path == str(copy)
    again = import_paths(library, [first], now=now, jobs=1)
    assert [each.outcome for each in again.results] == [
        Outcome.FAILED,
        Outcome.DUPLICATE,
        Outcome.IMPORTED,
    ]


def test_only_what_is_there_can_be_undone(library: Library, first: Path, now: datetime):
    import_paths(library, [first / "easy.tcx"], now=now, jobs=1)
    with pytest.raises(LibraryError, match="there is no import 7"):
        undo_import(library, 7)
    with pytest.raises(LibraryError, match="nothing to unmerge"):
        unmerge(library, library.activities()[0].id)
    with pytest.raises(LibraryError, match="there is no activity 9"):
        unmerge(library, 9)
    with (
        Library.open(library.paths.root) as other,
        other.exclusive(),
        pytest.raises(LibraryBusyError),
    ):
        undo_import(library, 1)


def test_an_interrupted_import_can_be_taken_back(library: Library, first: Path, now: datetime):
    def interrupt(_progress: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_paths(library, [first], now=now, jobs=1, on_progress=interrupt)
    undo_import(library, 1)
    assert not [*library.imports.all(), *library.activities(), *library.present_files()]


def test_what_an_interrupted_import_left_is_caught_up(
    library: Library, first: Path, second: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def interrupt(*_args: object, **_options: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(importing, "classify_library", interrupt)
        with pytest.raises(KeyboardInterrupt):
            import_paths(library, [first, second], now=now, jobs=1)
    before = [each.classification for each in library.activities()]
    with Library.open(library.paths.root) as other, other.exclusive():
        assert catch_up(library, now) == 0
    assert [each.classification for each in library.activities()] == before
    assert catch_up(library, now) >= 2
    runs = [each for each in library.activities() if each.activity.sport is Sport.RUN]
    bests = [each.classification.best_100m_m_s for each in runs if each.classification]
    assert bests == [pytest.approx(7.0, rel=0.03)] * 2
    assert catch_up(library, now) == 0
