"""`flarelag pain`: one diary entry in ten seconds. This path loads nothing heavy."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from flarelag.cli.options import LibraryOption, ZoneOption, chosen_library, chosen_zone
from flarelag.cli.output import examples, say
from flarelag.model.body import BodySite, Quality, Side

EXAMPLES = examples(
    "flarelag pain 3",
    "flarelag pain 6 --site buttock --side left",
    'flarelag pain 6 --site left:buttock --site left:calf_outer --at "2 h ago"',
    'flarelag pain 4 --site "lower back" --at "yesterday 21:30" --note "long drive"',
    "flarelag pain 7 --site foot --side right --quality burning --flare --woke",
    "flarelag pain 0 --at now",
)


def pain(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    score: Annotated[
        str, typer.Argument(metavar="SCORE", help="0 (no pain) to 10 (the worst imaginable).")
    ],
    site: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SITE",
            help=f"Where: {', '.join(BodySite)}. Repeatable; `left:foot` names its side.",
        ),
    ] = None,
    side: Annotated[
        str | None, typer.Option(metavar="SIDE", help=f"Which side: {', '.join(Side)}.")
    ] = None,
    at: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help='When: "now", "2 h ago", "21:40", "yesterday 21:30", "2026-11-22 21:10".',
        ),
    ] = "now",
    quality: Annotated[
        list[str] | None,
        typer.Option(metavar="QUALITY", help=f"What it feels like: {', '.join(Quality)}."),
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Anything to remember.")] = None,
    *,
    flare: Annotated[bool, typer.Option("--flare", help="This is a flare-up.")] = False,
    woke: Annotated[bool, typer.Option("--woke", help="It kept me awake.")] = False,
    zone: ZoneOption = None,
    library: LibraryOption = None,
) -> None:
    """Write down a pain score."""
    from flarelag.model.warning_signs import (  # noqa: PLC0415 - not for --help
        calls_for_warning_signs,
        warning_signs_text,
    )
    from flarelag.store.library import Library  # noqa: PLC0415
    from flarelag.workflows.diary import (  # noqa: PLC0415
        PainWords,
        entry_in_words,
        save_entry,
        understand_pain,
    )

    now = datetime.now(UTC)
    words = PainWords(
        score=score,
        zone=chosen_zone(zone),
        at=at,
        sites=site or (),
        side=side,
        qualities=quality or (),
        flare=flare,
        woke=woke,
        note=note,
    )
    understood = understand_pain(words, now=now)
    with Library.open(chosen_library(ctx, library)) as opened:
        entry = save_entry(opened, understood.entry)
    said = "; the clock showed this time twice, taken as the first" if understood.ambiguous else ""
    say(f"saved: {entry_in_words(entry, now=now)}{said}")
    if calls_for_warning_signs(entry):
        say(f"\n{warning_signs_text()}")
