"""A progress bar on the terminal; nothing at all where stderr is no terminal."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.workflows.importing import ImportProgress

OnProgress = Callable[["ImportProgress"], None]


@contextmanager
def import_progress() -> Generator[OnProgress | None]:
    """Yield what an import calls as its inputs end; null where nobody is watching."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("importing", total=None)
        yield lambda now: progress.update(task, completed=now.done, total=now.total)
