"""`flarelag watch` and `flarelag diary inbox`: what comes in through synced folders."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json
from flarelag.cli.taking_in import say_aside, take_in_now
from flarelag.errors import FlarelagError, UsageError, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.store.library import Library
    from flarelag.workflows.inbox import InboxProblem

WATCH_EXAMPLES = examples(
    "flarelag watch ~/Sync/flarelag",
    "flarelag watch ~/Sync/pain.txt ~/Garmin/Activities --every 60",
    "flarelag watch  # the inboxes that config.toml names",
)
INBOX_EXAMPLES = examples("flarelag diary inbox", "flarelag diary inbox --json")


def watch(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Folders and text files (else those in config.toml)."),
    ] = None,
    library: LibraryOption = None,
    *,
    every: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, max=3600, help="How often to look.")
    ] = 10,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
) -> None:
    """Take in diary lines and activities as they come. Ctrl-C ends it."""
    from flarelag.store.library import Library
    from flarelag.workflows.inbox import inbox_paths

    root = chosen_library(ctx, library)
    with Library.open(root) as opened:
        named = [path.expanduser().absolute() for path in paths or ()]
        watched = [*named, *(p for p in inbox_paths(opened) if p not in named)]
    _refuse_missing(named)
    if not watched:
        reason = "say what to watch: flarelag watch DIR, or name an inbox under [diary] in"
        raise UsageError(f"{reason} {root / 'config.toml'}")
    if not once:
        say_aside(f"watching {', '.join(map(str, watched))}; Ctrl-C ends it")
    said: str | None = None
    while True:
        said = _look(root, watched, said)
        if once:
            return
        time.sleep(every)


def _look(root: Path, watched: "Sequence[Path]", said: str | None) -> str | None:
    """Look once; return what went wrong, which is not said twice in a row."""
    from flarelag.store.library import Library

    try:
        with Library.open(root) as opened:
            take_in_now(opened, watched, files=True)
    except FlarelagError as error:
        # Somebody else holds the library, or its disk is away: it is looked at again.
        if str(error) != said:
            say_aside(f"not now: {error}")
        return str(error)
    return None


def _refuse_missing(paths: "Sequence[Path]") -> None:
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is not there")


def inbox(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """Show the inboxes, and the lines that could not be taken in."""
    from flarelag.store.library import Library
    from flarelag.workflows.inbox import inbox_paths, inbox_problems

    root = chosen_library(ctx, library)
    with Library.open(root) as opened:  # asked for to set one up, before there is anything else
        paths, problems = inbox_paths(opened), inbox_problems(opened)
        n_lines = _n_lines(opened)
    if as_json:
        say_json(
            {
                "inboxes": [{"path": str(path), "there": path.exists()} for path in paths],
                "lines_taken_in": n_lines,
                "problems": [_problem_json(each) for each in problems],
            }
        )
        return
    say(printable(f"settings: {root / 'config.toml'}"))
    for path in paths:
        say(printable(f"{path}{'' if path.exists() else ' (not there)'}"))
    if not paths:
        say('no inbox yet; name one in the settings: [diary] inbox = ["~/Sync/pain.txt"]')
    say(f"lines taken in so far: {n_lines}")
    for each in problems:
        say(printable(_problem_text(each)))


def _n_lines(library: "Library") -> int:
    return sum(mark.reason is None for mark in library.inbox.marks().values())


def _problem_text(problem: "InboxProblem") -> str:
    if problem.line is None:
        return f"{problem.path}: {problem.reason}"
    return f'{problem.path}: line {problem.line}: {problem.reason}: "{problem.text}"'


def _problem_json(problem: "InboxProblem") -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "text": problem.text,
        "reason": problem.reason,
    }
