"""`flarelag demo`: the whole way on sample data, from files and a diary to the page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flarelag.cli.diary_files import report_import
from flarelag.cli.importing import run_import, summary_text
from flarelag.cli.options import chosen_zone
from flarelag.cli.output import examples, say
from flarelag.cli.reporting import report_text
from flarelag.paths import sample_data

EXAMPLES = examples("flarelag demo", "flarelag demo --directory /tmp/flarelag")


def demo(
    *,
    directory: Annotated[
        Path, typer.Option(metavar="DIR", help="Where demo-library and demo-report.html go.")
    ] = Path(),
) -> None:
    """Import half a year of a simulated runner and report. Your own library is left alone."""
    from flarelag.store.library import Library
    from flarelag.workflows.diary_files import import_diary, read_diary
    from flarelag.workflows.reporting import write_report  # loads charts

    files, folder = sample_data(), directory.expanduser().absolute()
    diary = files / "diary.csv"
    now = datetime.now(UTC)
    with Library.open(folder / "demo-library") as library:
        say(summary_text(run_import(library, [files / "strava_export.zip", files / "loose"])))
        read = read_diary(diary, zone=chosen_zone(None), now=now)
        report_import(import_diary(library, read, now=now), diary)
        outcome = write_report(library, folder / "demo-report.html", now=now)
    say(f"\n{report_text(outcome)}")
