"""`flarelag tolerance`: up to which dose sessions were not followed by clearly higher pain."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table

if TYPE_CHECKING:
    from flarelag.effects.tolerance_words import ToleranceTold
    from flarelag.model.warning_answers import WarningGuard

EXAMPLES = examples("flarelag tolerance", "flarelag tolerance --json")
COLUMNS = ("dose", "sessions", "change 6-24 h later", "95 %")


def tolerance(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """Say which doses were not followed by clearly higher pain.

    Hidden during a flare-up, for six weeks after one began, and after a yes to a warning sign.
    """
    from flarelag.store.library import Library
    from flarelag.workflows.maintenance import catch_up
    from flarelag.workflows.tolerance import library_tolerance
    from flarelag.workflows.warning_answers import guard_of

    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        catch_up(opened, now)
        guard = guard_of(opened)
        told = library_tolerance(opened, now=now)
    if as_json:
        say_json(tolerance_json(told))
        return
    say_signs_first(guard)
    say(tolerance_text(told))


def tolerance_text(told: "ToleranceTold") -> str:
    """Return what is said of doses as a person reads it."""
    if not (told.found and told.found.steps):
        return told.words
    from flarelag.effects.tolerance_words import dose_words  # loads the model

    name = told.found.dose_name
    rows = [
        (
            f"{dose_words(each.from_dose, name)} to {dose_words(each.to_dose, name)}",
            each.n,
            f"+{each.rise.mean:.1f}",
            f"({each.rise.low:.1f} to {each.rise.high:.1f})",
        )
        for each in told.found.steps
    ]
    return f"{told.words}\n\n{table(COLUMNS, rows)}\n\n{_BY_CONSTRUCTION}"


_BY_CONSTRUCTION = (
    "Against runs without hard seconds. More seconds are taken never to be followed by less pain, "
    "so no change is below 0."
)


def say_signs_first(guard: "WarningGuard") -> None:
    """Say the warning signs before anything else where one of them stands."""
    from flarelag.model.warning_signs import warning_signs_text  # rarely

    if guard.hidden:
        say(f"{warning_signs_text()}\n")


def tolerance_json(told: "ToleranceTold") -> dict[str, object]:
    """Return what is said of doses."""
    found = told.found
    return {
        "hidden": told.hidden,
        "words": told.words,
        "state": found.state if found else None,
        "limit": found.limit if found else None,
        "dose_name": found.dose_name if found else None,
        "n_without_dose": found.n_without if found else None,
        "doses": list(found.doses) if found else [],
        "steps": [
            {
                "from_dose": each.from_dose,
                "to_dose": each.to_dose,
                "n": each.n,
                "mean": each.rise.mean,
                "low": each.rise.low,
                "high": each.rise.high,
                "p_higher": each.p_higher,
            }
            for each in (found.steps if found else ())
        ],
    }
