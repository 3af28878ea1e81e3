"""A library in one file, and back."""

from __future__ import annotations

import json
import os
import re
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from flarelag import __version__
from flarelag.errors import (
    InputError,
    LibraryError,
    NewerLibraryError,
    UnreadableFileError,
    UnsafeInputError,
    quoted,
)
from flarelag.paths import BACKUP_MANIFEST, LibraryPaths
from flarelag.sources.file_view import FileView, SharedFile
from flarelag.sources.zip_cut import recovered
from flarelag.store.database import FILE_MODE, FOLDER_MODE, open_database
from flarelag.store.library import Library
from flarelag.store.locking import held
from flarelag.workflows.maintenance import Problem, check_library

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.workflows.maintenance import Finding

BACKUP_FORMAT: Final = 1
_LARGEST_MANIFEST: Final = 10_000
_DATABASE: Final = "library.sqlite"
_MEMBER: Final = re.compile(
    r"records/([0-9a-f]{2})/\1[0-9a-f]{62}\.arrows|originals/([0-9a-f]{2})/\2[0-9a-f]{62}\.gz"
)
_NO_DATABASE: Final = "the database in this backup is damaged"
_WORKING: Final = ".flarelag-"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOutcome:
    """What was put into a backup.

    Parameters
    ----------
    path : Path
        The file.
    n_files : int
        Files of records and originals in it.
    n_bytes : int
        Its size.
    missing : tuple of Path
        Files that the library should have and has not.
    """

    path: Path
    n_files: int
    n_bytes: int
    missing: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreOutcome:
    """What became of a backup.

    Parameters
    ----------
    root : Path
        The library's folder.
    n_activities, n_entries : int
        What it holds.
    moved_to : Path or None
        Where the library went that was there before.
    findings : tuple of Finding
        What is not as it should be; it was not when the backup was made, or the file is damaged.
    whole : bool
        Whether the backup is neither cut off nor damaged.
    """

    root: Path
    n_activities: int
    n_entries: int
    moved_to: Path | None
    findings: tuple[Finding, ...]
    whole: bool


def back_up(library: Library, target: Path, *, now: datetime) -> BackupOutcome:
    """Write the whole library to one zip file, whole or not at all, readable by its owner only.

    The database is copied as it is at one instant. Files of records and originals never change
    and are there before the database names them, so an import may go on meanwhile.

    Parameters
    ----------
    library : Library
        It is only read.
    target : Path
        The file; an older backup there is replaced, anything else is not.
    now : datetime
        Noted in the backup. Aware.

    Raises
    ------
    InputError
        When the file cannot be written, or is something else than a backup.
    """
    _refuse_to_overwrite(target)
    try:
        with TemporaryDirectory(dir=target.parent, prefix=_WORKING) as folder:
            snapshot, unfinished = Path(folder, _DATABASE), Path(folder, "backup.zip")
            library.snapshot(snapshot)
            files = _files_of(library, snapshot)
            missing = _write(unfinished, snapshot, files, library.paths.root, now)
            unfinished.replace(target)
            n_bytes = target.stat().st_size
    except OSError as error:
        reason = f"the backup cannot be written here ({error.strerror})"
        raise InputError(reason, file=str(target)) from error
    return BackupOutcome(
        path=target, n_files=len(files) - len(missing), n_bytes=n_bytes, missing=missing
    )


def restore(backup: Path, root: Path, *, force: bool = False) -> RestoreOutcome:
    """Bring a library back from a backup, or what is whole of one that is cut off or damaged.

    Parameters
    ----------
    backup : Path
        What `back_up` wrote.
    root : Path
        The library's folder; there should be nothing in it.
    force : bool
        Move what is there aside, to a folder beside it.

    Raises
    ------
    LibraryError
        When there is a library already, and `force` is false, or its database is damaged.
    LibraryBusyError
        When an import into the library that is there is running.
    UnreadableFileError
        When the file is no backup, or its database is damaged.
    UnsafeInputError
        When it holds what no backup holds.
    NewerLibraryError
        When a newer flarelag wrote it.
    """
    occupied = root.exists() and (not root.is_dir() or any(root.iterdir()))
    if occupied and not force:
        reason = "there is something here already; --force moves it aside, to a folder beside it"
        raise LibraryError(reason, file=str(root))
    _refuse_devices(backup)
    root.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=root.parent, prefix=_WORKING) as folder:
        working = Path(folder, root.name)
        whole = _unpack(backup, working)
        with Library.open(working) as opened:
            findings = tuple(check_library(opened))
            n_activities, n_entries = len(opened.activities()), len(opened.diary.entries())
        if any(each.problem is Problem.DATABASE for each in findings):
            raise UnreadableFileError(_NO_DATABASE, file=str(backup))
        moved_to = _move_aside(root) if occupied else None
        working.replace(root)
    findings = tuple(
        replace(each, path=root / each.path.relative_to(working)) if each.path else each
        for each in findings
    )
    return RestoreOutcome(
        root=root,
        n_activities=n_activities,
        n_entries=n_entries,
        moved_to=moved_to,
        findings=findings,
        whole=whole,
    )


def _refuse_to_overwrite(target: Path) -> None:
    if not target.exists():
        return
    try:
        _refuse_devices(target)
        with zipfile.ZipFile(target) as archive:
            archive.getinfo(BACKUP_MANIFEST)
    except (UnreadableFileError, zipfile.BadZipFile, KeyError, OSError) as error:
        reason = "this is something else than a backup: it is not overwritten"
        raise InputError(reason, file=str(target)) from error


