"""Importing files, folders and archives: each input ends in exactly one outcome."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag import __version__
from flarelag.classify.expected import RunningBest
from flarelag.model.outcome import Origin, Outcome
from flarelag.sources.inputs import Input, list_inputs
from flarelag.store.imports import EndedInput
from flarelag.workflows.classifying import classify_library, evidence_of, observed
from flarelag.workflows.export_tables import (
    ExportTable,
    described,
    named_recordings,
    read_tables,
    table_and_absent,
)
from flarelag.workflows.pool import WorkerDied, available_cpus, map_bounded, open_pool
from flarelag.workflows.reading import (
    PARSER_VERSION,
    ReadingOptions,
    ReadUnit,
    read_and_classify,
    stamp_of,
)
from flarelag.workflows.runner_settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from flarelag.store.library import Library
    from flarelag.workflows.runner_settings import RunnerSettings

_BATCH_ACTIVITIES: Final = 256
_BATCH_S: Final = 2.0
_READ: Final = {Outcome.IMPORTED, Outcome.SALVAGED, Outcome.MERGED}
_UNCHANGED: Final = "imported before, and unchanged since"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """How far an import has come.

    Parameters
    ----------
    done, total : int
        Inputs.
    bytes_done, bytes_total : int
        Their sizes on disk.
    current : Origin
        The input that has just ended.
    """

    done: int
    total: int
    bytes_done: int
    bytes_total: int
    current: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """How one input ended.

    Parameters
    ----------
    origin : Origin
        The file or archive member.
    outcome : Outcome
        How it ended.
    reason : str or None
        Why, in words a user understands; null for a plain import.
    activity_ids : tuple of int
        The library's numbers of its new activities.
    n_records : int
        How many records were read.
    """

    origin: Origin
    outcome: Outcome
    reason: str | None
    activity_ids: tuple[int, ...]
    n_records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What an import did.

    Parameters
    ----------
    import_id : int
        The library's number for it.
    results : tuple of ImportResult
        One for each input, in the order of the inputs.
    """

    import_id: int
    results: tuple[ImportResult, ...]

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
    home_zone: str = "UTC",
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
    home_zone : str
        IANA name of the zone of activities that say nothing of their own.
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
        number = library.begin_import(started_utc=now, program_version=__version__)
        run = _Run(library, number, inputs, on_progress)
        settings = read_settings(library)
        options = ReadingOptions(
            home_zone=home_zone,
            keep_originals=keep_originals,
            now=now,
            force_line=settings.force_line,
        )
        units = run.units_to_read(options)
        with open_pool(jobs=jobs, n_units=len(units), scheduler=scheduler) as pool:
            try:
                read = partial(read_and_classify, options)
                expecting = run.expecting(units, settings)
                for unit, result in map_bounded(pool, read, expecting, n_units=len(units)):
                    run.end(unit.input, result)
                run.end_tables(options)
            finally:
                run.store()
            classify_library(library, jobs=jobs, scheduler=scheduler, pool=pool)
        elapsed = timedelta(seconds=time.monotonic() - began_s)
        library.finish_import(number, finished_utc=now + elapsed)
    return ImportSummary(import_id=number, results=run.results())


def known_outcome(last: EndedInput | None, item: Input) -> EndedInput | None:
    """Return how an input ends without being read; null when it must be read.

    What is unchanged need not be read again; what failed or was no activity is judged again by
    newer readers.

    Parameters
    ----------
    last : EndedInput or None
        How it ended when it was last met.
    item : Input
        As it is now.
    """
    stamp = stamp_of(item)
    if last is None or stamp is None or last.stamp != stamp:
        return None
    if last.outcome in _READ:
        return replace(last, outcome=Outcome.DUPLICATE, reason=_UNCHANGED, n_records=0)
    if last.outcome is Outcome.DUPLICATE or last.parser_version == PARSER_VERSION:
        return last
    return None


def without_twin(ended: EndedInput, twin: Origin | None) -> EndedInput:
    """Return how an input ends when its very bytes are in the library from elsewhere.

    What it holds goes on all the same, for what an export now says of it.

    Parameters
    ----------
    ended : EndedInput
        As it was read.
    twin : Origin or None
        Where the same bytes were first met.
    """
    if twin is None or not ended.activities:
        return ended
    reason = f"the same bytes as {twin}"
    return replace(ended, outcome=Outcome.DUPLICATE, reason=reason, n_records=0)


def _distinct(inputs: Iterator[Input]) -> list[Input]:
    """Return the inputs, each once, however often the user named it."""
    return list({each.origin: each for each in inputs}.values())


def _lost(item: Input, died: WorkerDied) -> EndedInput:
    return EndedInput(
        origin=item.origin,
        outcome=Outcome.FAILED,
        reason=died.reason,
        parser_version=PARSER_VERSION,
    )


