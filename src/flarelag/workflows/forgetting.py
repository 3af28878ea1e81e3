"""Removing what flarelag keeps, for good, and nothing else."""

from __future__ import annotations

from shutil import rmtree
from typing import TYPE_CHECKING

from flarelag.errors import LibraryError
from flarelag.paths import LibraryPaths
from flarelag.store.library import Library
from flarelag.workflows.strava_account import disconnect

if TYPE_CHECKING:
    from pathlib import Path

_SQLITE_FILES = ("", "-wal", "-shm", "-journal")


def forget_diary(library: Library) -> None:
    """Remove the whole diary with its history; nothing of it stays in the library's file.

    Raises
    ------
    LibraryBusyError
        When an import is running, or another program writes to the library.
    """
    with library.exclusive():
        library.diary.forget()


def forget_library(root: Path) -> list[str]:
    """Remove a library from the disk.

    The database goes last: until then, what is left is a library that `doctor` can judge.

    Parameters
    ----------
    root : Path
        The library's folder.

    Returns
    -------
    list of str
        Names of what is in the folder that no flarelag put there; the folder stays then.

    Raises
    ------
    SyncError
        When Strava could not be told that its access ends; nothing is removed then.
    LibraryError
        When there is no library, or a file of it cannot be removed.
    LibraryBusyError
        When an import is running.
    """
    paths = LibraryPaths(root)
    with Library.open(root, create=False) as library:
        disconnect(library, delete_data=False)
        with library.exclusive():
            pass  # no import is running
    try:
        for folder in (paths.records, paths.originals):
            if folder.is_symlink():
                folder.unlink()
            elif folder.exists():
                rmtree(folder)
        for file in (paths.lock, paths.database):
            for suffix in _SQLITE_FILES:
                file.with_name(file.name + suffix).unlink(missing_ok=True)
        paths.config.unlink(missing_ok=True)
        left = sorted(each.name for each in root.iterdir())
        if not left and not root.is_symlink():
            root.rmdir()
    except OSError as error:
        reason = f"this cannot be removed ({error.strerror}); what is left can be forgotten again"
        raise LibraryError(reason, file=str(error.filename)) from error
    return left
