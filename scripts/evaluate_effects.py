"""Judge the delayed-effect model on simulated people, beside two simpler methods.

    python scripts/evaluate_effects.py [--quick] [--json] [--runs N] [--cell NAME] [--keep FILE]
    python scripts/evaluate_effects.py --pmdata FOLDER [--json]

Seeds are apart from those used for tuning (`effects_evaluation/cells.py`). Each run is kept in
FILE as it ends; started again, only what is missing is run. The second form judges a public
soreness diary in the place of simulated people (`effects_evaluation/public_diary.py`).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from effects_evaluation.another import StatesCell, states_cells
from effects_evaluation.cells import all_cells
from effects_evaluation.checks import cpu_time, oracle
from effects_evaluation.diary_table import diary_table
from effects_evaluation.public_diary import judge_public_diary
from effects_evaluation.runs import run_all
from effects_evaluation.stories import attribution, sides, useless_measures
from effects_evaluation.summary import summary, table
from flarelag.errors import InputError
from flarelag.simulation.people import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effects_evaluation.cells import Judged

QUICK_RUNS = 10
STORY_RUNS = 100


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is missing and print the evaluation."""
    chosen = _arguments(arguments)
    if chosen.pmdata:
        _judge_diary(chosen.pmdata, as_json=chosen.json)
        return
    fewest = QUICK_RUNS if chosen.quick else chosen.runs

    def scale(full: int) -> int:
        return min(full, fewest or full)

    every: list[Judged] = [*all_cells(scale), *states_cells(scale)]
    cells = [cell for cell in every if chosen.cell in {None, cell.name}]
    runs = run_all(cells, chosen.keep, jobs=chosen.jobs, on_progress=_say_progress)
    rows, another = list[dict[str, object]](), list[dict[str, object]]()
    for cell in cells:
        own = [run for run in runs if run.key[:3] == (cell.name, cell.n, cell.effect)]
        (another if isinstance(cell, StatesCell) else rows).append(summary(cell, own))
    stories = min(STORY_RUNS, fewest or STORY_RUNS)
    facts = {
        "cells": rows,
        "another_simulator": another,
        "attribution": attribution(stories),
        "sides": sides(stories),
        "useless_measures": useless_measures(stories),
        "oracle": oracle(),
        "time": cpu_time(),
    }
    if chosen.json:
        print(json.dumps({"schema_version": 1, **facts}, allow_nan=False))
    else:
        print(table([*rows, *another]))
        print("\n".join(f"{name}: {facts[name]}" for name in list(facts)[2:]))


def _judge_diary(folder: Path, *, as_json: bool) -> None:
    try:
        found = judge_public_diary(folder, lambda line: print(line, file=sys.stderr))
    except InputError as error:
        sys.exit(str(error))
    if as_json:
        print(json.dumps({"schema_version": 1, "public_diary": found}, allow_nan=False))
    else:
        print(diary_table(found))


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RUNS} runs of each cell")
    parser.add_argument("--runs", type=int, metavar="N", help="at most so many runs of each cell")
    parser.add_argument("--cell", choices=sorted([*PEOPLE, StatesCell.name]))
    parser.add_argument("--pmdata", type=Path, metavar="FOLDER", help="where p01, p02, ... are")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes")
    parser.add_argument("--keep", type=Path, default=Path("effects-evaluation.jsonl"))
    return parser.parse_args(arguments)


def _say_progress(done: int, wanted: int) -> None:
    if done % 100 == 0 or done == wanted:
        print(f"{done} of {wanted} runs", file=sys.stderr)


if __name__ == "__main__":
    main()
