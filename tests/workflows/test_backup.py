"""A library in one file, and back; and files that only look like one."""

from __future__ import annotations

import json
import os
import stat
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import (
    InputError,
    LibraryBusyError,
    LibraryError,
    NewerLibraryError,
    UnreadableFileError,
    UnsafeInputError,
)
from flarelag.model.diary import DiaryEntry
from flarelag.store.library import Library
from flarelag.workflows import import_run
from flarelag.workflows.backup import BACKUP_FORMAT, back_up, restore
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import Problem, check_library

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Recording = Callable[[int], bytes]
    Content = Callable[[Library], dict[object, object]]


@pytest.fixture
def filled(library: Library, tmp_path: Path, now: datetime, easy: Recording) -> Library:
    folder = tmp_path / "files"
    folder.mkdir()
    for day in range(3):
        (folder / f"{day}.tcx").write_bytes(easy(day))
    (folder / "bad.fit").write_bytes(b"")
    import_paths(library, [folder], now=now, jobs=1)
    entry = DiaryEntry(time_utc=now, entered_utc=now, zone="UTC", utc_offset_s=0, score=4)
    library.diary.add_entries([entry])
    library.set_setting("best_100m_m_s", 7.5)
    return library


@pytest.fixture
def backup(filled: Library, tmp_path: Path, now: datetime) -> Path:
    return back_up(filled, tmp_path / "backup.zip", now=now).path


def everything(library: Library, content: Content) -> tuple[object, ...]:
    imports = library.imports.all()
    return (
        content(library),
        library.diary.entries(),
        library.setting("best_100m_m_s"),
        imports,
        [library.imports.results_of(each.id) for each in imports],
        {path.relative_to(library.paths.root) for path in library.present_files()},
    )


def test_what_is_restored_equals_what_was_backed_up(
    filled: Library, backup: Path, tmp_path: Path, content: Content, now: datetime
):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    restored = restore(backup, tmp_path / "restored")
    assert (restored.n_activities, restored.n_entries) == (3, 1)
    assert (restored.moved_to, restored.findings) == (None, ())
    with Library.open(tmp_path / "restored") as other:
        assert everything(other, content) == everything(filled, content)
        assert check_library(other) == []
        again = import_paths(other, [tmp_path / "files"], now=now, jobs=1)
        assert again.n_new_activities == 0
    assert not list(tmp_path.glob(".flarelag-*"))