@dataclass(slots=True)
class _Run:
    """One import under way: what has ended, and what of it waits to be stored."""

    library: Library
    number: int
    inputs: list[Input]
    on_progress: Callable[[ImportProgress], None] | None
    known: dict[str, Origin] = field(init=False)
    waiting: list[EndedInput] = field(init=False, default_factory=list)
    n_waiting: int = field(init=False, default=0)
    stored_s: float = field(init=False)
    ended: dict[Origin, ImportResult] = field(init=False, default_factory=dict)
    bytes_done: int = field(init=False, default=0)
    bytes_total: int = field(init=False)
    n_done: int = field(init=False, default=0)
    tables: list[ExportTable] = field(init=False, default_factory=list)
    best: RunningBest | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.known = self.library.known_sha256()
        self.stored_s = time.monotonic()
        self.bytes_total = sum(each.size_bytes for each in self.inputs)

    def units_to_read(self, options: ReadingOptions) -> list[ReadUnit]:
        """End every input that need not be read; return the others with what is known of them."""
        unread = []
        for item in self.inputs:
            known = known_outcome(self.library.last_result(item.origin), item)
            if known is None:
                unread.append(item)
            else:
                self.end(item, known)
        tables = read_tables(self.inputs, options) if unread else []
        self.tables = [table for table in tables if table.item in unread]
        self.store()
        others = {table.item for table in tables}
        return [described(item, tables) for item in unread if item not in others]

    def expecting(self, units: list[ReadUnit], settings: RunnerSettings) -> Iterator[ReadUnit]:
        """Yield each unit with the best 100 m as it stands when it is handed out."""
        if not units:
            return
        shown = observed(self.library.judged_activities())
        self.best = RunningBest(shown, settings.best_100m)
        for unit in units:
            yield replace(unit, expected=self.best.expected)

    def end_tables(self, options: ReadingOptions) -> None:
        """End the tables of exports: last, when it is known which of their recordings were read."""
        self.store()
        outcomes = {origin: result.outcome for origin, result in self.ended.items()}
        for table in self.tables:
            known = self._read_before(named_recordings(table)) | outcomes
            of_table, *absent = table_and_absent(table, known, options)
            missing = [Input(origin=each.origin, size_bytes=0) for each in absent]
            self.inputs += missing
            for item, ended in zip([table.item, *missing], [of_table, *absent], strict=True):
                self.end(item, ended)

    def _read_before(self, origins: Iterable[Origin]) -> dict[Origin, Outcome]:
        """Return the recordings that are in the library, though they may have been moved since."""
        last = {origin: self.library.last_result(origin) for origin in origins}
        return {
            origin: Outcome.DUPLICATE
            for origin, ended in last.items()
            if ended is not None and (ended.outcome in _READ or ended.outcome is Outcome.DUPLICATE)
        }

    def end(self, item: Input, result: EndedInput | WorkerDied) -> None:
        """Take note of how an input ended; store what waits when it is time."""
        ended = _lost(item, result) if isinstance(result, WorkerDied) else result
        sha256 = next((new.original.sha256 for new in ended.activities if new.original), None)
        if sha256 is not None:
            ended = without_twin(ended, self.known.get(sha256))
            self.known.setdefault(sha256, item.origin)
        if ended.outcome is not Outcome.DUPLICATE:
            self._take_note(ended)
        self.waiting.append(ended)
        self.n_waiting += len(ended.activities)
        if self.n_waiting >= _BATCH_ACTIVITIES or time.monotonic() - self.stored_s >= _BATCH_S:
            self.store()
        self.n_done += 1
        self.bytes_done += item.size_bytes
        if self.on_progress is not None:
            self.on_progress(self._progress(item.origin))

    def _take_note(self, ended: EndedInput) -> None:
        """Take note of what an input shows of the best 100 m."""
        for new in ended.activities:
            shown = evidence_of(new.activity, new.classification)
            if shown is not None and self.best is not None:
                self.best.add(shown)

    def store(self) -> None:
        """Store what waits, all or nothing; after an interruption it still waits."""
        if self.waiting:
            for ended, numbers in self.library.add_results(self.number, self.waiting):
                self.ended[ended.origin] = ImportResult(
                    origin=ended.origin,
                    outcome=ended.outcome,
                    reason=ended.reason,
                    activity_ids=numbers,
                    n_records=ended.n_records,
                )
            self.waiting, self.n_waiting = [], 0
        self.stored_s = time.monotonic()

    def results(self) -> tuple[ImportResult, ...]:
        """Return how each input ended, in the order of the inputs."""
        return tuple(self.ended[item.origin] for item in self.inputs)

    def _progress(self, current: Origin) -> ImportProgress:
        return ImportProgress(
            done=self.n_done,
            total=len(self.inputs),
            bytes_done=self.bytes_done,
            bytes_total=self.bytes_total,
            current=current,
        )
