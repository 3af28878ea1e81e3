"""`flarelag diary`: bringing a diary in and reading it."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.encoding import entry_json, factor_json, item_moment
from flarelag.cli.flare import flare_json
from flarelag.cli.options import JsonOption, LibraryOption, ZoneOption, chosen_library, chosen_zone
from flarelag.cli.output import complain, examples, say, say_json, table
from flarelag.cli.progress import counting_progress
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_words import site_in_words
from flarelag.model.factor_words import name_in_words
from flarelag.model.in_words import amount_in_words, pin_in_words
from flarelag.model.moments import moment_at
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.factors import Factor
    from flarelag.workflows.diary_files import ImportedDiary

app = typer.Typer(
    help="Read the diary, correct it, bring it in and take it out.",
    rich_markup_mode=None,
    epilog=examples(
        "flarelag diary list --last 10",
        "flarelag diary edit 12 --score 5",
        "flarelag diary undo",
        "flarelag diary export diary.json",
    ),
)

IMPORT_EXAMPLES = examples(
    "flarelag diary import diary.csv",
    "flarelag diary import diary.csv diary-factors.csv --zone Europe/Zurich",
    "flarelag diary import diary.json",
    "flarelag diary import bearable.csv",
    "flarelag diary import ~/Downloads/export.zip",
    'flarelag diary import form.csv --map time=Timestamp --map "score=How bad?"',
)
EXPORT_EXAMPLES = examples(
    "flarelag diary export diary.json",
    "flarelag diary export diary.csv",
    "flarelag diary export diary.json --no-history",
)
LIST_EXAMPLES = examples(
    "flarelag diary list",
    "flarelag diary list --last 10",
    "flarelag diary list --automatic --json",
)


class DateOrder(StrEnum):
    """How dates with slashes are to be read."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@app.command("import", epilog=IMPORT_EXAMPLES)
