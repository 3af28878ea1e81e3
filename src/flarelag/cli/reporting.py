"""`flarelag report`: the library as one page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.grouped import grouped
from flarelag.cli.options import (
    JsonOption,
    LibraryOption,
    OnlySideOption,
    OnlySiteOption,
    chosen_library,
)
from flarelag.cli.output import examples, say, say_json
from flarelag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.report.report import PageOptions
    from flarelag.workflows.reporting import ReportOutcome

EXAMPLES = examples(
    "flarelag report",
    "flarelag report -o ~/for-my-doctor.html --title 'For Dr. Muster'",
    "flarelag report --print -o summary.pdf",
    "flarelag report --since 2026-06-01 --site buttock --side left",
    "flarelag report --json",
)
DEFAULT_TARGET, DEFAULT_SUMMARY = Path("flarelag-report.html"), Path("flarelag-summary.pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the reader wants the page, in the words of the command line."""

    title: Annotated[str | None, typer.Option(metavar="TEXT", help="A title above the answer.")] = (
        None
    )
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="From this day on, such as 2026-06-01.")
    ] = None
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Up to and including this day.")
    ] = None
    site: OnlySiteOption = None
    side: OnlySideOption = None
    with_notes: Annotated[
        bool, typer.Option("--with-notes", help="Show titles, notes and the names of shoes.")
    ] = False
    with_places: Annotated[
        bool,
        typer.Option("--with-places", help="Show where sessions started, to about a kilometre."),
    ] = False
    imperial: Annotated[bool, typer.Option("--imperial", help="Miles, not kilometres.")] = False
    week_start: Annotated[
        str, typer.Option(metavar="DAY", help="The day a week begins on: monday or sunday.")
    ] = "monday"

    def page_options(self) -> "PageOptions":
        """Return the same as the page takes it."""
        from flarelag.report.report import PageOptions  # loads charts
        from flarelag.report.units import Units
        from flarelag.training.volume import WeekStart

        if self.week_start not in set(WeekStart):
            raise UsageError(f"a week begins on {' or '.join(WeekStart)}, not {self.week_start!r}")
        first, last = _day("--since", self.since), _day("--until", self.until)
        if first and last and first > last:
            raise UsageError(f"--since {first} is after --until {last}")
        return PageOptions(
            title=self.title,
            units=Units.IMPERIAL if self.imperial else Units.METRIC,
            week_start=WeekStart(self.week_start),
            since=first,
            until=last,
            with_notes=self.with_notes,
            with_places=self.with_places,
        )

    def writer(self, now: datetime, *, summary: bool) -> "Callable[..., ReportOutcome]":
        """Return what writes the page, or the summary of it, of a library to a file."""
        from flarelag.model.diary_words import parse_side, parse_site
        from flarelag.workflows.printing import find_browser, write_summary
        from flarelag.workflows.reporting import write_report  # loads charts

        return partial(
            partial(write_summary, browser=find_browser()) if summary else write_report,
            now=now,
            options=self.page_options(),
            site=parse_site(self.site) if self.site else None,
            side=parse_side(self.side) if self.side else None,
        )


@grouped
def report(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write."),
    ] = None,
    summary: Annotated[
        bool,
        typer.Option(
            "--print",
            help="One A4 page for the physiotherapist instead: a PDF where Chromium or Chrome is "
            "there, else a page to print.",
        ),
    ] = False,
    wanted: Wanted,
    as_json: JsonOption = False,
) -> None:
    """Write the answer as one HTML page that opens offline."""
    from flarelag.store.library import Library
    from flarelag.workflows.maintenance import catch_up

    now = datetime.now(UTC)
    write = wanted.writer(now, summary=summary)
    target = (output or (DEFAULT_SUMMARY if summary else DEFAULT_TARGET)).expanduser().absolute()
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        catch_up(opened, now)
        outcome = write(opened, target)
    if as_json:
        say_json({"report": str(outcome.path), "headline": outcome.headline})
    else:
        say(report_text(outcome))


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day such as 2026-06-01") from None


def report_text(outcome: "ReportOutcome") -> str:
    """Return the answer in words and where the page is."""
    return f"{outcome.headline}\n\nreport: {outcome.path}"
