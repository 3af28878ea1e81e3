"""`flarelag imports`: what was imported when, how each file ended, and taking it back."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.importing import MOST_NAMED, input_json, outcome_table
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library, chosen_zone
from flarelag.cli.output import examples, say, say_json, table
from flarelag.model.moments import moment_at
from flarelag.model.outcome import Outcome
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.store.imports import AwaitedRecording, StoredImport

app = typer.Typer(
    help="List the imports; show or undo one.",
    invoke_without_command=True,
    rich_markup_mode=None,
    epilog=examples("flarelag imports", "flarelag imports show 3", "flarelag imports undo 3"),
)
NumberArgument = Annotated[int, typer.Argument(metavar="N", help="As `flarelag imports` lists it.")]


@app.callback()
def list_imports(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """List the imports, and how many of their files ended how."""
    if ctx.invoked_subcommand is not None:
        return
    from flarelag.store.library import Library

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        imports, awaited = opened.imports.all(), opened.imports.awaited()
    if as_json:
        say_json(
            {
                "imports": [_import_json(each) for each in imports],
                "awaited_recordings": [asdict(each) for each in awaited],
            }
        )
    elif imports:
        say(table(("id", "started", *Outcome, ""), map(_row, imports)))
        if awaited:
            say(_awaited_text(awaited))
    else:
        say("no imports yet; start one: flarelag import FILE")


@app.command(epilog=examples("flarelag imports show 3", "flarelag imports show 3 --json"))
def show(
    ctx: typer.Context,
    number: NumberArgument,
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show how each file of an import ended, and why."""
    from flarelag.store.library import Library

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        shown, results = opened.imports.one(number), opened.imports.results_of(number)
    if as_json:
        say_json({**_import_json(shown), "inputs": [input_json(each) for each in results]})
        return
    say(f"import {shown.id}, started {_started(shown)}{_cut_short(shown)}")
    say(outcome_table(shown.counts))
    for each in results:
        say(f"{each.outcome}: {each.origin}{f' ({each.reason})' if each.reason else ''}")


@app.command(epilog=examples("flarelag imports undo 3"))
def undo(
    ctx: typer.Context,
    number: NumberArgument,
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Take an import back: what only it brought is removed. The diary is not touched."""
    from flarelag.store.library import Library
    from flarelag.workflows.maintenance import undo_import  # loads polars

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        undone = undo_import(opened, number)
    if as_json:
        facts = {"removed_activities": undone.n_removed, "kept_recordings": undone.n_kept}
        say_json({"import_id": number, **facts})
        return
    removed = counted(undone.n_removed, "activity", "activities")
    say(f"import {number} taken back: {removed} removed")
    if undone.n_kept:
        what = counted(undone.n_kept, "recording stays", "recordings stay")
        say(f"{what}: other imports hold the same bytes")


def _awaited_text(awaited: "Sequence[AwaitedRecording]") -> str:
    zone = chosen_zone(None)
    named = [
        f"{each.activity_id} ({moment_at(each.start_utc, zone).local:%Y-%m-%d})"
        for each in awaited[:MOST_NAMED]
    ]
    if len(awaited) > MOST_NAMED:
        named.append(f"and {len(awaited) - MOST_NAMED:,} more")
    one = len(awaited) == 1
    return (
        f"\n{counted(len(awaited), 'activity has', 'activities have')} no recording yet, as the "
        f"export that named {'it' if one else 'them'} did not hold one that can be read: "
        f"{', '.join(named)}. Import the {'file' if one else 'files'}, or a whole export, "
        f"and {'it is' if one else 'they are'} filled in."
    )


def _row(shown: "StoredImport") -> tuple[object, ...]:
    counts = [shown.counts.get(outcome, 0) for outcome in Outcome]
    return shown.id, _started(shown), *counts, _cut_short(shown).lstrip(", ")


def _cut_short(shown: "StoredImport") -> str:
    return "" if shown.finished_utc is not None else ", not finished"


def _started(shown: "StoredImport") -> str:
    return f"{moment_at(shown.started_utc, chosen_zone(None)).local:%Y-%m-%d %H:%M}"


def _import_json(shown: "StoredImport") -> dict[str, object]:
    return {
        "import_id": shown.id,
        "started_utc": shown.started_utc,
        "finished_utc": shown.finished_utc,
        "program_version": shown.program_version,
        "counts": {str(outcome): shown.counts.get(outcome, 0) for outcome in Outcome},
    }
