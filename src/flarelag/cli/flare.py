"""`flarelag flare`: flare-ups of the past, by day, as she remembers them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import (
    JsonOption,
    LibraryOption,
    NoteOption,
    NumberArgument,
    SideOption,
    ZoneOption,
    chosen_library,
    chosen_zone,
)
from flarelag.cli.output import examples, say, say_json, table
from flarelag.errors import UsageError
from flarelag.model.body import BodySite
from flarelag.model.diary_words import site_in_words
from flarelag.model.in_words import flare_in_words

if TYPE_CHECKING:
    from flarelag.model.remembered import RememberedFlare

app = typer.Typer(
    help="Write down flare-ups of the past, by day. They are never used for hours after runs.",
    rich_markup_mode=None,
    epilog=examples(
        "flarelag flare add 2023-05-14..2023-06-20 --side left",
        "flarelag flare list",
    ),
)

ADD_EXAMPLES = examples(
    "flarelag flare add 2023-05-14..2023-06-20 --side left",
    'flarelag flare add 2024-09 --site buttock --side left --note "after the move"',
)
LIST_EXAMPLES = examples("flarelag flare list", "flarelag flare list --json")
DELETE_EXAMPLES = examples("flarelag flare delete 12", "flarelag diary undo")


@app.command(epilog=ADD_EXAMPLES)
def add(
    ctx: typer.Context,
    days: Annotated[
        str,
        typer.Argument(metavar="DAYS", help="2023-05-14..2023-06-20, one day, or a month."),
    ],
    side: SideOption = None,
    site: Annotated[
        list[str] | None,
        typer.Option(metavar="SITE", help=f"Where: {', '.join(BodySite)}. Repeatable."),
    ] = None,
    note: NoteOption = None,
    zone: ZoneOption = None,
    library: LibraryOption = None,
) -> None:
    """Write down a flare-up that you remember."""
    from flarelag.store.library import Library
    from flarelag.workflows.remembered import FlareWords, save_flare, understand_flare

    words = FlareWords(days=days, side=side, sites=site, note=note)
    flare = understand_flare(words, now=datetime.now(UTC), zone=chosen_zone(zone))
    with Library.open(chosen_library(ctx, library)) as opened:
        saved = save_flare(opened, flare)
    say(f"saved: flare-up {flare_in_words(saved)}, recalled")


@app.command("list", epilog=LIST_EXAMPLES)
def list_flares(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """List the flare-ups that you remember, the earliest first."""
    from flarelag.store.library import Library

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        flares = opened.diary.flares()
    if as_json:
        say_json({"flares": [flare_json(each) for each in flares]})
    elif flares:
        rows = [
            (
                each.id,
                each.first_day,
                each.last_day,
                each.n_days,
                each.side,
                ", ".join(site_in_words(place) for place in each.sites) or None,
                each.note or "",
            )
            for each in flares
        ]
        say(table(("no", "from", "to", "days", "side", "where", "note"), rows))
    else:
        say("no flare-up yet; write one down: flarelag flare add 2023-05-14..2023-06-20")


@app.command(epilog=DELETE_EXAMPLES)
def delete(
    ctx: typer.Context,
    number: NumberArgument,
    library: LibraryOption = None,
) -> None:
    """Take a flare-up out of the diary. `flarelag diary undo` brings it back."""
    from flarelag.model.remembered import RememberedFlare
    from flarelag.store.library import Library
    from flarelag.workflows.diary import delete_from_diary

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        item = opened.diary.item(number)
        if not isinstance(item, RememberedFlare):
            raise UsageError(f"{number} is no flare-up; to delete it: flarelag diary delete")
        delete_from_diary(opened, [number], now=datetime.now(UTC))
    say(f"deleted: flare-up {flare_in_words(item)}; to bring it back: flarelag diary undo")


def flare_json(flare: "RememberedFlare") -> dict[str, object]:
    """Return a remembered flare-up."""
    return {
        "id": flare.id,
        "first_day": str(flare.first_day),
        "last_day": str(flare.last_day),
        "recalled": flare.recalled,
        "side": flare.side,
        "sites": [{"site": place.site, "side": place.side} for place in flare.sites],
        "note": flare.note,
        "entered_utc": flare.entered_utc,
        "source": flare.source,
    }
