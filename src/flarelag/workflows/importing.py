"""Importing files, folders and archives: each input ends in exactly one outcome."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flarelag import __version__
from flarelag.model.outcome import Outcome
from flarelag.sources.inputs import Input, list_inputs
from flarelag.workflows.classifying import classify_library
from flarelag.workflows.executors import available_cpus, open_pool
from flarelag.workflows.import_run import ImportRun
from flarelag.workflows.pool import map_bounded
from flarelag.workflows.read_unit import UTC_AND_NO_SPORT, ReadingOptions, Unsaid
from flarelag.workflows.runner_settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from flarelag.store.library import Library
    from flarelag.workflows.import_run import ImportProgress, ImportResult
    from flarelag.workflows.pool import Pool
    from flarelag.workflows.read_unit import ReadUnit
    from flarelag.workflows.runner_settings import RunnerSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What an import did.

    Parameters
    ----------
    import_id : int
        The library's number for it.
    results : tuple of ImportResult
        One for each input, in the order of the inputs.
    hints : tuple of str
        What exports that were read hold beside activities, and which command takes it.
    """

    import_id: int
    results: tuple[ImportResult, ...]
    hints: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many inputs ended how; every outcome is named."""
        counted = Counter(each.outcome for each in self.results)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def n_new_activities(self) -> int:
        """How many activities the library has gained."""
        return sum(len(each.activity_ids) for each in self.results)


def import_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    now: datetime,
    jobs: int | None = None,
    keep_originals: bool = True,
    unsaid: Unsaid = UTC_AND_NO_SPORT,
    scheduler: str | None = None,
    on_progress: Callable[[ImportProgress], None] | None = None,
) -> ImportSummary:
    """Import every activity in some files, folders and archives, and classify what is new.

    Whatever is done is kept when the import is interrupted; importing the same again reads only
    what is missing.

    Parameters
    ----------
    library : Library
        Where to.
    paths : sequence of Path
        What the user named.
    now : datetime
        When the import begins.
    jobs : int or None
        Worker processes; null for one for each CPU.
    keep_originals : bool
        Whether the bytes are kept in the library, so that a better parser can read them again.
    unsaid : Unsaid
        What holds for activities whose files do not say it.
    scheduler : str or None
        Address of a Dask scheduler whose workers read instead of processes here.
    on_progress : callable or None
        Called each time an input has ended.

    Raises
    ------
    LibraryBusyError
        When another import into this library is running.
    LibraryError
        When the library cannot be written to.
    UsageError
        When there is no such cluster.
    """
    jobs = jobs if jobs is not None else available_cpus()
    began_s = time.monotonic()
    inputs = _distinct(list_inputs([Path(os.path.realpath(path)) for path in paths]))
    with library.exclusive():
        number = library.imports.begin(started_utc=now, program_version=__version__)
        run = ImportRun(library, number, inputs, on_progress)
        settings = read_settings(library)
        options = ReadingOptions(
            home_zone=unsaid.home_zone,
            keep_originals=keep_originals,
            now=now,
            force_line=settings.force_line,
            sport=unsaid.sport,
        )
        units = run.units_to_read(options)
        with open_pool(jobs=jobs, n_units=len(units), scheduler=scheduler) as pool:
            if run.unread:
                _read(run, units, pool, options, settings)
            classify_library(library, jobs=jobs, scheduler=scheduler, pool=pool)
        elapsed = timedelta(seconds=time.monotonic() - began_s)
        library.imports.finish(number, finished_utc=now + elapsed)
    return ImportSummary(import_id=number, results=run.results(), hints=run.hints())


def _read(
    run: ImportRun,
    units: list[ReadUnit],
    pool: Pool,
    options: ReadingOptions,
    settings: RunnerSettings,
) -> None:
    """Read what an import has to, then end the tables of its exports."""
    from flarelag.workflows.reading import read_and_classify  # noqa: PLC0415 - loads polars

    read = partial(read_and_classify, options)
    try:
        expecting = run.expecting(units, settings)
        for unit, result in map_bounded(pool, read, expecting, n_units=len(units)):
            run.end(unit.input, result)
        run.end_tables(options)
    finally:
        run.store()


def _distinct(inputs: Iterator[Input]) -> list[Input]:
    """Return the inputs, each once, however often the user named it."""
    return list({each.origin: each for each in inputs}.values())
