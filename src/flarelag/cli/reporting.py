"""`flarelag report`: the library as one page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json

if TYPE_CHECKING:
    from flarelag.workflows.reporting import ReportOutcome

EXAMPLES = examples(
    "flarelag report",
    "flarelag report -o ~/for-my-doctor.html",
    "flarelag report --json",
)
DEFAULT_TARGET = Path("flarelag-report.html")


def report(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The HTML page to write.")
    ] = DEFAULT_TARGET,
    as_json: JsonOption = False,
) -> None:
    """Write the answer as one HTML page that opens offline."""
    from flarelag.store.library import Library  # noqa: PLC0415 - not for --help
    from flarelag.workflows.maintenance import catch_up  # noqa: PLC0415
    from flarelag.workflows.reporting import write_report  # noqa: PLC0415 - loads charts

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        now = datetime.now(UTC)
        catch_up(opened, now)
        outcome = write_report(opened, output.expanduser().absolute(), now=now)
    if as_json:
        say_json({"report": str(outcome.path), "headline": outcome.headline})
    else:
        say(report_text(outcome))


def report_text(outcome: "ReportOutcome") -> str:
    """Return the answer in words and where the page is."""
    return f"{outcome.headline}\n\nreport: {outcome.path}"
