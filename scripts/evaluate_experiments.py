"""Judge experiments, tolerance and forecast on simulated people whose truth is known.

    python scripts/evaluate_experiments.py [--quick] [--json] [--runs N] [--only NAME] [--jobs N]

Seeds are apart from those used for tuning. Every figure carries its Monte Carlo error.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from experiments_evaluation.dosed import TRUTHS
from experiments_evaluation.drawn_pairs import false_positives, powers
from experiments_evaluation.forecasts import CELLS, forecast_run, forecast_summary
from experiments_evaluation.tolerances import tolerance_run, tolerance_summary
from experiments_evaluation.trials import TRIALS, trial_run, trials_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

RUNS, QUICK_RUNS = 60, 4
TRIALS_A_RUN, DRAWS_A_RUN = 6, 100
"""Experiments are cheap to live through, and pairs to draw: more of them for each person."""


def experiments(runs: int, pool: Executor) -> dict[str, Any]:
    """Return the test's errors and power, and what whole experiments say of simulated people."""
    wanted = [(trial, number) for number in range(runs * TRIALS_A_RUN) for trial in TRIALS]
    lived = pool.map(trial_run, *zip(*wanted, strict=True), chunksize=8)
    draws = runs * DRAWS_A_RUN
    return {
        "false_positives": false_positives(draws),
        "power": powers(draws),
        "people": trials_summary(lived),
    }


def tolerance(runs: int, pool: Executor) -> dict[str, Any]:
    """Return what is said of doses: step, line, flat."""
    wanted = [(truth, number) for number in range(runs) for truth in TRUTHS]
    return tolerance_summary(pool.map(tolerance_run, *zip(*wanted, strict=True)))


def forecast(runs: int, pool: Executor) -> dict[str, Any]:
    """Return how forecasts did, with and without a planted rise."""
    wanted = [(*cell, number) for number in range(runs) for cell in CELLS]
    return forecast_summary(pool.map(forecast_run, *zip(*wanted, strict=True)))


PARTS: dict[str, Callable[[int, Executor], dict[str, Any]]] = {
    "experiments": experiments,
    "tolerance": tolerance,
    "forecast": forecast,
}
"""Each part of the evaluation, given how many people of each kind and where to run them."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the evaluation and print it."""
    chosen = _arguments(arguments)
    runs = QUICK_RUNS if chosen.quick else chosen.runs
    spawn = get_context("spawn")  # polars cannot be forked
    with ProcessPoolExecutor(chosen.jobs, mp_context=spawn) as pool:
        facts = {
            name: part(runs, pool) for name, part in PARTS.items() if chosen.only in {None, name}
        }
    print(
        json.dumps(
            {"schema_version": 1, **facts}, allow_nan=False, indent=None if chosen.json else 1
        )
    )


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object on one line")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RUNS} people of each kind")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help="people of each kind")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part only")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
