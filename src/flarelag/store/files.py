"""Files beside the database: written whole or not at all, private to their owner."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag.errors import LibraryError
from flarelag.store.database import FILE_MODE, FOLDER_MODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNFINISHED: Final = ".unfinished"
"""Suffix of a file that is still being written, or was when the program died."""


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files so that each is there whole or not at all, whenever the power goes.

    All are written, then all flushed to the disk, then all renamed into place: flushing them
    together costs far less than one by one. A file that is there already is left alone, as names
    come from contents.

    Parameters
    ----------
    contents : mapping of Path to bytes
        What to write where.

    Raises
    ------
    LibraryError
        When the disk is full or cannot be written to.
    """
    missing = {path: content for path, content in contents.items() if not path.exists()}
    try:
        for folder in sorted({path.parent for path in missing}):
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        unfinished = {path: _write_unfinished(path, content) for path, content in missing.items()}
        for each in unfinished.values():
            _flush(each)
        for path, each in unfinished.items():
            each.replace(path)
        for folder in {path.parent for path in missing}:
            _flush(folder)
    except OSError as error:
        reason = f"cannot be written ({error.strerror}); nothing of this batch was stored"
        raise LibraryError(reason, file=error.filename) from error


def files_under(folder: Path) -> Iterator[Path]:
    """Yield every file under a folder of the library, unfinished ones too, in order of name."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where) / name for name in sorted(names))


def _write_unfinished(path: Path, content: bytes) -> Path:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
    with open(os.open(unfinished, flags, FILE_MODE), "wb") as file:  # noqa: PTH123 - from a descriptor
        file.write(content)
    return unfinished


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
