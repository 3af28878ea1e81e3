"""`flarelag rebuild`: reading every kept original again with today's readers."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from flarelag.cli.options import JobsOption, JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json
from flarelag.cli.progress import counting_progress
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.workflows.rebuilding import Rebuilt

EXAMPLES = examples("flarelag rebuild", "flarelag rebuild --jobs 4 --json")


def rebuild(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read every kept original again with today's readers.

    A newer flarelag may read more. Numbers stay.
    """
    from flarelag.store.library import Library
    from flarelag.workflows.rebuilding import rebuild as read_all_again

    with (
        Library.open(chosen_library(ctx, library), create=False) as opened,
        counting_progress("rebuilding") as on_progress,
    ):
        done = read_all_again(opened, now=datetime.now(UTC), jobs=jobs, on_progress=on_progress)
    if as_json:
        failures = [{"sha256": sha256, "reason": reason} for sha256, reason in done.failures]
        facts = {"originals": done.n_originals, "recordings": done.n_activities}
        say_json({**facts, "failures": failures})
    else:
        say(_text(done))
    if done.failures:
        raise typer.Exit(1)


def _text(done: "Rebuilt") -> str:
    recordings = counted(done.n_activities, "recording", "recordings")
    lines = [f"{recordings} read again from {counted(done.n_originals, 'original', 'originals')}"]
    if done.failures:
        lines.append("\nleft as they were:")
        lines += [f"  original {sha256[:12]}: {reason}" for sha256, reason in done.failures]
    return "\n".join(lines)
