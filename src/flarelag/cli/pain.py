"""`flarelag pain`: one diary entry in ten seconds. This path loads nothing heavy."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from flarelag.cli.options import LibraryOption, ZoneOption, chosen_library, chosen_zone
from flarelag.cli.output import examples, say
from flarelag.cli.warning_signs import show_warning_signs
from flarelag.errors import UsageError, quoted
from flarelag.model.body import BodySite, Quality, Side
from flarelag.model.diary import Phase

EXAMPLES = examples(
    "flarelag pain 3",
    "flarelag pain 6 --site buttock --side left",
    'flarelag pain 6 --site left:buttock --site left:calf_outer --at "2 h ago"',
    'flarelag pain 4 --site "lower back" --at "yesterday 21:30" --note "long drive"',
    "flarelag pain 7 --site foot --side right --quality burning --flare --woke",
    'flarelag pain 3 --at "last night"',
    "flarelag pain 5 --activity 12 --at 21:40 --phase full_speed",
    "flarelag pain 5 --activity 12 --lap 8 --phase slowing",
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
        str | None,
        typer.Option(
            metavar="TIME",
            help='When: "now", "2 h ago", "21:40", "last night", "monday 18:00"; '
            "with --activity the time since its start, such as 21:40.",
        ),
    ] = None,
    quality: Annotated[
        list[str] | None,
        typer.Option(metavar="QUALITY", help=f"What it feels like: {', '.join(Quality)}."),
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Anything to remember.")] = None,
    *,
    activity: Annotated[
        str | None,
        typer.Option(metavar="ID", help="It hit me during this activity (`flarelag activities`)."),
    ] = None,
    lap: Annotated[
        str | None, typer.Option(metavar="N", help="In this lap of it, counted from 1.")
    ] = None,
    phase: Annotated[
        str | None, typer.Option(metavar="PHASE", help=f"While: {', '.join(Phase)}.")
    ] = None,
    flare: Annotated[bool, typer.Option("--flare", help="This is a flare-up.")] = False,
    woke: Annotated[bool, typer.Option("--woke", help="It kept me awake.")] = False,
    zone: ZoneOption = None,
    library: LibraryOption = None,
) -> None:
    """Write down a pain score."""
    from flarelag.model.in_words import entry_in_words  # noqa: PLC0415
    from flarelag.store.library import Library  # noqa: PLC0415 - not for --help
    from flarelag.workflows.diary import (  # noqa: PLC0415
        PainWords,
        PinWords,
        save_entry,
        understand_pain,
    )

    now = datetime.now(UTC)
    numbers = _number("--activity", activity), _number("--lap", lap)
    if numbers[0] is None and (lap or phase):
        raise UsageError("--lap and --phase say where in an activity: name it with --activity")
    words = PainWords(
        score=score,
        zone=chosen_zone(zone),
        at=at or "now",
        sites=site or (),
        side=side,
        qualities=quality or (),
        flare=flare,
        woke=woke,
        note=note,
    )
    root = chosen_library(ctx, library)
    if numbers[0] is None:
        understood = understand_pain(words, now=now)
    with Library.open(root, create=numbers[0] is None) as opened:
        if numbers[0] is not None:
            stored = opened.activity(numbers[0])
            pin = PinWords(activity=stored, at=at, lap=numbers[1], phase=phase)
            understood = understand_pain(replace(words, pin=pin), now=now)
        saved = save_entry(opened, understood.entry)
    said = "; the clock showed this time twice, taken as the first" if understood.ambiguous else ""
    say(f"saved: {entry_in_words(saved.entry, now=now)}{said}")
    show_warning_signs(saved.warning_causes)
    if saved.stopped:
        say(f"\n{saved.stopped}")


def _number(option: str, text: str | None) -> int | None:
    """Return a number; Typer's own check of it would load more than the rest of the command."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise UsageError(f"{option} {quoted(text)} is not a number")
    return int(text)
