"""The same bounded map, wherever it is done."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

_P = ParamSpec("_P")
_R = TypeVar("_R")
_U = TypeVar("_U")

FEW_UNITS: Final = 32
"""Up to here one core has finished before worker processes have loaded what they need (2 to 3 s
of CPU each, most of it scipy)."""
_AT_ONCE: Final = 8
"""Each call costs a millisecond of messages and wake-ups: up to eight units share one."""


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