def test_a_backup_can_be_made_while_an_import_runs(
    filled: Library,
    tmp_path: Path,
    now: datetime,
    easy: Recording,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(import_run, "_BATCH_ACTIVITIES", 1)
    for day in range(10, 40):
        (tmp_path / "files" / f"{day}.tcx").write_bytes(easy(day))
    backups = [tmp_path / f"{n}.zip" for n in range(4)]

    def back_up_often() -> None:
        with Library.open(filled.paths.root) as other:
            for path in backups:
                back_up(other, path, now=now)

    thread = threading.Thread(target=back_up_often)
    thread.start()
    import_paths(filled, [tmp_path / "files"], now=now, jobs=1)
    thread.join()
    for path in backups:
        assert restore(path, tmp_path / "restored" / path.stem).findings == ()


def test_what_is_there_is_never_overwritten(
    filled: Library, backup: Path, tmp_path: Path, now: datetime
):
    root = filled.paths.root
    with pytest.raises(LibraryError, match="--force moves it aside"):
        restore(backup, root)
    with filled.exclusive(), pytest.raises(LibraryBusyError):
        restore(backup, root, force=True)
    filled.close()
    moved = [restore(backup, root, force=True).moved_to for _ in range(2)]
    assert [each.name for each in moved if each] == [
        "library.before-restore-1",
        "library.before-restore-2",
    ]
    for each in moved:
        assert each is not None
        with Library.open(each, create=False) as old:
            assert len(old.activities()) == 3
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    with (
        Library.open(root) as opened,
        pytest.raises(InputError, match="not overwritten"),
    ):
        back_up(opened, photo, now=now)
    assert photo.read_bytes() == b"\xff\xd8\xff"


def test_a_missing_file_is_said_and_the_rest_is_saved(
    filled: Library, tmp_path: Path, now: datetime
):
    gone = next(each.path for each in filled.expected_files() if each.original)
    gone.unlink()
    done = back_up(filled, tmp_path / "backup.zip", now=now)
    assert done.missing == (gone,)
    (finding,) = restore(done.path, tmp_path / "restored").findings
    assert finding.problem is Problem.MISSING
    assert finding.path == tmp_path / "restored" / gone.relative_to(filled.paths.root)


def rewritten(
    backup: Path,
    extra: dict[str, bytes] | None = None,
    without: str = "",
    compression: int = zipfile.ZIP_STORED,
) -> Path:
    """Return a copy of a backup with members added, replaced or left out."""
    extra = extra or {}
    target = backup.with_name("hostile.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in old.namelist():
            if name not in extra and name != without:
                new.writestr(name, old.read(name))
        for name, data in extra.items():
            new.writestr(name, data)
    return target


HEX = "ab" * 32


@pytest.mark.parametrize(
    "name",
    [
        "../outside.sqlite",
        "/etc/cron.d/x",
        f"records/../{HEX}.arrows",
        f"records/cd/{HEX}.arrows",
        f"originals/ab/{HEX}.arrows",
        f"records/ab/{HEX}.arrows\n",
        "library.sqlite-wal",
        "C:\\x",
    ],
)
def test_members_that_no_backup_holds_are_refused(backup: Path, tmp_path: Path, name: str):
    before = sorted(tmp_path.rglob("*"))
    hostile = rewritten(backup, {name: b"x"})
    with pytest.raises(UnsafeInputError, match="refused"):
        restore(hostile, tmp_path / "restored")
    hostile.unlink()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_compressed_member_could_be_a_bomb(backup: Path, tmp_path: Path):
    packed = rewritten(backup, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(UnsafeInputError, match="in this form"):
        restore(packed, tmp_path / "restored")


def test_what_is_no_backup_is_said(backup: Path, tmp_path: Path):
    no_zip = tmp_path / "photo.zip"
    no_zip.write_bytes(b"PK no")
    cut_off = tmp_path / "cut.zip"
    cut_off.write_bytes(backup.read_bytes()[:9000])  # in the database
    flipped = tmp_path / "flipped.zip"
    data = bytearray(backup.read_bytes())
    data[9000] ^= 0xFF
    flipped.write_bytes(data)
    manifest = {"flarelag-backup.json": b"[]"}
    for bad in (no_zip, cut_off, flipped, rewritten(backup, manifest)):
        with pytest.raises(UnreadableFileError):
            restore(bad, tmp_path / "restored")
    with pytest.raises(UnsafeInputError, match="or the database is not"):
        restore(rewritten(backup, without="library.sqlite"), tmp_path / "restored")
    foreign = rewritten(backup, {"library.sqlite": b"no database at all"})
    with pytest.raises(LibraryError):
        restore(foreign, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("cut", [True, False])
def test_of_a_damaged_backup_what_is_whole_is_restored_and_the_rest_comes_from_the_files(
    filled: Library, backup: Path, tmp_path: Path, now: datetime, content: Content, *, cut: bool
):
    data = bytearray(backup.read_bytes())
    with zipfile.ZipFile(backup) as archive:
        third = archive.infolist()[4]
    data[third.header_offset + 200] ^= 0xFF
    backup.write_bytes(data[: third.header_offset + 300] if cut else data)
    done = restore(backup, tmp_path / "restored")
    assert (done.whole, done.n_activities, done.n_entries) == (False, 3, 1)
    assert {each.problem for each in done.findings} == {Problem.MISSING}
    assert len({each.path for each in done.findings}) == (len(archive.infolist()) - 4 if cut else 1)
    with Library.open(tmp_path / "restored") as restored:
        import_paths(restored, [tmp_path / "files"], now=now, jobs=1)
        assert check_library(restored) == []
        assert everything(restored, content)[0] == everything(filled, content)[0]


def test_neither_a_pipe_nor_a_device_is_waited_for(filled: Library, tmp_path: Path, now: datetime):
    pipe = tmp_path / "pipe.zip"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="something else than a backup"):
        back_up(filled, pipe, now=now)
    with pytest.raises(UnreadableFileError, match="no regular file"):
        restore(pipe, tmp_path / "restored")


def test_a_newer_backup_is_refused(backup: Path, tmp_path: Path):
    manifest = json.dumps({"format": BACKUP_FORMAT + 1}).encode()
    newer = rewritten(backup, {"flarelag-backup.json": manifest})
    with pytest.raises(NewerLibraryError):
        restore(newer, tmp_path / "restored")
