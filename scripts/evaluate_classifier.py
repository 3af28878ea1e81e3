"""Judge the classifier: simulated sessions, real repetitions, steady runs, and two baselines.

    python scripts/evaluate_classifier.py [--corpus FOLDER] [--quick] [--json] [--tuning]

Seeds for evaluation are apart from those for tuning (`classifier_evaluation/simulated.py`).
Detection is judged alone: declared structure is the truth for real files, never an input.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier_evaluation import scores
from classifier_evaluation.methods import METHODS
from classifier_evaluation.real import (
    is_steady,
    labelled_case,
    real_runs,
    recorded_s,
    undeclared_case,
)
from classifier_evaluation.scores import Tally, estimate, estimate_of, tally
from classifier_evaluation.simulated import (
    EVALUATION_SEEDS,
    RECORDERS,
    TUNING_SEEDS,
    simulated_cases,
)
from classifier_evaluation.sprint_free import sprint_free_years
from classifier_evaluation.table import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from classifier_evaluation.cases import Case
    from classifier_evaluation.methods import Answer
    from flarelag.model.parsed import ParsedActivity

    Method = Callable[[ParsedActivity, float | None], Answer]
    Results = dict[str, Any]

SESSIONS_N, QUICK_N = 15, 2
"""Of each kind and recording."""
SPRINT_FREE_EVERY_WEEKS, QUICK_EVERY_WEEKS = 4, 26
REAL_BESTS_M_S = (None, 6.5, 7.0)
"""Nobody knows these runners' best 100 m: all three are judged, and counted together."""
STEADY_BEST_M_S = 6.5
OFF_BY = {"f1_loss_10": (0.9, 1.1), "f1_loss_20": (0.8, 1.2)}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that methods are judged on.

    Parameters
    ----------
    simulated : dict of str to list of Case
        By recorder.
    labelled, undeclared : list of Case
        Real runs with declared repetitions, and without.
    seed : int
        For the years without sprints.
    quick : bool
        Fewer sessions.
    """

    simulated: dict[str, list[Case]]
    labelled: list[Case]
    undeclared: list[Case]
    seed: int
    quick: bool


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="folder of real files: fit/, gpx/, tcx/")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_N} sessions of each kind")
    parser.add_argument("--tuning", action="store_true", help="use the seeds kept for tuning")
    options = parser.parse_args()
    if options.corpus and not options.corpus.is_dir():
        parser.error(f"no such folder: {options.corpus}")
    if not options.corpus:
        print("no --corpus: real repetitions and steady runs are skipped", file=sys.stderr)
    seeds = TUNING_SEEDS if options.tuning else EVALUATION_SEEDS
    results = evaluate(gather(options.corpus, seeds, quick=options.quick))
    print(json.dumps(results, indent=2, allow_nan=False) if options.json else readable(results))


def gather(corpus: Path | None, seeds: range, *, quick: bool) -> Material:
    """Return the sessions to judge by.

    Parameters
    ----------
    corpus : Path or None
        Folder of real files; without one, none are judged.
    seeds : range
        The first few are used.
    quick : bool
        Fewer sessions.
    """
    used = seeds[: QUICK_N if quick else SESSIONS_N]
    runs = list(real_runs(corpus)) if corpus else []
    return Material(
        simulated={
            name: list(simulated_cases(recorder, used)) for name, recorder in RECORDERS.items()
        },
        labelled=[case for run in runs if (case := labelled_case(*run))],
        undeclared=[case for run in runs if (case := undeclared_case(*run))],
        seed=seeds[0],
        quick=quick,
    )


def evaluate(material: Material) -> Results:
    """Return the figures of flarelag, and under `baselines` those of the others.

    Parameters
    ----------
    material : Material
        What to judge on.
    """
    figures = {name: _figures(method, material) for name, method in METHODS.items()}
    own = figures.pop("flarelag")
    return {"schema_version": 1, **own, "baselines": figures}


def _figures(method: Method, material: Material) -> Results:
    known = {name: _tallies(method, cases) for name, cases in material.simulated.items()}
    on_device, on_positions = known["device"], known["positions"]
    return {
        "real": _real(method, material.labelled),
        "steady": _steady(method, [c for c in material.undeclared if is_steady(c.parsed)]),
        "undeclared": _steady(method, material.undeclared),
        "braking": {
            "f1_device": estimate(on_device, scores.braking_f1),
            "f1_positions": estimate(on_positions, scores.braking_f1),
            "energy_ratio": estimate(on_device, scores.energy_ratio),
        },
        "best_100m": {
            "error_device": estimate(on_device, scores.best_error),
            "error_positions": estimate(on_positions, scores.best_error),
        },
        "robust": _robust(method, material, on_device),
        "simulated": {name: _simulated(tallies) for name, tallies in known.items()},
        "calibration": scores.calibration([t for tallies in known.values() for t in tallies]),
        "calibration_real": scores.calibration(_by_every_best(method, material)),
    }


def _tallies(method: Method, cases: Sequence[Case], off_by: float = 1.0) -> list[Tally]:
    answers = [method(c.parsed, c.best_100m_m_s and c.best_100m_m_s * off_by) for c in cases]
    return [tally(case, answer) for case, answer in zip(cases, answers, strict=True)]


def _detection(tallies: Sequence[Tally]) -> Results:
    return {
        "f1": estimate(tallies, scores.f1),
        "precision": estimate(tallies, scores.precision),
        "recall": estimate(tallies, scores.recall),
        "f1_iou75": estimate(tallies, scores.f1_iou75),
        "boundary_mae_s": estimate(tallies, scores.boundary_mae_s),
        "boundary_p95_s": estimate(tallies, scores.boundary_p95_s),
    }


def _simulated(tallies: Sequence[Tally]) -> Results:
    return {**_detection(tallies), "braking_f1": estimate(tallies, scores.braking_f1)}


def _by_every_best(method: Method, material: Material) -> list[Tally]:
    """Return real runs' tallies; whatever is found where nothing is declared counts as wrong."""
    cases = [*material.labelled, *material.undeclared]
    return [tally(case, method(case.parsed, best)) for best in REAL_BESTS_M_S for case in cases]


