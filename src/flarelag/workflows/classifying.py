"""Classifying the library's activities, each by the best 100 m of its own date."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from flarelag.errors import LibraryError
from flarelag.workflows.executors import open_pool
from flarelag.workflows.out_of_date import stale_activities
from flarelag.workflows.pool import WorkerDied, map_bounded
from flarelag.workflows.runner_settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flarelag.model.classification import Classification
    from flarelag.model.load import ForceLine
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library
    from flarelag.workflows.judging import ClassifyUnit
    from flarelag.workflows.pool import Pool

_BATCH: Final = 64
_ROUNDS: Final = 2


def classify_library(
    library: Library,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    pool: Pool | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    everything: bool = False,
) -> int:
    """Classify every activity whose classification is missing or out of date.

    Out of date: made by older rules, or (for runs) judged by another best 100 m than the one
    that all activities now show for its date, or by another line of force.

    Parameters
    ----------
    library : Library
        Read and written.
    jobs : int
        Worker processes.
    scheduler : str or None
        Address of a Dask scheduler whose workers classify instead.
    pool : Pool or None
        One that is open already; used where it suits the work, as starting another takes time.
    on_progress : callable or None
        Called with how many are done and how many there are.
    everything : bool
        Classify every activity, out of date or not.

    Returns
    -------
    int
        How many classifications were stored.
    """
    stored = 0
    settings = read_settings(library)
    # What newer rules observe can change the best 100 m, and with it other runs: a second round.
    for number in range(_ROUNDS):
        stale = stale_activities(
            library.judged_activities(), settings, everything=everything and number == 0
        )
        if not stale:
            break
        fitting = (
            nullcontext(pool)
            if pool is not None and pool.suits(len(stale))
            else open_pool(jobs=jobs, n_units=len(stale), scheduler=scheduler)
        )
        with fitting as open_one:
            units = _units(library, stale, settings.force_line)
            stored += _classify(library, open_one, units, len(stale), on_progress)
    return stored


def _classify(
    library: Library,
    pool: Pool,
    units: Iterator[ClassifyUnit],
    n_units: int,
    on_progress: Callable[[int, int], None] | None,
) -> int:
    from flarelag.workflows.judging import classify_unit  # noqa: PLC0415 - loads polars

    stored = 0
    batch: dict[int, Classification] = {}
    results = map_bounded(pool, classify_unit, units, n_units=n_units)
    for done, (unit, result) in enumerate(results, 1):
        if not isinstance(result, WorkerDied):
            batch[unit.id] = result
        if len(batch) >= _BATCH:
            stored += _store(library, batch)
        if on_progress is not None:
            on_progress(done, n_units)
    return stored + _store(library, batch)


def _units(
    library: Library,
    stale: Sequence[tuple[StoredActivity, float | None]],
    force_line: ForceLine,
) -> Iterator[ClassifyUnit]:
    from flarelag.workflows.judging import ClassifyUnit  # noqa: PLC0415 - loads polars

    for stored, best_100m_m_s in stale:
        try:
            activity = library.activity(stored.id).activity
            packed = library.packed_records(stored.id)
        except LibraryError:
            continue  # its file is gone: what was known of it stays, and `doctor` says so
        yield ClassifyUnit(
            id=stored.id,
            activity=activity,
            packed_records=packed,
            best_100m_m_s=best_100m_m_s,
            force_line=force_line,
        )


def _store(library: Library, batch: dict[int, Classification]) -> int:
    """Store a batch and empty it; return how many there were."""
    stored = len(batch)
    if batch:
        library.set_classifications(batch)
        batch.clear()
    return stored
