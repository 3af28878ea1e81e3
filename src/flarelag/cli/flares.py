"""`flarelag flares`: flare-ups, how long they lasted, and what came before them."""

from typing import TYPE_CHECKING

import typer

from flarelag.cli.analysis_options import Asked, explained, frames_of
from flarelag.cli.effect_json import flares_json
from flarelag.cli.grouped import grouped
from flarelag.cli.options import JsonOption, LibraryOption
from flarelag.cli.output import examples, say, say_json
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.effects.explain import Explanation

EXAMPLES = examples(
    "flarelag flares",
    "flarelag flares --side left --json",
    "flarelag flares --sessions sessions.csv --diary diary.csv",
)
RULE = (
    "A flare-up: a score of 2 or more above the median of the 72 h before, the first within a "
    "day; or your own tap."
)
NO_NUMBERS = (
    "What came before is listed without numbers: no pattern is likely or clear yet, so none could "
    "be trusted."
)


@grouped
def flares(
    ctx: typer.Context,
    *,
    asked: Asked,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List flare-ups, and what came before each.

    Onset, peak, length and place; never what caused them.
    """
    told = explained(frames_of(ctx, library, asked), asked)
    if as_json:
        say_json(flares_json(told))
    else:
        say(flares_text(told))


def flares_text(told: "Explanation") -> str:
    """Return flare-ups as a person reads them, the latest last."""
    if not told.flares:
        return f"No flare-up in {counted(told.result.n_entries, 'entry', 'entries')}.\n\n{RULE}"
    head = counted(len(told.flares), "flare-up", "flare-ups")
    numbered = any(each.attribution for each in told.flares)
    return "\n\n".join(
        [
            f"{head}. {RULE}",
            *(each.words for each in told.flares),
            *([] if numbered else [NO_NUMBERS]),
        ]
    )
