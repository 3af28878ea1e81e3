"""`flarelag shoes`: how far each pair has gone, and when it counts as worn."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.errors import UsageError

if TYPE_CHECKING:
    from flarelag.model.shoes import Shoe

app = typer.Typer(
    help="See how far your shoes have gone. Say when they count as worn.",
    rich_markup_mode=None,
    invoke_without_command=True,
    epilog=examples(
        "flarelag shoes",
        'flarelag shoes set "Pegasus 40" --start 120 --limit 700',
    ),
)
SET_EXAMPLES = examples(
    'flarelag shoes set "Pegasus 40" --limit 700',
    "flarelag shoes set spikes --start 35 --no-limit",
)


@app.callback()
def list_shoes(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """List your shoes, the ones you wore last first."""
    if ctx.invoked_subcommand is not None:
        return
    from flarelag.store.library import Library
    from flarelag.workflows.shoes import list_shoes as shoes_in

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        shoes = shoes_in(opened)
    if as_json:
        say_json({"shoes": [_shoe_json(each) for each in shoes]})
    elif shoes:
        say(
            table(
                ("shoes", "km", "limit km", "", "activities", "last"),
                [
                    (
                        each.name,
                        f"{each.distance_m / 1000:.0f}",
                        None if each.limit_m is None else f"{each.limit_m / 1000:.0f}",
                        "worn" if each.worn else "",
                        each.n_activities,
                        f"{each.last_utc:%Y-%m-%d}" if each.last_utc else None,
                    )
                    for each in shoes
                ],
            )
        )
    else:
        say("no activity on foot names its shoes; Strava's export does (Activity Gear)")


@app.command("set", epilog=SET_EXAMPLES)
def set_shoes(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its name, or enough of its beginning.")
    ],
    start: Annotated[
        float | None,
        typer.Option(metavar="KM", help="How far they had gone before the first activity here."),
    ] = None,
    limit: Annotated[
        float | None, typer.Option(metavar="KM", help="Beyond this they count as worn.")
    ] = None,
    *,
    no_limit: Annotated[bool, typer.Option("--no-limit", help="They never count as worn.")] = False,
    library: LibraryOption = None,
) -> None:
    """Say how far a pair had gone, and when it counts as worn."""
    if start is None and limit is None and not no_limit:
        raise UsageError("say --start KM, --limit KM, or --no-limit")
    if limit is not None and no_limit:
        raise UsageError("say either --limit or --no-limit")
    from flarelag.store.library import Library
    from flarelag.workflows.shoes import set_shoes as keep

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        shoe = keep(
            opened,
            name,
            start_m=None if start is None else start * 1000,
            limit_m=None if limit is None else limit * 1000,
            no_limit=no_limit,
            now=datetime.now(UTC),
        )
    worn = {True: ": worn", False: "", None: ""}[shoe.worn]
    beyond = "no limit" if shoe.limit_m is None else f"limit {shoe.limit_m / 1000:.0f} km"
    say(f"{shoe.name}: {shoe.distance_m / 1000:.0f} km, {beyond}{worn}")


def _shoe_json(shoe: "Shoe") -> dict[str, object]:
    return {
        "name": shoe.name,
        "distance_m": shoe.distance_m,
        "start_m": shoe.start_m,
        "activities_m": shoe.activities_m,
        "n_activities": shoe.n_activities,
        "n_without_distance": shoe.n_without_distance,
        "limit_m": shoe.limit_m,
        "worn": shoe.worn,
        "first_utc": shoe.first_utc,
        "last_utc": shoe.last_utc,
    }
