"""Where work is done: in this process, in worker processes, or on a cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from typing import TYPE_CHECKING, Any, Final

from flarelag.errors import UsageError
from flarelag.process import save_work
from flarelag.workflows.pool import FEW_UNITS, Pool, SerialExecutor

if TYPE_CHECKING:
    from collections.abc import Generator

_QUEUED_PER_JOB: Final = 4
_ONE_THREAD: Final = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_CLUSTER_TIMEOUT_S: Final = 10


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


def _processes(jobs: int) -> Executor:
    """Start worker processes that share nothing with this one (threads do not survive a fork)."""
    method = "spawn"
    if "forkserver" in multiprocessing.get_all_start_methods():
        method = "forkserver"
        _start_server()
    return ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context(method), initializer=_prepare_worker
    )


def _start_server() -> None:
    """Start what forks the workers; it and they are deaf to Ctrl-C from their first instant."""
    resource_tracker.ensure_running()  # by itself so; and it opens the ears of whoever starts it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
