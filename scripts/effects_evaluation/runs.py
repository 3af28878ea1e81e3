"""Running cells in two processes, and keeping each run so that nothing is done twice."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np

from effects_evaluation.baselines import claims
from effects_evaluation.cells import EVALUATION_SEEDS
from flarelag.effects import analyze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from effects_evaluation.cells import Judged

_CHUNK = 10


@dataclass(frozen=True, slots=True)
class Run:
    """What was said of one person.

    Parameters
    ----------
    cell, n, effect, run
        Who she is.
    verdict : str
        What was said.
    mean, low, high : float or None
        The mean change over 6-24 h, interval widened; null where nothing was fitted.
    lag_h : float or None
        Median lag of the peak.
    fires_before : bool or None
        Whether the control before the sessions excludes 0.
    shuffled_p : float or None
        Of the shuffled doses.
    next_day, ols_hac : bool
        What simpler methods claim.
    theta : float or None
        Her own true mean change; null where it is the cell's.
    """

    cell: str
    n: int
    effect: float
    run: int
    verdict: str
    mean: float | None
    low: float | None
    high: float | None
    lag_h: float | None
    fires_before: bool | None
    shuffled_p: float | None
    next_day: bool
    ols_hac: bool
    theta: float | None = None

    @property
    def key(self) -> tuple[str, int, float, int]:
        """Tell one person from the others."""
        return (self.cell, self.n, self.effect, self.run)


def run_one(cell: Judged, number: int, seeds: int = EVALUATION_SEEDS) -> Run:
    """Simulate and analyse one person."""
    case = cell.case(number, seeds)
    rng = np.random.default_rng([seeds, number])
    answer = analyze(case.exposures, case.diary, case.factors, rng=rng).result
    simpler = claims(case)
    theta, before, shuffled = answer.theta, answer.controls.before, answer.controls.shuffled
    return Run(
        cell=cell.name,
        n=cell.n,
        effect=cell.effect,
        run=number,
        verdict=answer.verdict.value,
        mean=theta.mean if theta else None,
        low=theta.low if theta else None,
        high=theta.high if theta else None,
        lag_h=answer.lag_h.median if answer.lag_h else None,
        fires_before=not before.low <= 0 <= before.high if before else None,
        shuffled_p=shuffled.p if shuffled else None,
        next_day=simpler.next_day,
        ols_hac=simpler.ols_hac,
        theta=case.theta,
    )


def run_all(
    cells: Iterable[Judged], kept: Path, *, jobs: int, on_progress: Callable[[int, int], None]
) -> list[Run]:
    """Return every run of the cells; those already kept are not done again.

    Parameters
    ----------
    cells : iterable of Judged
        What is wanted.
    kept : Path
        One JSON object a line; runs are added as they end.
    jobs : int
        Processes.
    on_progress : callable
        Takes how many runs there are and how many are wanted.
    """
    wanted = {(c.name, c.n, c.effect, i): (c, i) for c in cells for i in range(c.runs)}
    done = {run.key: run for run in _kept(kept) if run.key in wanted}
    left = [wanted[key] for key in wanted if key not in done]
    left.sort(key=lambda each: each[1])  # so that whatever ends early speaks of every cell
    spawned = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))  # polars cannot be forked
    with spawned as pool, kept.open("a", encoding="utf-8") as file:
        for run in pool.map(_unpacked, left, chunksize=_CHUNK):
            done[run.key] = run
            file.write(json.dumps(asdict(run)) + "\n")
            file.flush()
            on_progress(len(done), len(wanted))
    return list(done.values())


def _unpacked(of: tuple[Judged, int]) -> Run:
    return run_one(*of)


def _kept(path: Path) -> list[Run]:
    if not path.exists():
        return []
    return [Run(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
