"""`flarelag forget --all`: the whole library, gone."""

from typing import Annotated

import typer

from flarelag.cli.options import LibraryOption, YesOption, agreed, chosen_library
from flarelag.cli.output import examples, say
from flarelag.errors import UsageError
from flarelag.model.wording import counted

EXAMPLES = examples("flarelag forget --all", "flarelag forget --all --yes")


def forget(
    ctx: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="The whole library: activities, diary, settings.")
    ] = False,
    yes: YesOption = False,
    library: LibraryOption = None,
) -> None:
    """Remove your whole library for good. Your own files and exports stay where they are."""
    if not everything:
        raise UsageError(
            "say --all to remove the whole library; the diary alone: flarelag diary forget"
        )
    from flarelag.store.library import Library
    from flarelag.workflows.forgetting import forget_library

    root = chosen_library(ctx, library)
    with Library.open(root, create=False) as opened:
        n_activities = counted(len(opened.activities()), "activity", "activities")
        n_entries = counted(len(opened.diary.entries()), "diary entry", "diary entries")
    agreed(
        f"This removes the library in {root} for good: {n_activities} with their records and "
        f"originals, {n_entries}, all settings. Files that you imported, backups and exports stay "
        "where they are.",
        yes=yes,
    )
    left = forget_library(root)
    say(f"the library in {root} is gone")
    if left:
        say(f"left there, as flarelag did not make them: {', '.join(left)}")
