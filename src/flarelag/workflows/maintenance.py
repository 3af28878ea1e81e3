"""Looking after a library: whether all is there and whole, and taking back what was not meant."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.errors import LibraryBusyError
from flarelag.store.originals import unpacked_sha256
from flarelag.workflows.classifying import classify_library
from flarelag.workflows.pool import available_cpus
from flarelag.workflows.purging import purge_due

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from flarelag.store.expected import ExpectedFile
    from flarelag.store.library import Library
    from flarelag.store.undoing import UndoneImport


class Problem(StrEnum):
    """What can be wrong with a library."""

    DATABASE = "database"
    """SQLite's own check fails: restore a backup."""
    MISSING = "missing"
    """A file that the database names is gone."""
    DAMAGED = "damaged"
    """A file is not what it was when it was written."""
    ALTERED = "altered"
    """An experiment's plan is not the one that was fixed at its start."""
    ORPHAN = "orphan"
    """A file that nothing refers to: an import was cut short. Harmless; `sweep` removes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be.

    Parameters
    ----------
    problem : Problem
        Of what kind.
    message : str
        One plain sentence, with what to do.
    path : Path or None
        The file it is about.
    """

    problem: Problem
    message: str
    path: Path | None = None


def check_library(library: Library) -> list[Finding]:
    """Check the database, and every file against what the database says of it.

    Parameters
    ----------
    library : Library
        It is only read. Files of an import that is running may show as orphans.

    Returns
    -------
    list of Finding
        Empty when all is well.
    """
    database = [
        Finding(
            problem=Problem.DATABASE,
            message=f"the database is damaged ({text}): restore a backup",
            path=library.paths.database,
        )
        for text in library.database_problems()
    ]
    altered = [
        Finding(
            problem=Problem.ALTERED,
            message=f"the plan of experiment {number} is not the one that was fixed at its start: "
            "its result cannot be trusted",
            path=library.paths.database,
        )
        for number in library.experiments.altered()
    ]
    # Listed before the database is asked, so that a file of an import that is finishing just
    # now cannot seem to be wanted by nobody.
    present = library.present_files()
    expected = library.expected_files()
    wanted = {each.path for each in expected}
    files = [finding for each in expected if (finding := _checked(each)) is not None]
    orphans = [
        Finding(
            problem=Problem.ORPHAN,
            message="left over from an import that was cut short: harmless, can be removed",
            path=path,
        )
        for path in present
        if path not in wanted
    ]
    return database + altered + files + orphans


def sweep(library: Library) -> list[Path]:
    """Remove the files that nothing refers to, and return them.

    Raises
    ------
    LibraryBusyError
        When an import is running, whose files may not be referred to yet.
    """
    with library.exclusive():
        return swept(library)


def undo_import(library: Library, import_id: int) -> UndoneImport:
    """Take an import back, with the files that only it brought, and classify what that changes.

    Parameters
    ----------
    library : Library
        The diary in it is not touched.
    import_id : int
        The import.

    Raises
    ------
    LibraryBusyError
        When an import is running.
    LibraryError
        When there is no such import.
    """
    with library.exclusive():
        undone = library.imports.undo(import_id)
        swept(library)
        classify_library(library, jobs=available_cpus())
    return undone


def unmerge(library: Library, activity_id: int) -> int:
    """Let the recordings of an activity stand for themselves, now and after later imports.

    Parameters
    ----------
    library : Library
        Read and written.
    activity_id : int
        An activity: its recordings all part. A recording merged into one: it alone leaves.

    Returns
    -------
    int
        How many came out of it.

    Raises
    ------
    LibraryBusyError
        When an import is running.
    LibraryError
        When there is no such activity, or it has one recording only.
    """
    with library.exclusive():
        n_parted = library.unmerge(activity_id)
        classify_library(library, jobs=available_cpus())
    return n_parted


def catch_up(library: Library, now: datetime) -> int:
    """Classify what an interrupted import, or older rules, left behind; return how many.

    Recordings that came through Strava's API and whose time is over are removed. While an import is
    running, all that is left to it.

    Parameters
    ----------
    library : Library
        Read and written.
    now : datetime
        Aware.
    """
    try:
        with library.exclusive():
            if purge_due(library, now):
                swept(library)
            return classify_library(library, jobs=available_cpus())
    except LibraryBusyError:
        return 0


def swept(library: Library) -> list[Path]:
    """Remove the files that nothing refers to; no import may be running."""
    present = library.present_files()
    wanted = {each.path for each in library.expected_files()}
    orphans = [path for path in present if path not in wanted]
    for path in orphans:
        path.unlink()
    return orphans


def _checked(expected: ExpectedFile) -> Finding | None:
    try:
        found = unpacked_sha256(expected.path) if expected.original else _sha256(expected.path)
    except FileNotFoundError:
        return Finding(
            problem=Problem.MISSING,
            message=f"{_what(expected)} is gone: {_remedy(expected)}",
            path=expected.path,
        )
    except (OSError, EOFError):
        found = ""
    if found == expected.sha256:
        return None
    return Finding(
        problem=Problem.DAMAGED,
        message=f"{_what(expected)} is damaged: {_remedy(expected)}",
        path=expected.path,
    )


def _what(expected: ExpectedFile) -> str:
    return "an original" if expected.original else f"the recording of {expected.owner}"


def _remedy(expected: ExpectedFile) -> str:
    if expected.original:
        return "the activity itself is not affected; restore a backup to have it again"
    if expected.original_kept:
        return "`flarelag rebuild` makes it again from its original"
    return "restore a backup"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
