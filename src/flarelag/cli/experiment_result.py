"""`flarelag experiment result`: what was found, once it has ended."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table

if TYPE_CHECKING:
    from flarelag.experiments.outcomes import Pair
    from flarelag.experiments.pairing import Slot
    from flarelag.experiments.result import Result

EXAMPLES = examples(
    "flarelag experiment result",
    "flarelag experiment result --json",
    "flarelag experiment result --look",
)


def result(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    look: Annotated[
        bool,
        typer.Option(
            "--look", help="Look before the end: it is noted, and its price is paid in p."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what the experiment found, and what went not as planned."""
    from flarelag.cli.experiment_json import result_json, standing_json
    from flarelag.store.library import Library
    from flarelag.workflows.experiment_results import read_result

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        told = read_result(opened, now=datetime.now(UTC), look=look)
    assert told.result is not None  # noqa: S101 - refused else
    if as_json:
        say_json({"experiment": standing_json(told.standing), "result": result_json(told.result)})
        return
    say(told.result.headline)
    for remark in told.result.remarks:
        say(f"- {remark}")
    if told.result.pairs:
        say(_pairs_table(told.result))


def _pairs_table(found: "Result") -> str:
    heads = ("pair", "first", "second", "after with", "after without", "adjusted difference")
    return table(heads, map(_row, found.pairs))


def _row(pair: "Pair") -> tuple[object, ...]:
    from flarelag.experiments.measures import Arm

    after = {
        slot.due: None if outcome is None or outcome.mean is None else f"{outcome.mean:.1f}"
        for slot, outcome in zip(pair.slots, pair.outcomes, strict=True)
    }
    first, second = (*map(_slot_words, pair.slots), None)[:2]
    change = None if pair.difference is None else f"{pair.difference:+.1f}"
    return pair.number + 1, first, second, after.get(Arm.WITH), after.get(Arm.WITHOUT), change


def _slot_words(slot: "Slot") -> str:
    if slot.session is None:
        return f"{slot.due}, missed"
    known = {None: "", "said": "", "inferred": " (inferred)"}[slot.known_by]
    return f"{slot.due}, {slot.done.replace('_', ' ') if slot.done else 'not known'}{known}"
