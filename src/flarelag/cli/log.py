"""`flarelag log`: sitting, a cold day, ice, a painkiller. This path loads nothing heavy."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.grouped import grouped
from flarelag.cli.help_text import one_of
from flarelag.cli.options import LibraryOption, NoteOption, ZoneOption, chosen_library, chosen_zone
from flarelag.cli.output import examples, say
from flarelag.errors import UsageError, quoted
from flarelag.model.factors import KNOWN_NAMES, FactorKind, Scale

if TYPE_CHECKING:
    from flarelag.model.factor_sayings import FactorWords

EXAMPLES = examples(
    "flarelag log sitting 6h",
    "flarelag log driving --from 9:15 --to 11:40",
    "flarelag log sitting 9h --day yesterday",
    'flarelag log "foam roller" 10min --at "2 h ago"',
    "flarelag log painkiller 400mg --at 21:40",
    'flarelag log poor_sleep --at "last night"',
    "flarelag log ice no --day today",
    'flarelag log "standing desk" 3h --new factor',
)
_HOURS = ", ".join(name for name, each in KNOWN_NAMES.items() if each.scale is Scale.HOURS)
_YES = ", ".join(name for name, each in KNOWN_NAMES.items() if each.scale is Scale.YES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """When it was, and what else was said."""

    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help='When, or when it began: "14:00", "last night".'),
    ] = None
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="From when.")] = None
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Until when; else until now.")
    ] = None
    day: Annotated[
        str | None,
        typer.Option(metavar="DAY", help='Some time on that day: "yesterday", "monday morning".'),
    ] = None
    note: NoteOption = None
    new: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Add the name to your list: factor, or measure."),
    ] = None
    zone: ZoneOption = None

    def words(self, name: str, amount: str | None) -> "FactorWords":
        """Return what was logged as it was written."""
        from flarelag.model.factor_sayings import FactorWords

        return FactorWords(
            name=name,
            zone=chosen_zone(self.zone),
            amount=amount,
            at=self.at,
            start=self.start,
            end=self.end,
            day=self.day,
            note=self.note,
            new=_kind(self.new),
        )


@grouped
def log(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=f"In hours: {_HOURS}. Yes or how much: {_YES}. Or a word of yours.",
            autocompletion=one_of(KNOWN_NAMES),
        ),
    ],
    amount: Annotated[
        str | None,
        typer.Argument(metavar="AMOUNT", help="6h, 1h30, 20min, 400mg, 7, yes, no."),
    ] = None,
    *,
    said: Said,
    library: LibraryOption = None,
) -> None:
    """Write down what else went on: sitting, stress, ice, a pill."""
    from flarelag.model.factor_sayings import understand_factor
    from flarelag.model.in_words import factor_in_words
    from flarelag.store.library import Library
    from flarelag.workflows.logging_factors import factor_names, save_factor

    now = datetime.now(UTC)
    words = said.words(name, amount)
    root = chosen_library(ctx, library)
    if words.new is not None or words.name.strip().casefold() in KNOWN_NAMES:
        understand_factor(words, now=now)  # what cannot be right makes no library
    with Library.open(root) as opened:
        factor = understand_factor(words, now=now, known=factor_names(opened))
        saved = save_factor(opened, factor)
    say(f"saved: {factor_in_words(saved.factor, now=now)}")


def _kind(text: str | None) -> FactorKind | None:
    if text is None:
        return None
    try:
        return FactorKind(text.strip().lower())
    except ValueError as error:
        raise UsageError(f"--new {quoted(text)} is neither factor nor measure") from error
