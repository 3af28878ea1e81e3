from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from flarelag.errors import UsageError
from flarelag.workflows.executors import open_pool
from flarelag.workflows.pool import FEW_UNITS, Pool, SerialExecutor, WorkerDied, map_bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Worker processes cannot import a test module, so `eval` serves as the function and expressions
# as the units.
DIE = "__import__('os')._exit(3)"


def squares(n: int) -> list[str]:
    return [f"{each} ** 2" for each in range(n)]


def test_one_job_works_in_this_process():
    with open_pool(jobs=1, n_units=1000) as pool:
        found = list(map_bounded(pool, eval, ["__import__('os').getpid()"]))
    assert found == [("__import__('os').getpid()", os.getpid())]


def test_a_handful_starts_no_process():
    with open_pool(jobs=8, n_units=FEW_UNITS) as pool:
        assert isinstance(pool.executor, SerialExecutor)


def test_processes_give_the_same_as_one_core():
    units = squares(50)
    with open_pool(jobs=2, n_units=FEW_UNITS + 1) as pool:
        found = dict(map_bounded(pool, eval, units))
        (_, pid), *_ = map_bounded(pool, eval, ["__import__('os').getpid()"])
    with open_pool(jobs=1, n_units=FEW_UNITS + 1) as pool:
        assert found == dict(map_bounded(pool, eval, units))
    assert pid != os.getpid()


def test_workers_use_one_thread_and_leave_ctrl_c_to_the_parent():
    with open_pool(jobs=2, n_units=FEW_UNITS + 1) as pool:
        units = [
            "__import__('os').environ['POLARS_MAX_THREADS']",
            "__import__('polars').thread_pool_size()",
            "__import__('signal').getsignal(2) == __import__('signal').SIG_IGN",
            "2 in __import__('signal').pthread_sigmask(__import__('signal').SIG_BLOCK, [])",
        ]
        found = dict(map_bounded(pool, eval, units))
    assert [found[unit] for unit in units] == ["1", 1, True, True]


def test_a_dead_worker_costs_its_own_unit_only():
    units = squares(30)
    units.insert(7, DIE)
    with open_pool(jobs=2, n_units=FEW_UNITS + 1) as pool:
        found = list(map_bounded(pool, eval, units))
    assert len(found) == 31
    assert dict(found) == {
        unit: WorkerDied() if unit == DIE else eval(unit)  # noqa: S307 - our own words
        for unit in units
    }


def test_many_units_share_calls_once_the_first_have_ended():
    pid = "__import__('os').getpid()"
    calls: list[int] = []

    class Counting(SerialExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
            (some,) = args
            assert isinstance(some, list)
            calls.append(len(some))
            return super().submit(fn, *args, **kwargs)

    found = list(map_bounded(Pool(Counting, in_flight=4), eval, [pid] * 200, n_units=200))
    assert found == [(pid, os.getpid())] * 200
    assert calls[:4] == [1, 1, 1, 1]
    assert max(calls) == 8
    assert sum(calls) == 200


def test_a_serial_pool_hands_out_one_at_a_time():
    with open_pool(jobs=1, n_units=1000) as pool:
        results = map_bounded(pool, eval, ["1", "1 / 0"], n_units=1000)
        assert next(results) == ("1", 1)


def test_a_dead_worker_costs_its_own_unit_only_among_many_that_shared_its_call():
    units = squares(300)
    units.insert(200, DIE)
    with open_pool(jobs=2, n_units=300) as pool:
        found = list(map_bounded(pool, eval, units, n_units=301))
    assert len(found) == 301
    assert [unit for unit, result in found if result == WorkerDied()] == [DIE]


def test_units_are_read_only_as_fast_as_they_are_worked_on():
    taken = 0

    def units() -> Iterator[int]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield n

    with open_pool(jobs=2, n_units=FEW_UNITS + 1) as pool:
        results = map_bounded(pool, math.sqrt, units())
        next(results)
        assert taken <= pool.in_flight + 1 == 9
        assert len(list(results)) == 99


def test_a_programming_error_in_the_function_stops_the_run():
    with (
        open_pool(jobs=1, n_units=1) as pool,
        pytest.raises(ZeroDivisionError),
    ):
        list(map_bounded(pool, eval, ["1 / 0"]))


def test_a_pool_suits_what_it_was_opened_for():
    with open_pool(jobs=1, n_units=1) as pool:
        assert pool.suits(FEW_UNITS)
        assert not pool.suits(FEW_UNITS + 1)
    assert Pool(SerialExecutor, in_flight=8).suits(100_000)


def test_no_units_are_no_results():
    with open_pool(jobs=1, n_units=0) as pool:
        assert list(map_bounded(pool, eval, [])) == []


def test_what_is_handed_out_is_called_back_when_the_caller_leaves():
    class NeverAgain(SerialExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
            futures.append(Future() if futures else super().submit(fn, *args, **kwargs))
            return futures[-1]

    futures: list[Future[Any]] = []
    results = map_bounded(Pool(NeverAgain, in_flight=3), math.sqrt, [1, 4, 9])
    assert next(results) == (1, 1.0)
    results.close()
    assert [future.cancelled() for future in futures] == [False, True, True]


def test_workers_end_when_their_parent_is_killed():
    program = """
import time
from flarelag.workflows.executors import open_pool
from flarelag.workflows.pool import FEW_UNITS, map_bounded
if __name__ == "__main__":
    with open_pool(jobs=2, n_units=FEW_UNITS + 1) as pool:
        for _, pid in map_bounded(pool, eval, ["__import__('os').getpid()"] * 8):
            print(pid, flush=True)
        print("working", flush=True)
        time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = set()
        while (line := parent.stdout.readline().strip()) != "working":
            pids.add(int(line))
        parent.kill()
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid: int) -> bool:
    # A process that ended and waits to be reaped by a busy init is over all the same. One that is
    # reaped between opening and reading has no entry any more.
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - a name, not a file
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_cluster_that_does_not_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flarelag.workflows.executors._CLUSTER_TIMEOUT_S", 0.3)
    with (
        pytest.raises(UsageError, match="no Dask scheduler answers at tcp://127"),
        open_pool(jobs=1, n_units=1, scheduler="tcp://127.0.0.1:9"),
    ):
        pass


def test_a_cluster_without_the_extra_is_a_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"flarelag\[cluster\]"),
        open_pool(jobs=1, n_units=1, scheduler="tcp://127.0.0.1:9"),
    ):
        pass
