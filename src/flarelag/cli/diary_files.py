"""`flarelag diary import` and `export`: a diary out of files, and into them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.grouped import grouped
from flarelag.cli.options import JsonOption, LibraryOption, ZoneOption, chosen_library, chosen_zone
from flarelag.cli.output import complain, examples, say, say_json
from flarelag.cli.progress import counting_progress
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.workflows.diary_files import ImportedDiary


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


class DateOrder(StrEnum):
    """How dates with slashes are to be read."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTable:
    """How a table that no program of ours wrote is read."""

    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="WHAT=COLUMN",
            help="Any other table: which column is the time, score, clock, sites, side, quality, "
            "note, zone, entered. Repeatable; time and score are needed.",
        ),
    ] = None
    dates: Annotated[
        DateOrder | None,
        typer.Option(help="How --map reads dates like 3/4/2026, where the table does not tell."),
    ] = None

    written_then: Annotated[
        bool,
        typer.Option(
            "--written-then",
            help="Entries that do not say when they were written down: at their time, not now.",
        ),
    ] = False

    @property
    def day_first(self) -> bool | None:
        """Whether days stand before months; null where the table has to tell."""
        return None if self.dates is None else self.dates is DateOrder.DAY_FIRST

    def files_and_mapping(self, files: list[Path]) -> tuple[list[Path], dict[str, str] | None]:
        """Let `--map time=When score=Pain` name both, though the second stands where files do."""
        if not self.columns:
            return files, None
        from flarelag.sources.mapped_csv import parse_mapping  # seldom needed

        more = [file for file in files if "=" in file.name and not file.exists()]
        mapping = parse_mapping([*self.columns, *map(str, more)])
        return [file for file in files if file not in more], mapping


@grouped
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
    table: OtherTable,
    as_json: JsonOption = False,
) -> None:
    """Import a diary from files. Importing them again adds nothing twice."""
    from flarelag.store.library import Library
    from flarelag.workflows.diary_files import import_diary, read_diary, written_then

    now, where = datetime.now(UTC), chosen_zone(zone)
    files, mapping = table.files_and_mapping(files)
    with counting_progress("reading"):  # an export of Apple Health takes a minute for 3 GB
        read = [
            read_diary(file, zone=where, now=now, mapping=mapping, day_first=table.day_first)
            for file in files
        ]
    if table.written_then:
        read = [written_then(each, now=now) for each in read]
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