def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="Tables (CSV) with the columns time and score; site, side, quality, flare, woke, "
            "note, zone, time_end and entered where you have them. Or with time, name and value "
            "for what else went on. Or what `flarelag diary export`, Bearable or Daylio wrote, or "
            "an export of Apple Health.",
        ),
    ],
    zone: ZoneOption = None,
    library: LibraryOption = None,
    *,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="WHAT=COLUMN",
            help="Any other table: which column is the time, score, clock, sites, side, quality, "
            "note, zone, entered. Repeatable; time and score are needed.",
        ),
    ] = None,
    dates: Annotated[
        DateOrder | None,
        typer.Option(help="How --map reads dates like 3/4/2026, where the table does not tell."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Import a diary from files. Importing them again adds nothing twice."""
    from flarelag.store.library import Library
    from flarelag.workflows.diary_files import import_diary, read_diary

    now, where = datetime.now(UTC), chosen_zone(zone)
    files, mapping = _files_and_mapping(files, columns or [])
    day_first = None if dates is None else dates is DateOrder.DAY_FIRST
    with counting_progress("reading"):  # an export of Apple Health takes a minute for 3 GB
        read = [
            read_diary(file, zone=where, now=now, mapping=mapping, day_first=day_first)
            for file in files
        ]
    with Library.open(chosen_library(ctx, library)) as opened:
        diaries = [import_diary(opened, each, now=now) for each in read]
    imported = list(zip(files, diaries, strict=True))
    if as_json:
        say_json(_imported_json(imported))
    else:
        for file, each in imported:
            report_import(each, file)
    if any(each.bad_rows for each in diaries):
        raise typer.Exit(1)


@app.command("export", epilog=EXPORT_EXAMPLES)
def export_file(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="NAME.json: everything with its history, in one file. NAME.csv: the entries, and "
            "beside it NAME-factors.csv, NAME-flares.csv, NAME-shoes.csv and NAME-warnings.csv.",
        ),
    ],
    library: LibraryOption = None,
    *,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Leave out what was changed and deleted.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the whole diary to files. `flarelag diary import` reads them back."""
    from flarelag.store.library import Library
    from flarelag.workflows.diary_files import export_diary

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        n_items = opened.diary.n_items()
        written = export_diary(opened, file, now=datetime.now(UTC), history=not no_history)
    if as_json:
        say_json({"files": [str(path) for path in written], "items": n_items})
    else:
        say("\n".join(f"written: {path}" for path in written))


@app.command("list", epilog=LIST_EXAMPLES)
def list_diary(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    last: Annotated[
        int | None, typer.Option("--last", min=1, metavar="N", help="Only the latest N.")
    ] = None,
    automatic: Annotated[
        bool,
        typer.Option(
            "--automatic",
            help="With what nobody has to log: strength, yoga, walks, worn shoes, the watch's "
            "still hours. They stand for what was typed of the same on that day.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the diary in the order of the times it speaks of."""
    from flarelag.store.library import Library
    from flarelag.workflows.factors import all_factors

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        entries = opened.diary.entries()
        factors = all_factors(opened) if automatic else opened.diary.factors()
        flares = opened.diary.flares()
    all_of_it: list[DiaryEntry | Factor] = [*entries, *factors]
    together = sorted(all_of_it, key=lambda each: each.time_utc)
    shown = together[-last:] if last else together
    if as_json:
        in_shown = {id(each) for each in shown}
        say_json(
            {
                "entries": [entry_json(each) for each in entries if id(each) in in_shown],
                "factors": [factor_json(each) for each in factors if id(each) in in_shown],
                "flares": [flare_json(each) for each in flares],
            }
        )
    elif shown:
        say(table(("no", "time", "pain", "where", "what", "", "note"), map(_row, shown)))
    else:
        say('the diary is empty; write something down: flarelag pain 3 --at "2 h ago"')


def _files_and_mapping(
    files: list[Path], pairs: list[str]
) -> tuple[list[Path], dict[str, str] | None]:
    """Let `--map time=When score=Pain` name both, though the second stands where files do."""
    if not pairs:
        return files, None
    from flarelag.sources.mapped_csv import parse_mapping  # seldom needed

    more = [file for file in files if "=" in file.name and not file.exists()]
    mapping = parse_mapping([*pairs, *map(str, more)])
    return [file for file in files if file not in more], mapping


def report_import(imported: "ImportedDiary", file: Path) -> None:
    """Say what came of a diary file: what is new on stdout, what is wrong on stderr."""
    added = counted(imported.n_added, "entry", "entries")
    say(f"diary: {added} added, {imported.n_known} known already")
    if imported.n_ambiguous:
        times = counted(imported.n_ambiguous, "clock time", "clock times")
        say(f"{times} occurred twice; taken as the first occurrence")
    if imported.ignored_columns:
        say(f"columns not used: {', '.join(imported.ignored_columns)}")
    if imported.unused:
        say(f"not used: {', '.join(imported.unused)}")
    for remark in imported.remarks:
        say(f"note: {remark}")
    for row in imported.bad_rows:
        at = file if row.line is None else f"{file}: line {row.line}"
        complain(f"{at}: {row.reason}")


def _imported_json(imported: "Sequence[tuple[Path, ImportedDiary]]") -> dict[str, object]:
    ignored = {name: None for _, each in imported for name in each.ignored_columns}
    return {
        "added": sum(each.n_added for _, each in imported),
        "known": sum(each.n_known for _, each in imported),
        "ambiguous": sum(each.n_ambiguous for _, each in imported),
        "ignored_columns": list(ignored),
        "unused": [name for _, each in imported for name in each.unused],
        "remarks": list(dict.fromkeys(text for _, each in imported for text in each.remarks)),
        "bad_rows": [
            {"file": str(file), "line": row.line, "reason": row.reason}
            for file, each in imported
            for row in each.bad_rows
        ],
    }


def _row(item: "DiaryEntry | Factor") -> tuple[object, ...]:
    end_utc = item.time_end_utc if isinstance(item, DiaryEntry) else item.end_utc
    when = f"{item_moment(item).local:%Y-%m-%d %H:%M}"
    if end_utc is not None:
        when = f"{when} - {_end(item, end_utc)}"
    if isinstance(item, DiaryEntry):
        marks = {"recalled": item.recalled, "flare-up": item.flare, "woke": item.woke}
        said = [name for name, holds in marks.items() if holds]
        return (
            item.id,
            when,
            item.score,
            ", ".join(site_in_words(place) for place in item.sites) or None,
            ", ".join(item.qualities) or None,
            ", ".join([*said, *([pin_in_words(item.pin)] if item.pin else [])]),
            item.note or "",
        )
    from_where = f"from {item.source}" if item.source.automatic else ""
    said = [each for each in (from_where, "recalled" if item.recalled else "") if each]
    what = f"{name_in_words(item.name)} {amount_in_words(item)}".rstrip()
    return (item.id, when, None, None, what, ", ".join(said), item.note or "")


def _end(item: "DiaryEntry | Factor", end_utc: datetime) -> str:
    start = item_moment(item)
    end = moment_at(end_utc, start.zone)
    same_day = end.local.date() == start.local.date()
    return f"{end.local:%H:%M}" if same_day else f"{end.local:%Y-%m-%d %H:%M}"
