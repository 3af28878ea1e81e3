"""A progress bar on the terminal; nothing at all where stderr is no terminal."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.workflows.import_run import ImportProgress

OnProgress = Callable[["ImportProgress"], None]


@contextmanager
def import_progress() -> Generator[OnProgress | None]:
    """Yield what an import calls as its inputs end; null where nobody is watching."""
    with counting_progress("importing") as count:
        yield None if count is None else lambda now: count(now.done, now.total)


@contextmanager
def counting_progress(title: str) -> Generator[Callable[[int, int], None] | None]:
    """Yield what is called with how many are done and how many there are; null as above."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # only on a terminal
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
