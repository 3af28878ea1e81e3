"""The same map and the same import on a Dask cluster of two worker processes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from flarelag.store.library import Library
from flarelag.workflows.executors import open_pool
from flarelag.workflows.importing import import_paths
from flarelag.workflows.pool import WorkerDied, map_bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    Content = Callable[[Library], dict[object, object]]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    from distributed import LocalCluster  # noqa: PLC0415 - slow to load

    with LocalCluster(  # type: ignore[no-untyped-call]  # no types published
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:
        yield str(cluster.scheduler_address)


def test_both_workers_give_the_same_as_one_core(scheduler: str):
    # The pid makes no difference to the value, and says who worked.
    units = [f"({n} ** 2, __import__('os').getpid())" for n in range(40)]
    with open_pool(jobs=1, n_units=1, scheduler=scheduler) as pool:
        assert pool.in_flight == 8
        found: dict[str, tuple[int, int]] = {
            unit: result
            for unit, result in map_bounded(pool, eval, units)
            if not isinstance(result, WorkerDied)
        }
    assert [found[unit][0] for unit in units] == [n**2 for n in range(40)]
    pids = {pid for _, pid in found.values()}
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_an_import_gives_the_same_as_on_one_core(
    scheduler: str,
    tmp_path: Path,
    now: datetime,
    sprints: Callable[[int], bytes],
    content: Content,
):
    folder = tmp_path / "files"
    folder.mkdir()
    for day in range(6):
        (folder / f"{day}.tcx").write_bytes(sprints(day))
    (folder / "bad.fit").write_bytes(b"\x0e\x20\x00\x00")
    with Library.open(tmp_path / "far") as far, Library.open(tmp_path / "near") as near:
        summaries = [
            import_paths(library, [folder], now=now, jobs=1, scheduler=address)
            for library, address in ((far, scheduler), (near, None))
        ]
        assert summaries[0].results[-1].reason == summaries[1].results[-1].reason
        assert [each.n_new_activities for each in summaries] == [6, 6]
        assert content(far) == content(near)
