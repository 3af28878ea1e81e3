"""Looking after a library: whether all is there and whole, and taking back what was not meant."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.errors import LibraryError, printable
from flarelag.store.files import sha256_of
from flarelag.store.originals import unpacked_sha256
from flarelag.workflows.classifying import classify_library
from flarelag.workflows.executors import available_cpus
from flarelag.workflows.purging import purge_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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


_HOW: Final = {Problem.MISSING: "gone", Problem.DAMAGED: "damaged"}


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
        Files of an import that is running may show as orphans. Nothing is written to it but that
        inputs are to be read again of which something is damaged or gone.

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
    bad = {each: problem for each in expected if (problem := _problem(each)) is not None}
    files = _findings(bad)
    _let_read_again(library, bad)
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
    running, all that is left to it; where the disk is full, to a later time.

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
    except LibraryError:
        return 0


def swept(library: Library) -> list[Path]:
    """Remove the files that nothing refers to; no import may be running."""
    present = library.present_files()
    wanted = {each.path for each in library.expected_files()}
    orphans = [path for path in present if path not in wanted]
    for path in orphans:
        path.unlink()
    return orphans


def _problem(expected: ExpectedFile) -> Problem | None:
    read = unpacked_sha256 if expected.original else sha256_of
    try:
        whole = read(expected.path) == expected.sha256
    except FileNotFoundError:
        return Problem.MISSING
    except (OSError, EOFError):
        whole = False
    return None if whole else Problem.DAMAGED


def _findings(bad: Mapping[ExpectedFile, Problem]) -> list[Finding]:
    lost = {each.sha256 for each in bad if each.original}
    return [
        Finding(
            problem=problem,
            message=f"{_what(each)} is {_HOW[problem]}: "
            + _remedy(each, original_kept=each.original_kept and each.original_sha256 not in lost),
            path=each.path,
        )
        for each, problem in sorted(bad.items(), key=lambda item: item[0].original)
    ]


def _what(expected: ExpectedFile) -> str:
    return "an original" if expected.original else f"the recording of {expected.owner}"


def _remedy(expected: ExpectedFile, *, original_kept: bool) -> str:
    again = "restore a backup"
    if expected.file is not None:
        again = f"import {printable(expected.file)} again, or {again}"
    if expected.original:
        return f"`flarelag rebuild` goes without it until you {again}"
    return "`flarelag rebuild` makes it again from its original" if original_kept else again


def _let_read_again(library: Library, bad: Iterable[ExpectedFile]) -> None:
    """Let what is to be imported again be read, though its file be unchanged."""
    originals = {each.original_sha256 for each in bad if each.original_sha256 and each.file}
    if originals:
        # Told all the same where the library cannot be written to: on a full disk, say.
        with suppress(LibraryError):
            library.imports.let_read_again(originals)
