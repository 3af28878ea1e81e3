"""An import under way: what has ended, and what of it waits to be stored."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from flarelag.classify.expected import RunningBest
from flarelag.model.outcome import Origin, Outcome
from flarelag.model.sport import UNSAID, Sport
from flarelag.model.wording import counted
from flarelag.sources.inputs import Input
from flarelag.workflows.endings import HELD, ended_with_its_worker, known_outcome, without_twin
from flarelag.workflows.out_of_date import evidence_of, observed
from flarelag.workflows.pool import WorkerDied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flarelag.store.imports import EndedInput
    from flarelag.store.library import Library
    from flarelag.workflows.export_tables import ExportTable
    from flarelag.workflows.read_unit import ReadingOptions, ReadUnit
    from flarelag.workflows.runner_settings import RunnerSettings

_BATCH_ACTIVITIES: Final = 256
_BATCH_S: Final = 2.0
_WHICH_SPORT: Final = (
    "sport not said: {}, in which nothing is looked for until it is; if they were runs, "
    "import them again with `--sport run`"
)


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


@dataclass(slots=True)
class ImportRun:
    """What of one import has ended, and what of that waits to be stored.

    Parameters
    ----------
    library : Library
        Where to; held by this import alone.
    number : int
        The library's number for the import.
    inputs : list of Input
        All that there is to end. Recordings that a table names and that are missing join them.
    on_progress : callable or None
        Called each time an input has ended.
    unread : list of Input
        Those whose end is not known without reading them.
    known : dict of str to Origin
        Where bytes that are in the library were first met, by their SHA-256.
    waiting : list of EndedInput
        What has ended and is not stored yet.
    n_waiting : int
        Activities in it.
    stored_s : float
        When something was last stored, by the monotonic clock.
    ended : dict of Origin to ImportResult
        What is stored.
    bytes_done, bytes_total, n_done : int
        How far it has come.
    tables : list of ExportTable
        The tables of exports that this import ends.
    best : RunningBest or None
        The best 100 m as it stands.
    n_unsaid : int
        How many new activities say no sport, so that nothing is looked for in them.
    """

    library: Library
    number: int
    inputs: list[Input]
    on_progress: Callable[[ImportProgress], None] | None
    unread: list[Input] = field(init=False, default_factory=list)
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
    n_unsaid: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.known = self.library.known_sha256()
        self.stored_s = time.monotonic()
        self.bytes_total = sum(each.size_bytes for each in self.inputs)

    def units_to_read(self, options: ReadingOptions) -> list[ReadUnit]:
        """End every input that need not be read; return the others with what is known of them."""
        for item in self.inputs:
            last = self.library.imports.last_result(item.origin)
            known = None if options.sport is not None else known_outcome(last, item)
            if known is None:
                self.unread.append(item)
            else:
                self.end(item, known)
        self.store()
        if not self.unread:
            return []
        from flarelag.workflows.export_tables import (  # noqa: PLC0415 - loads polars
            described,
            read_tables,
        )

        tables = read_tables(self.inputs, options)
        self.tables = [table for table in tables if table.item in self.unread]
        others = {table.item for table in tables}
        return [described(item, tables) for item in self.unread if item not in others]

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
        from flarelag.workflows.export_tables import (  # noqa: PLC0415 - loads polars
            named_recordings,
            table_and_absent,
        )

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
        last = {origin: self.library.imports.last_result(origin) for origin in origins}
        return {
            origin: Outcome.DUPLICATE
            for origin, ended in last.items()
            if ended is not None and (ended.outcome in HELD or ended.outcome is Outcome.DUPLICATE)
        }

    def end(self, item: Input, result: EndedInput | WorkerDied) -> None:
        """Take note of how an input ended; store what waits when it is time."""
        ended = ended_with_its_worker(item, result) if isinstance(result, WorkerDied) else result
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
        """Take note of what an input shows of the best 100 m, and of what it does not say."""
        for new in ended.activities:
            self.n_unsaid += new.activity.sport is Sport.OTHER and UNSAID in new.activity.remarks
            shown = evidence_of(new.activity, new.classification)
            if shown is not None and self.best is not None:
                self.best.add(shown)

    def store(self) -> None:
        """Store what waits, all or nothing; after an interruption it still waits."""
        if self.waiting:
            for ended, numbers in self.library.imports.add_results(self.number, self.waiting):
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

    def hints(self) -> tuple[str, ...]:
        """Return what the exports that were read hold beside activities, and what is asked."""
        beside = (
            f"{table.item.origin}: {hint}" for table in self.tables for hint in table.content.hints
        )
        n = counted(self.n_unsaid, "new activity", "new activities")
        return (*beside, _WHICH_SPORT.format(n)) if self.n_unsaid else tuple(beside)

    def _progress(self, current: Origin) -> ImportProgress:
        return ImportProgress(
            done=self.n_done,
            total=len(self.inputs),
            bytes_done=self.bytes_done,
            bytes_total=self.bytes_total,
            current=current,
        )
