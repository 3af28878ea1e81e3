"""`flarelag plot`: one session as a picture."""

from pathlib import Path
from typing import Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json

EXAMPLES = examples("flarelag plot 12 -o sprints.svg", "flarelag plot 12 -o sprints.html")


def plot(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="As `flarelag activities` lists it.")],
    library: LibraryOption = None,
    *,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="Ends in .svg, .png or .html."),
    ],
    as_json: JsonOption = False,
) -> None:
    """Draw one session: its speed, efforts and slowings.

    Pauses and declared laps are drawn, too.
    """
    from flarelag.store.library import Library
    from flarelag.workflows.plotting import plot_activity  # loads charts

    target = output.expanduser().absolute()
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        plot_activity(opened, number, target)
    if as_json:
        say_json({"plot": str(target), "activity_id": number})
    else:
        say(f"plot: {target}")
