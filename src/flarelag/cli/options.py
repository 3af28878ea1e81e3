"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from flarelag.cli.help_text import one_of
from flarelag.errors import UsageError, quoted
from flarelag.model.body import BodySite, Side
from flarelag.paths import LIBRARY_VARIABLE, LibraryPaths, library_root

LibraryOption = Annotated[
    str | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help=f"The library's folder (else {LIBRARY_VARIABLE}, else your data folder).",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
ZoneOption = Annotated[
    str | None,
    typer.Option(
        "--zone",
        metavar="ZONE",
        help="Where clock times are meant, such as Europe/Zurich (else this computer's zone).",
    ),
]
SideOption = Annotated[
    str | None,
    typer.Option(
        metavar="SIDE", help=f"Which side: {', '.join(Side)}.", autocompletion=one_of(Side)
    ),
]
OnlySiteOption = Annotated[
    str | None,
    typer.Option(
        metavar="SITE",
        help=f"Only pain there: {', '.join(BodySite)}.",
        autocompletion=one_of(BodySite),
    ),
]
OnlySideOption = Annotated[
    str | None,
    typer.Option(
        metavar="SIDE",
        help=f"Only on that side: {', '.join(Side)}.",
        autocompletion=one_of(Side),
    ),
]
NoteOption = Annotated[str | None, typer.Option(metavar="TEXT", help="Anything to remember.")]
JobsOption = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Worker processes (else one for each CPU).")
]
NumberArgument = Annotated[int, typer.Argument(metavar="NO", help="Its number in the list.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


def agreed(what: str, *, yes: bool) -> None:
    """Go on when the person agrees; where nobody can be asked, only `--yes` agrees.

    Raises
    ------
    UsageError
        She does not.
    """
    if yes:
        return
    typer.echo(what, err=True)
    try:
        answer = typer.prompt("Type yes to go on", default="no", show_default=False, err=True)
    except typer.Abort:
        answer = "no"
    if answer.strip().lower() != "yes":
        raise UsageError("nothing was removed")


def chosen_library(ctx: typer.Context, after: str | None) -> Path:
    """Return the library's folder: named after the command, before it, or the usual one.

    What waits in its inboxes is taken in first.
    """
    named = after or ctx.find_root().params.get("library")
    root = library_root(Path(named) if named else None)
    if LibraryPaths(root).config.is_file():
        from flarelag.cli.taking_in import take_in_first  # only with an inbox

        take_in_first(root, ctx.info_name)
    return root


def chosen_zone(zone: str | None) -> str:
    """Return the zone that was named, or this computer's."""
    from flarelag.workflows.clock import system_zone  # only where it is needed

    return zone or system_zone()


def whole_number(option: str, text: str | None) -> int | None:
    """Return the number that an option names; Typer's own check would load more than `pain` does.

    Raises
    ------
    UsageError
        Not a number.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise UsageError(f"{option} {quoted(text)} is not a number")
    return int(text)
