"""`flarelag activities`: what the library holds."""

from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.activity_text import activity_text, clock, kilometres, local_start
from flarelag.cli.encoding import stored_activity_json
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table

if TYPE_CHECKING:
    from flarelag.model.stored import StoredActivity

COLUMNS = ("id", "start", "sport", "time", "km", "sprints", "fast", "tempo", "efforts", "")

app = typer.Typer(
    help="List the activities in the library.",
    invoke_without_command=True,
    rich_markup_mode=None,
    epilog=examples("flarelag activities", "flarelag activities --json"),
)


@app.callback()
def list_activities(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """List the activities in the library; `show ID` tells all of one."""
    if ctx.invoked_subcommand is not None:
        return
    from flarelag.store.library import Library  # noqa: PLC0415 - not for --help
    from flarelag.workflows.listing import listed_activities  # noqa: PLC0415

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        activities = listed_activities(opened)
    if as_json:
        say_json({"activities": [stored_activity_json(stored) for stored in activities]})
    elif activities:
        say(table(COLUMNS, map(_row, activities)))
    else:
        say("no activities yet; import some: flarelag import FILE")


@app.command(epilog=examples("flarelag activities show 12", "flarelag activities show 12 --json"))
def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="As `flarelag activities` lists it.")],
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show one activity: efforts, braking, doses, and where it came from."""
    from flarelag.store.library import Library  # noqa: PLC0415 - not for --help
    from flarelag.workflows.listing import listed_activity  # noqa: PLC0415

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        stored = listed_activity(opened, number)
    if as_json:
        say_json({"activities": [stored_activity_json(stored)]})
    else:
        say(activity_text(stored.activity, stored.classification))
        say(f"from {stored.source}: {stored.origin}")


def _row(stored: "StoredActivity") -> tuple[object, ...]:
    activity, known = stored.activity, stored.classification
    counts = [
        None if known is None else sum(effort.effort_class == word for effort in known.efforts)
        for word in ("sprint", "fast", "tempo", "effort")
    ]
    return (
        stored.id,
        local_start(activity),
        activity.sport,
        clock(activity.duration_s),
        kilometres(activity.distance_m),
        *counts,
        "damaged" if activity.salvaged else "",
    )