def _refuse_devices(path: Path) -> None:
    """Refuse what would be waited for without an end: a pipe, a device."""
    if path.exists() and not path.is_file():
        raise UnreadableFileError("this is no regular file", file=str(path))


def _files_of(library: Library, snapshot: Path) -> list[Path]:
    """Return the files that a copy of the library's database names, each once."""
    copy = Library(library.paths, open_database(snapshot))
    with copy:
        return sorted({each.path for each in copy.expected_files()})


def _write(
    unfinished: Path, snapshot: Path, files: Sequence[Path], root: Path, now: datetime
) -> tuple[Path, ...]:
    """Write the archive and flush it to the disk; return which files were missing."""
    manifest = {
        "format": BACKUP_FORMAT,
        "program_version": __version__,
        "created_utc": now.isoformat(),
    }
    missing = []
    descriptor = os.open(unfinished, os.O_CREAT | os.O_RDWR | os.O_EXCL, FILE_MODE)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - from a descriptor
        # Records and originals are compressed already; and what is not compressed is no bomb.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
            archive.writestr(BACKUP_MANIFEST, json.dumps(manifest))
            archive.write(snapshot, _DATABASE)
            for path in files:
                try:
                    archive.write(path, path.relative_to(root).as_posix())
                except FileNotFoundError:
                    missing.append(path)
        file.flush()
        os.fsync(file.fileno())
    return tuple(missing)


def _unpack(backup: Path, folder: Path) -> bool:
    """Unpack what is whole of a backup into a new folder; return whether that is all of it.

    Whatever no backup holds is refused, and a backup whose database is damaged.
    """
    folder.mkdir(mode=FOLDER_MODE)
    with backup.open("rb") as file:
        archive, whole = _archive(file, backup)
        _check_manifest(archive, backup)
        if not whole and all(each.filename != _DATABASE for each in archive.filelist):
            raise UnreadableFileError(_NO_DATABASE, file=str(backup))
        for member in _checked_members(archive, backup):
            target = folder / member.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                _unpack_member(archive, member, target, backup)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
                if member.filename == _DATABASE:
                    raise UnreadableFileError(_NO_DATABASE, file=str(backup)) from error
                target.unlink()
                whole = False
    return whole


def _archive(file: BinaryIO, backup: Path) -> tuple[zipfile.ZipFile, bool]:
    """Open a backup; one that is cut off as far as it goes. Return whether it is not."""
    try:
        return zipfile.ZipFile(file), True
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        size_bytes = backup.stat().st_size
        rest = recovered(FileView(SharedFile(file), 0, size_bytes))
        if rest is None:
            reason = f"this is no backup, or it is damaged ({error})"
            raise UnreadableFileError(reason, file=str(backup)) from error
        # The last one may go on beyond the cut.
        ends = ((each.header_offset + each.compress_size, each) for each in rest.filelist)
        rest.filelist = [each for end, each in ends if end <= size_bytes]
        return rest, False


def _unpack_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, backup: Path
) -> None:
    descriptor = os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, FILE_MODE)
    with open(descriptor, "wb") as file, archive.open(member) as packed:  # noqa: PTH123
        _copy(packed, file, backup)


def _copy(packed: IO[bytes], file: IO[bytes], backup: Path) -> None:
    try:
        copyfileobj(packed, file)
        file.flush()
    except OSError as error:
        reason = f"cannot be unpacked: {error.strerror}"
        raise UnreadableFileError(reason, file=str(backup)) from error


def _check_manifest(archive: zipfile.ZipFile, backup: Path) -> None:
    try:
        with archive.open(BACKUP_MANIFEST) as file:
            manifest = json.loads(file.read(_LARGEST_MANIFEST))
        found = int(manifest["format"])
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise UnreadableFileError("this is no backup of flarelag's", file=str(backup)) from error
    if found > BACKUP_FORMAT:
        raise NewerLibraryError(found=found, known=BACKUP_FORMAT, file=str(backup))


def _checked_members(archive: zipfile.ZipFile, backup: Path) -> list[zipfile.ZipInfo]:
    """Return what to unpack: the database and files by their proper names, as large as they say."""
    members = [each for each in archive.infolist() if each.filename != BACKUP_MANIFEST]
    names = [each.filename for each in members]
    for member in members:
        proper = member.filename == _DATABASE or _MEMBER.fullmatch(member.filename)
        if not proper or member.compress_type != zipfile.ZIP_STORED:
            reason = f"refused: no backup holds {quoted(member.filename)} in this form"
            raise UnsafeInputError(reason, file=str(backup))
    if len(set(names)) != len(names) or _DATABASE not in names:
        reason = "refused: a file is in it twice, or the database is not"
        raise UnsafeInputError(reason, file=str(backup))
    if sum(each.file_size for each in members) > backup.stat().st_size:
        raise UnsafeInputError("refused: it claims to hold more than it can", file=str(backup))
    return members


def _move_aside(root: Path) -> Path:
    """Move what is in a library's place to a free name beside it, and return that."""
    paths = LibraryPaths(root)
    number = 1
    while (aside := root.with_name(f"{root.name}.before-restore-{number}")).exists():
        number += 1
    with held(paths.lock) if paths.database.is_file() else nullcontext():
        return root.rename(aside)
