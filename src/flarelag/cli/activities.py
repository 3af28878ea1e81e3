"""`flarelag activities`: what the library holds."""

from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.activity_text import activity_text, clock, kilometres, local_start
from flarelag.cli.encoding import stored_activity_json
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.model.stored import StoredActivity
    from flarelag.store.recordings.sightings import Sighting

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
    from flarelag.store.library import Library
    from flarelag.workflows.listing import listed_activities

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
    """Show one activity: efforts, braking, doses, its source."""
    from flarelag.store.library import Library
    from flarelag.workflows.listing import listed_activity

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        stored, sightings = listed_activity(opened, number), opened.sightings(number)
    if as_json:
        met = [_sighting_json(each) for each in sightings]
        say_json({"activities": [stored_activity_json(stored)], "recordings": met})
        return
    say(activity_text(stored.activity, stored.classification))
    for each in sightings:
        merged = f"; recording {each.recording_id}, {each.merge_reason}"
        say(f"from {each.source}: {each.origin}{merged if each.merge_reason else ''}")


@app.command(epilog=examples("flarelag activities unmerge 12"))
def unmerge(
    ctx: typer.Context,
    number: Annotated[
        int,
        typer.Argument(metavar="ID", help="Of an activity, or of one of its recordings."),
    ],
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Take apart recordings that are not the same activity. They stay apart."""
    from flarelag.store.library import Library
    from flarelag.workflows.maintenance import unmerge as take_apart  # loads polars

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        n_parted = take_apart(opened, number)
    if as_json:
        say_json({"activity_id": number, "unmerged_recordings": n_parted})
    else:
        standing = counted(
            n_parted, "recording stands for itself", "recordings stand for themselves"
        )
        say(f"{standing} now")


def _sighting_json(sighting: "Sighting") -> dict[str, object]:
    return {
        "recording_id": sighting.recording_id,
        "origin": str(sighting.origin),
        "source": sighting.source,
        "sha256": sighting.sha256,
        "part": sighting.part,
        "import_id": sighting.import_id,
        "merge_reason": sighting.merge_reason,
    }


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
