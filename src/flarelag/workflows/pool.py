"""The same bounded map on one core, on all cores, or on a cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from flarelag.errors import UsageError
from flarelag.process import save_work

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

_P = ParamSpec("_P")
_R = TypeVar("_R")
_U = TypeVar("_U")

FEW_UNITS: Final = 32
"""Up to here one core has finished before worker processes have loaded what they need (2 to 3 s
of CPU each, most of it scipy)."""
_QUEUED_PER_JOB: Final = 4
_AT_ONCE: Final = 8
"""Each call costs a millisecond of messages and wake-ups: up to eight units share one."""
_ONE_THREAD: Final = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_CLUSTER_TIMEOUT_S: Final = 10


@dataclass(frozen=True, slots=True)
class WorkerDied:
    """What comes in the place of a result when the worker died over its unit.

    Parameters
    ----------
    reason : str
        For the user.
    """

    reason: str = "the worker process died over it (out of memory, or ended from outside)"


class SerialExecutor(Executor):
    """Runs each call at once, in this process."""

    def submit(self, fn: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """Run `fn` and return a future that is done."""
        future: Future[_R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a future carries any exception to its reader
            future.set_exception(error)
        return future


@dataclass(slots=True)
class Pool:
    """Where units are worked on.

    Parameters
    ----------
    make : callable
        Starts an executor; called again after a worker died.
    in_flight : int
        How many calls may be handed out.
    killed : tuple of exception types
        What the executor raises for a single call whose worker died, besides `BrokenExecutor`,
        which takes all calls in flight with it.
    executor : Executor
        The one in use.
    """

    make: Callable[[], Executor]
    in_flight: int
    killed: tuple[type[BaseException], ...] = ()
    executor: Executor = field(init=False)

    def __post_init__(self) -> None:
        self.executor = self.make()

    def suits(self, n_units: int) -> bool:
        """Return whether so much work is well placed here."""
        return self.in_flight > 1 or n_units <= FEW_UNITS

    def at_once(self, n_units: int, n_ended: int) -> int:
        """Return how many units one worker is handed at once: one at first, then more."""
        if self.in_flight == 1:
            return 1
        # Of few units each place in the queue still gets some, four times over.
        most = min(_AT_ONCE, n_units // (4 * self.in_flight))
        return max(1, min(most, n_ended // self.in_flight))

    def restart(self) -> None:
        """Leave a broken executor behind and start another."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self.make()

    def submit(self, function: Callable[[_U], _R], unit: _U) -> Future[_R]:
        """Hand out one call; a broken executor gives a future that says so."""
        try:
            return self.executor.submit(function, unit)
        except BrokenExecutor as error:
            future: Future[_R] = Future()
            future.set_exception(error)
            return future


def available_cpus() -> int:
    """Return how many CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_pool(*, jobs: int, n_units: int, scheduler: str | None = None) -> Generator[Pool]:
    """Open the pool that fits the work: serial, processes, or a Dask cluster.

    Parameters
    ----------
    jobs : int
        Worker processes on this machine.
    n_units : int
        How much there is to do; for a handful no process is started.
    scheduler : str or None
        Address of a Dask scheduler (`tcp://host:8786`); its workers need flarelag and the same
        files under the same paths.

    Raises
    ------
    UsageError
        When the cluster cannot be reached, or the extra `cluster` is not installed.
    """
    if scheduler is not None:
        with _cluster_pool(scheduler) as pool:
            yield pool
        return
    if jobs <= 1 or n_units <= FEW_UNITS:
        yield Pool(SerialExecutor, in_flight=1)
        return
    jobs = min(jobs, n_units)
    pool = Pool(lambda: _processes(jobs), in_flight=_QUEUED_PER_JOB * jobs)
    try:
        yield pool
    finally:
        pool.executor.shutdown(wait=True, cancel_futures=True)


def map_bounded(
    pool: Pool, function: Callable[[_U], _R], units: Iterable[_U], *, n_units: int = 0
) -> Generator[tuple[_U, _R | WorkerDied]]:
    """Yield each unit with its result as they complete, with a bounded number handed out.

    When a worker dies, all units that were handed out are tried again one at a time in a new
    pool, so that only the unit to blame is lost.

    Parameters
    ----------
    pool : Pool
        From `open_pool`.
    function : callable
        Importable, so that other processes can find it. What it raises is raised here.
    units : iterable
        Picklable; read only as fast as they are worked on.
    n_units : int
        How many there are, where none has to be waited for: many are handed out a few at once.

    Yields
    ------
    tuple
        The unit, and its result or `WorkerDied`.
    """
    rest, n_ended = iter(units), 0
    running: dict[Future[list[_R]], list[_U]] = {}
    try:
        while True:
            n_at_once = pool.at_once(n_units, n_ended)
            while len(running) < pool.in_flight and (some := list(islice(rest, n_at_once))):
                running[pool.submit(partial(_each, function), some)] = some
            if not running:
                return
            lost: list[_U] = []
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                some = running.pop(future)
                try:
                    results = future.result()
                except BrokenExecutor:
                    lost += chain(some, *running.values())
                    running.clear()
                    pool.restart()
                    break
                except pool.killed:
                    lost += some
                else:
                    n_ended += len(some)
                    yield from zip(some, results, strict=True)
            yield from _one_by_one(pool, function, lost)
    finally:
        for future in running:
            future.cancel()


def _each(function: Callable[[_U], _R], units: list[_U]) -> list[_R]:
    return [function(unit) for unit in units]


def _one_by_one(
    pool: Pool, function: Callable[[_U], _R], units: list[_U]
) -> Iterator[tuple[_U, _R | WorkerDied]]:
    for unit in units:
        try:
            yield unit, pool.submit(function, unit).result()
        except BrokenExecutor:
            pool.restart()
            yield unit, WorkerDied()
        except pool.killed:
            yield unit, WorkerDied()


def _processes(jobs: int) -> Executor:
    """Start worker processes that share nothing with this one (threads do not survive a fork)."""
    methods = multiprocessing.get_all_start_methods()
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context(
            "forkserver" if "forkserver" in methods else "spawn"
        ),
        initializer=_prepare_worker,
    )


def _prepare_worker() -> None:
    """Run first in each worker process, before it loads polars."""
    os.environ.update(_ONE_THREAD)
    save_work()
    # Ctrl-C goes to every process of the terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when its parent is gone: a killed parent cannot send it home."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _cluster_pool(scheduler: str) -> Generator[Pool]:
    try:
        import distributed  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise UsageError(
            "--scheduler needs the extra `cluster`: pip install 'flarelag[cluster]'"
        ) from error
    try:
        client: Any = distributed.Client(  # type: ignore[no-untyped-call]  # no types published
            scheduler, timeout=_CLUSTER_TIMEOUT_S
        )
    except (OSError, ValueError) as error:
        reason = f"no Dask scheduler answers at {scheduler} ({error})"
        raise UsageError(reason) from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(f"the Dask scheduler at {scheduler} has no workers")
        yield Pool(
            # Not pure: a file read again may have changed, and must be read again.
            lambda: client.get_executor(pure=False),
            in_flight=_QUEUED_PER_JOB * threads,
            killed=(distributed.KilledWorker, CancelledError),
        )
