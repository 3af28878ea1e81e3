"""`flarelag import`: from files, folders and archives to the library."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.grouped import grouped
from flarelag.cli.help_text import one_of
from flarelag.cli.options import JobsOption, JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import complain, examples, say, say_json, table
from flarelag.cli.progress import import_progress
from flarelag.errors import printable
from flarelag.model.outcome import RESTORED, Outcome
from flarelag.model.sport import Sport, sport_named
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flarelag.store.imports import EndedInput
    from flarelag.store.library import Library
    from flarelag.workflows.import_run import ImportResult
    from flarelag.workflows.importing import ImportSummary

EXAMPLES = examples(
    "flarelag import ~/Downloads/export_12345.zip",
    "flarelag import run.fit track.gpx folder/ --jobs 4",
    "flarelag import tracks/*.gpx --sport run",
    "flarelag import archive.zip --no-originals --json",
    "flarelag import archive.zip --scheduler tcp://cluster:8786",
)
EXPLAINED = (Outcome.SALVAGED, Outcome.FAILED)
MOST_NAMED = 5
"""Of what ended alike so many are named; `flarelag imports show` names all."""


def told_sport(text: str) -> Sport:
    """Return the sport that somebody typed, in whatever words."""
    sport = sport_named(text)
    if sport is Sport.OTHER:
        known = ", ".join(each for each in Sport if each is not Sport.OTHER)
        raise typer.BadParameter(f"{printable(text)} is none of {known}")
    return sport


@dataclass(frozen=True, kw_only=True)
class UnsaidOptions:
    """What holds for activities whose files do not say it."""

    zone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE",
            help="Where activities took place that do not say: Europe/Zurich. It is remembered.",
        ),
    ] = None
    sport: Annotated[
        Sport | None,
        typer.Option(
            metavar="SPORT",
            parser=told_sport,
            autocompletion=one_of(Sport),
            help="What activities were that do not say, new or known: run, ride, walk.",
        ),
    ] = None


NOTHING_SAID = UnsaidOptions()


@grouped
def import_files(
    ctx: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files, folders, exports of Strava, Garmin, Apple."),
    ],
    library: LibraryOption = None,
    *,
    jobs: JobsOption = None,
    no_originals: Annotated[
        bool, typer.Option("--no-originals", help="Keep no copy of the files themselves.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Read on a Dask cluster: tcp://host:8786."),
    ] = None,
    unsaid: UnsaidOptions,
    as_json: JsonOption = False,
) -> None:
    """Import activities. What is known already is left as it is."""
    from flarelag.store.library import Library

    with Library.open(chosen_library(ctx, library)) as opened:
        summary = run_import(
            opened,
            paths,
            jobs=jobs,
            keep_originals=not no_originals,
            scheduler=scheduler,
            unsaid=unsaid,
        )
    if as_json:
        say_json(_summary_json(summary))
    else:
        say(summary_text(summary))
    if summary.counts[Outcome.FAILED]:
        raise typer.Exit(1)


def run_import(
    library: "Library",
    paths: list[Path],
    *,
    jobs: int | None = None,
    keep_originals: bool = True,
    scheduler: str | None = None,
    unsaid: UnsaidOptions = NOTHING_SAID,
) -> "ImportSummary":
    """Import with a progress bar where stderr is a terminal."""
    from flarelag.workflows.clock import home_zone  # only where it is needed
    from flarelag.workflows.importing import import_paths  # loads polars
    from flarelag.workflows.read_unit import Unsaid

    with import_progress() as on_progress:
        summary = import_paths(
            library,
            paths,
            now=datetime.now(UTC),
            jobs=jobs,
            keep_originals=keep_originals,
            unsaid=Unsaid(home_zone=home_zone(library, unsaid.zone), sport=unsaid.sport),
            scheduler=scheduler,
            on_progress=on_progress,
        )
    say_tags(library)
    return summary


def say_tags(library: "Library") -> None:
    """Take in `#pain` tags beside activities, and say on stderr what is new in them."""
    from flarelag.cli.taking_in import say_aside
    from flarelag.workflows.tagged_pain import take_tags  # loads polars

    taken = take_tags(library, datetime.now(UTC))
    if taken.entries:
        say_aside(f"took in {counted(len(taken.entries), 'entry', 'entries')} from #pain tags")
    for number, tag in taken.bad:
        complain(f'activity {number}: "{tag.text}": {tag.reason}')


def summary_text(summary: "ImportSummary") -> str:
    """Return how many inputs ended how, and why those did that did not end well."""
    parts = [
        outcome_table(summary.counts),
        counted(summary.n_new_activities, "new activity", "new activities"),
    ]
    if n_restored := sum(each.reason == RESTORED for each in summary.results):
        parts.append(f"{counted(n_restored, 'duplicate')}: {RESTORED}")
    for outcome in EXPLAINED:
        ended = [each for each in summary.results if each.outcome is outcome]
        if ended:
            parts.append(f"\n{outcome}:")
            parts += _explained(ended, summary.import_id)
    parts += [f"\n{hint}" for hint in summary.hints]
    return "\n".join(parts)


def _explained(ended: "Iterable[ImportResult]", import_id: int) -> "Iterator[str]":
    """Yield why inputs ended so; what many have in common is said once."""
    by_reason: dict[str | None, list[ImportResult]] = {}
    for each in ended:
        by_reason.setdefault(each.reason, []).append(each)
    for reason, alike in by_reason.items():
        yield from (f"  {each.origin}: {reason}" for each in alike[:MOST_NAMED])
        if (n_left := len(alike) - MOST_NAMED) > 0:
            yield f"  and {n_left:,} more: {reason} (`flarelag imports show {import_id}` names all)"


def outcome_table(counts: "Mapping[Outcome, int]") -> str:
    """Return how many files ended how."""
    rows = [(outcome, counts[outcome]) for outcome in Outcome if counts.get(outcome)]
    return table(("outcome", "files"), rows) if rows else "nothing to import there"


def input_json(ended: "EndedInput | ImportResult") -> dict[str, object]:
    """Return how one input ended."""
    return {
        "origin": str(ended.origin),
        "outcome": ended.outcome,
        "reason": ended.reason,
        "n_records": ended.n_records,
    }


def _summary_json(summary: "ImportSummary") -> dict[str, object]:
    return {
        "import_id": summary.import_id,
        "new_activities": summary.n_new_activities,
        "counts": {str(outcome): n for outcome, n in summary.counts.items()},
        "hints": list(summary.hints),
        "inputs": [
            {**input_json(each), "activity_ids": each.activity_ids} for each in summary.results
        ],
    }
