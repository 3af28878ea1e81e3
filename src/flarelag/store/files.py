"""Files beside the database: written whole or not at all, private to their owner."""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag.errors import LibraryError
from flarelag.store.database import FILE_MODE, FOLDER_MODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPEN_AT_ONCE: Final = 64
"""Some systems let a program have 256 files open."""
UNFINISHED: Final = ".unfinished"
"""Suffix of a file that is still being written, or was when the program died."""


def write_files(contents: Mapping[str, bytes]) -> frozenset[str]:
    """Write files so that each is there whole or not at all, whenever the power goes.

    All are written, then all flushed to the disk, then all renamed into place: flushing them
    together costs far less than one by one. A file that holds just that already is left alone; one
    that holds anything else is damaged, as names come from contents, and replaced.

    Parameters
    ----------
    contents : mapping of str to bytes
        What to write where.

    Returns
    -------
    frozenset of str
        Those that were not there, or damaged.

    Raises
    ------
    LibraryError
        When the disk is full or cannot be written to.
    """
    missing = {name: content for name, content in contents.items() if not _holds(name, content)}
    names = list(missing)
    try:
        for first in range(0, len(names), _OPEN_AT_ONCE):
            some = names[first : first + _OPEN_AT_ONCE]
            _write_unfinished({name: missing[name] for name in some})
        for name in names:
            os.replace(_unfinished(name), name)  # noqa: PTH105 - no `Path`
        for folder in {_folder(name) for name in names}:
            _flush(folder)
    except BaseException as error:
        # On a full disk what is half written is in the way of everything else.
        for name in names:
            with suppress(OSError):
                os.unlink(_unfinished(name))  # noqa: PTH108 - no `Path`
        if not isinstance(error, OSError):
            raise
        reason = f"cannot be written ({error.strerror}); nothing of this batch was stored"
        raise LibraryError(reason, file=error.filename or _folder(names[0])) from error
    return frozenset(names)


def is_kept(path: Path, sha256: str) -> bool:
    """Return whether a file is there and holds what it is named after."""
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_kept(path: Path, sha256: str) -> bytes:
    """Return what a file holds that is named by the SHA-256 of its bytes.

    Raises
    ------
    LibraryError
        When it is gone, or holds anything else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = f"this file cannot be read ({error.strerror}); run `flarelag doctor`"
        raise LibraryError(reason, file=str(path)) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise LibraryError("this file is damaged; run `flarelag doctor`", file=str(path))
    return content


def files_under(folder: Path) -> Iterator[Path]:
    """Yield every file under a folder of the library, unfinished ones too, in order of name."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where) / name for name in sorted(names))


def _holds(path: str, content: bytes) -> bool:
    """Return whether a file is there and holds just that."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - no `Path`: making one costs as much
            return os.fstat(file.fileno()).st_size == len(content) and file.read() == content
    except OSError:
        return False


def _write_unfinished(contents: Mapping[str, bytes]) -> None:
    """Write files under names that say so, and flush them when all are written."""
    with ExitStack() as opened:
        files = []
        for path, content in contents.items():
            descriptor = _new_file(_unfinished(path))
            opened.callback(os.close, descriptor)
            files.append(descriptor)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        if hasattr(os, "posix_fadvise"):
            # Linux then begins to write them all: they have their places on the disk before the
            # first is flushed, which notes all of these at once instead of one by one.
            for descriptor in files:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        for descriptor in files:
            os.fsync(descriptor)


def _new_file(path: str) -> int:
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
    with suppress(FileNotFoundError):
        return os.open(path, flags, FILE_MODE)
    Path(path).parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return os.open(path, flags, FILE_MODE)


def _unfinished(path: str) -> str:
    return f"{path}.{os.getpid()}{UNFINISHED}"


def _folder(path: str) -> str:
    return os.path.dirname(path)  # noqa: PTH120 - no `Path`


def _flush(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
