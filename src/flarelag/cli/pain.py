"""`flarelag pain`: one diary entry in ten seconds. This path loads nothing heavy."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.grouped import grouped
from flarelag.cli.help_text import one_of
from flarelag.cli.options import (
    LibraryOption,
    NoteOption,
    SideOption,
    ZoneOption,
    chosen_library,
    chosen_zone,
    whole_number,
)
from flarelag.cli.output import examples, say
from flarelag.cli.warning_signs import show_warning_signs
from flarelag.errors import UsageError
from flarelag.model.body import BodySite, Quality
from flarelag.model.diary import Phase

if TYPE_CHECKING:
    from flarelag.model.pain_words import PainWords, PinWords
    from flarelag.model.stored import StoredActivity

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said beside the score."""

    site: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SITE",
            help=f"Where: {', '.join(BodySite)}. Repeatable; `left:foot` names its side.",
            autocompletion=one_of(BodySite),
        ),
    ] = None
    side: SideOption = None
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help='When: "now", "2 h ago", "21:40", "last night", "monday 18:00"; '
            "with --activity the time since its start, such as 21:40.",
        ),
    ] = None
    quality: Annotated[
        list[str] | None,
        typer.Option(
            metavar="QUALITY",
            help=f"What it feels like: {', '.join(Quality)}.",
            autocompletion=one_of(Quality),
        ),
    ] = None
    note: NoteOption = None
    activity: Annotated[
        str | None,
        typer.Option(metavar="ID", help="It hit me during this activity (`flarelag activities`)."),
    ] = None
    lap: Annotated[
        str | None, typer.Option(metavar="N", help="In this lap of it, counted from 1.")
    ] = None
    phase: Annotated[
        str | None,
        typer.Option(
            metavar="PHASE", help=f"While: {', '.join(Phase)}.", autocompletion=one_of(Phase)
        ),
    ] = None
    flare: Annotated[bool, typer.Option("--flare", help="This is a flare-up.")] = False
    woke: Annotated[bool, typer.Option("--woke", help="It kept me awake.")] = False
    zone: ZoneOption = None

    def words(self, score: str) -> "PainWords":
        """Return the entry as it was written, without a moment of an activity."""
        from flarelag.model.pain_words import PainWords

        return PainWords(
            score=score,
            zone=chosen_zone(self.zone),
            at=self.at or "now",
            sites=self.site or (),
            side=self.side,
            qualities=self.quality or (),
            flare=self.flare,
            woke=self.woke,
            note=self.note,
        )

    def number(self) -> int | None:
        """Return the number of the activity it hit in.

        Raises
        ------
        UsageError
            What is no number; a lap or a phase of no activity.
        """
        number, _ = whole_number("--activity", self.activity), whole_number("--lap", self.lap)
        if number is None and (self.lap or self.phase):
            raise UsageError("--lap and --phase say where in an activity: name it with --activity")
        return number

    def pin(self, activity: "StoredActivity") -> "PinWords":
        """Return the moment of the activity."""
        from flarelag.model.pain_words import PinWords

        lap = whole_number("--lap", self.lap)
        return PinWords(activity=activity, at=self.at, lap=lap, phase=self.phase)


@grouped
def pain(
    ctx: typer.Context,
    score: Annotated[
        str, typer.Argument(metavar="SCORE", help="0 (no pain) to 10 (the worst imaginable).")
    ],
    *,
    said: Said,
    library: LibraryOption = None,
) -> None:
    """Write down a pain score."""
    from flarelag.model.in_words import entry_in_words
    from flarelag.model.pain_words import understand_pain
    from flarelag.store.library import Library
    from flarelag.workflows.diary import save_entry

    now = datetime.now(UTC)
    activity, words = said.number(), said.words(score)
    root = chosen_library(ctx, library)
    if activity is None:
        understand_pain(words, now=now)  # what cannot be right makes no library
    with Library.open(root, create=activity is None) as opened:
        if activity is not None:
            words = replace(words, pin=said.pin(opened.activity(activity)))
        understood = understand_pain(words, now=now)
        saved = save_entry(opened, understood.entry)
    twice = "; the clock showed this time twice, taken as the first" if understood.ambiguous else ""
    say(f"saved: {entry_in_words(saved.entry, now=now)}{twice}")
    show_warning_signs(saved.warning_causes)
    if saved.stopped:
        say(f"\n{saved.stopped}")
