"""Looking into the inboxes before a command does its work."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flarelag.cli.output import PROGRAM, complain
from flarelag.errors import FlarelagError, LibraryBusyError, printable
from flarelag.model.warning_signs import warning_signs_text
from flarelag.model.wording import counted
from flarelag.paths import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.store.library import Library
    from flarelag.workflows.inbox import TakenIn

WITHOUT_FILES = frozenset({"pain", "log", "ran", "warning-signs"})
"""Commands that a person waits for with her shoes on: they take in lines, not activity files."""

WANT_NONE = frozenset({"restore", "forget"})
"""Commands for which no library is made that was not there."""


def take_in_first(root: Path, command: str | None) -> None:
    """Take in what waits in the inboxes that config.toml names; what goes wrong stops no command.

    Parameters
    ----------
    root : Path
        The library's folder.
    command : str or None
        The command that is about to run.
    """
    paths = LibraryPaths(root)
    if not paths.config.is_file() or (command in WANT_NONE and not paths.database.is_file()):
        return
    from flarelag.config import read_config  # most libraries have no such file

    try:
        if not read_config(paths.config).diary.inbox:
            return
        from flarelag.store.library import Library
        from flarelag.workflows.inbox import inbox_paths

        with Library.open(root) as library:  # her first lines may be all there is
            inboxes = inbox_paths(library)
            take_in_now(library, inboxes, files=command not in WITHOUT_FILES)
    except FlarelagError as error:
        complain(f"the inbox was not read: {error}")


def take_in_now(library: "Library", inboxes: "Sequence[Path]", *, files: bool) -> bool:
    """Take in new lines and new activity files, and say so on stderr; return whether any were."""
    from flarelag.workflows.inbox import take_in  # only where there is an inbox

    taken = take_in(library, inboxes, datetime.now(UTC))
    say_taken(taken)
    imported = _import_new(library, inboxes) if files else 0
    if imported:
        say_aside(f"took in {counted(imported, 'activity file')}")
    return bool(imported) or not taken.nothing


def say_taken(taken: "TakenIn") -> None:
    """Say on stderr what was taken in, and once what could not be."""
    counts = (
        (len(taken.entries), "entry", "entries"),
        (taken.n_factors, "factor or measure", "factors and measures"),
        (taken.n_sessions, "session", "sessions"),
    )
    said = [counted(n, one, many) for n, one, many in counts if n]
    if said:
        twice = f" ({counted(taken.n_ambiguous, 'clock time')} occurred twice, taken as the first)"
        say_aside(f"took in {', '.join(said)}{twice if taken.n_ambiguous else ''}")
    for each in taken.problems:
        where = f"{each.path}: line {each.line}" if each.line else each.path
        complain(f"{where}: {each.reason}")
    if taken.warning_causes:
        say_aside(warning_signs_text())


def say_aside(text: str) -> None:
    """Print a text on stderr, where it is in no program's way."""
    import typer

    lines = text.splitlines()
    typer.echo(
        "\n".join([f"{PROGRAM}: {printable(lines[0])}", *map(printable, lines[1:])]), err=True
    )


def _import_new(library: "Library", inboxes: "Sequence[Path]") -> int:
    from flarelag.workflows.new_files import new_activity_files, remember_files

    now = datetime.now(UTC)
    new = new_activity_files(library, inboxes, now)
    if not new:
        return 0
    from flarelag.cli.importing import EXPLAINED, run_import

    try:
        summary = run_import(library, [Path(each.path) for each in new])
    except LibraryBusyError:
        return 0  # another import runs; they are still new when the next command looks
    remember_files(library, new, now)
    for each in summary.results:
        if each.outcome in EXPLAINED:
            complain(f"{each.origin}: {each.outcome}: {each.reason}")
    return len(new)
