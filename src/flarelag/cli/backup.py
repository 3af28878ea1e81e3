"""`flarelag backup` and `flarelag restore`: the library in one file, and back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flarelag.cli.doctor import finding_lines
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import complain, examples, say, say_json
from flarelag.model.wording import counted

BACKUP_EXAMPLES = examples("flarelag backup ~/flarelag-backup.zip")
RESTORE_EXAMPLES = examples(
    "flarelag restore ~/flarelag-backup.zip",
    "flarelag restore ~/flarelag-backup.zip --library ~/elsewhere",
)


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="Where to; private to you.")],
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Write the whole library to one file. Diary and originals are in it."""
    from flarelag.store.library import Library
    from flarelag.workflows.backup import back_up  # loads polars

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        done = back_up(opened, file.expanduser().absolute(), now=datetime.now(UTC))
    if as_json:
        missing = [str(path) for path in done.missing]
        facts = {"files": done.n_files, "bytes": done.n_bytes, "missing": missing}
        say_json({"backup": str(done.path), **facts})
    else:
        files = counted(done.n_files, "file", "files")
        say(f"backup: {done.path} (the database and {files}, {done.n_bytes / 1e6:.1f} MB)")
        if done.missing:
            complain(f"{counted(len(done.missing), 'file is', 'files are')} missing: see doctor")
    if done.missing:
        raise typer.Exit(1)


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="What `backup` wrote.")],
    library: LibraryOption = None,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Move a library that is there aside first.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring a library back from a backup."""
    from flarelag.workflows.backup import restore as bring_back  # loads polars

    done = bring_back(file.expanduser(), chosen_library(ctx, library), force=force)
    if as_json:
        facts = {
            "activities": done.n_activities,
            "entries": done.n_entries,
            "moved_to": None if done.moved_to is None else str(done.moved_to),
            "whole": done.whole,
            "findings": [finding.message for finding in done.findings],
        }
        say_json({"library": str(done.root), **facts})
    else:
        held = [
            counted(done.n_activities, "activity", "activities"),
            counted(done.n_entries, "diary entry", "diary entries"),
        ]
        say(f"library: {done.root} ({', '.join(held)})")
        if done.moved_to is not None:
            say(f"what was there before is now {done.moved_to}")
        if not done.whole:
            complain(f"{file}: this backup is cut off or damaged: what of it is whole was restored")
        for line in finding_lines(done.findings):
            complain(line)
    if done.findings:
        raise typer.Exit(1)
