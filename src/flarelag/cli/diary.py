"""`flarelag diary`: bringing a diary in and reading it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.encoding import entry_json, entry_moment
from flarelag.cli.options import (
    JsonOption,
    LibraryOption,
    ZoneOption,
    chosen_library,
    chosen_zone,
)
from flarelag.cli.output import complain, examples, say, say_json, table
from flarelag.model.diary_words import site_in_words
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.model.diary import DiaryEntry
    from flarelag.workflows.diary_files import ImportedDiary

app = typer.Typer(help="Bring a pain diary in, and read it.", rich_markup_mode=None)

IMPORT_EXAMPLES = examples(
    "flarelag diary import diary.csv",
    "flarelag diary import diary.csv --zone Europe/Zurich",
)
LIST_EXAMPLES = examples("flarelag diary list", "flarelag diary list --json")


@app.command("import", epilog=IMPORT_EXAMPLES)
def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="A table with the columns time and score; site, side, quality, flare, woke, note, "
            "zone, time_end and entered where you have them.",
        ),
    ],
    zone: ZoneOption = None,
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Import a diary from a CSV file. Importing it again adds nothing twice."""
    from flarelag.store.library import Library  # noqa: PLC0415 - not for --help
    from flarelag.workflows.diary_files import import_diary, read_diary  # noqa: PLC0415

    now = datetime.now(UTC)
    read = read_diary(file, zone=chosen_zone(zone), now=now)
    with Library.open(chosen_library(ctx, library)) as opened:
        imported = import_diary(opened, read, now=now)
    if as_json:
        say_json(_imported_json(imported))
    else:
        report_import(imported, file)
    if imported.bad_rows:
        raise typer.Exit(1)


@app.command("list", epilog=LIST_EXAMPLES)
def list_entries(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """List the diary in the order of the times it speaks of."""
    from flarelag.store.library import Library  # noqa: PLC0415 - not for --help

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        entries = opened.entries()
    if as_json:
        say_json({"entries": [entry_json(entry) for entry in entries]})
    elif entries:
        say(table(("time", "pain", "where", "what", "", "note"), map(_row, entries)))
    else:
        say('the diary is empty; write something down: flarelag pain 3 --at "2 h ago"')


def report_import(imported: "ImportedDiary", file: Path) -> None:
    """Say what came of a diary file: what is new on stdout, what is wrong on stderr."""
    added = counted(imported.n_added, "entry", "entries")
    say(f"diary: {added} added, {imported.n_known} known already")
    if imported.n_ambiguous:
        times = counted(imported.n_ambiguous, "clock time", "clock times")
        say(f"{times} occurred twice; taken as the first occurrence")
    if imported.ignored_columns:
        say(f"columns not used: {', '.join(imported.ignored_columns)}")
    for row in imported.bad_rows:
        complain(f"{file}: line {row.line}: {row.reason}")


def _imported_json(imported: "ImportedDiary") -> dict[str, object]:
    return {
        "added": imported.n_added,
        "known": imported.n_known,
        "ambiguous": imported.n_ambiguous,
        "ignored_columns": imported.ignored_columns,
        "bad_rows": [{"line": row.line, "reason": row.reason} for row in imported.bad_rows],
    }


def _row(entry: "DiaryEntry") -> tuple[object, ...]:
    moment = entry_moment(entry)
    marks = {"recalled": entry.recalled, "flare-up": entry.flare, "woke": entry.woke}
    return (
        f"{moment.local:%Y-%m-%d %H:%M}",
        entry.score,
        ", ".join(site_in_words(place) for place in entry.sites) or None,
        ", ".join(entry.qualities) or None,
        ", ".join(name for name, holds in marks.items() if holds),
        entry.note or "",
    )