def _real(method: Method, cases: Sequence[Case]) -> Results:
    by_best = [
        [tally(case, method(case.parsed, best)) for case in cases] for best in REAL_BESTS_M_S
    ]
    pooled = [t for tallies in by_best for t in tallies]
    single = {
        f"f1_best_{best or 'unknown'}": estimate(tallies, scores.f1)
        for best, tallies in zip(REAL_BESTS_M_S, by_best, strict=True)
    }
    return {"files_n": len(cases), **_detection(pooled), **single}


def _steady(method: Method, cases: Sequence[Case]) -> Results:
    tallies = [
        tally(case, method(case.parsed, STEADY_BEST_M_S), hours=recorded_s(case.parsed) / 3600)
        for case in cases
    ]
    return {
        "files_n": len(cases),
        "hours": sum(t.hours for t in tallies),
        "false_per_h": estimate(tallies, scores.found_per_h),
        "false_sprint_per_h": estimate(tallies, scores.sprints_per_h),
    }


def _robust(method: Method, material: Material, on_device: list[Tally]) -> Results:
    cases = material.simulated["device"]
    losses = {}
    for name, factors in OFF_BY.items():
        off = [_tallies(method, cases, factor) for factor in factors]

        def worst(drawn: Sequence[int], off: list[list[Tally]] = off) -> float:
            right = scores.f1([on_device[i] for i in drawn]) or 0.0
            return max(right - (scores.f1([t[i] for i in drawn]) or 0.0) for t in off)

        losses[name] = estimate_of(len(cases), worst)
    every = QUICK_EVERY_WEEKS if material.quick else SPRINT_FREE_EVERY_WEEKS
    years = sprint_free_years(method, material.seed, every_weeks=every)
    return {**losses, "sprint_free_years_false_sprint": estimate(years, scores.sprints)}


if __name__ == "__main__":
    main()
