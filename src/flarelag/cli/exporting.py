"""`flarelag export`: the library as tables for a notebook."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flarelag.cli.options import LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.errors import UsageError

EXAMPLES = examples(
    "flarelag export --parquet tables/",
    "flarelag export --csv tables/",
    "flarelag export --json tables/",
)


def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write into.")],
    *,
    parquet: Annotated[bool, typer.Option("--parquet", help="As Parquet files.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV files.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON files.")] = False,
    library: LibraryOption = None,
) -> None:
    """Write all data and results as documented tables.

    The results are those of the report: the answer, places, triggers and relievers, flare-ups.
    """
    from flarelag.store.library import Library
    from flarelag.workflows.exporting import ExportFormat, export_library
    from flarelag.workflows.maintenance import catch_up

    chosen = [
        kind
        for kind, wanted in (
            (ExportFormat.PARQUET, parquet),
            (ExportFormat.CSV, csv),
            (ExportFormat.JSON, json),
        )
        if wanted
    ]
    if len(chosen) != 1:
        raise UsageError("say as what, once: --parquet, --csv or --json")
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        catch_up(opened, datetime.now(UTC))
        target = folder.expanduser().absolute()
        written = export_library(opened, target, chosen[0], now=datetime.now(UTC))
    if json:
        say_json({"tables": [{"path": str(e.path), "rows": e.n_rows} for e in written]})
        return
    say(table(("table", "rows"), ((e.path.name, e.n_rows) for e in written)))
    say(f"what the columns mean: {written[0].path.parent / 'COLUMNS.md'}")
