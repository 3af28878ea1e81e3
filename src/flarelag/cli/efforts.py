"""`flarelag efforts`: the efforts of one activity, or of all."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.activity_text import EFFORT_COLUMNS, effort_row, local_start
from flarelag.cli.effort_json import effort_json
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table

if TYPE_CHECKING:
    from flarelag.model.effort import Effort
    from flarelag.model.stored import StoredActivity

EXAMPLES = examples("flarelag efforts", "flarelag efforts 12", "flarelag efforts --json")
COLUMNS = ("id", "activity of", *EFFORT_COLUMNS)


def efforts(
    ctx: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(metavar="ID", help="An activity, as `flarelag activities` lists it."),
    ] = None,
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List efforts, the slowing at their ends, how sure each is."""
    from flarelag.store.library import Library

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        chosen = opened.activities() if number is None else [opened.activity(number)]
    found = [
        (stored, effort)
        for stored in chosen
        if stored.classification
        for effort in stored.classification.efforts
    ]
    if as_json:
        say_json({"efforts": [_effort_of_json(*each) for each in found]})
    elif found:
        say(table(COLUMNS, [(s.id, local_start(s.activity), *effort_row(e)) for s, e in found]))
    else:
        say("no efforts found")


def _effort_of_json(stored: "StoredActivity", effort: "Effort") -> dict[str, object]:
    began = stored.activity.start_utc + timedelta(seconds=effort.interval.start_s)
    return {"activity_id": stored.id, "start_utc": began, **effort_json(effort)}
