"""The monotone dose-response on people whose truth is a step, a line, or flat."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments_evaluation.dosed import EVALUATION_SEEDS, TRUTHS, dosed_person
from experiments_evaluation.measured import mean_of
from flarelag.effects.analysis import analyze
from flarelag.effects.tolerance import MARGIN, tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

WEEKS = 32


@dataclass(frozen=True, slots=True)
class ToleranceRun:
    """What was said of one person.

    Parameters
    ----------
    truth : str
        Which dose-response is true.
    state : str
        What was said.
    limit, true_limit : float or None
        The dose named, and the greatest logged one whose true rise is at most the margin.
    errors : tuple of float
        Estimated less true rise of each step.
    covered : tuple of bool
        Whether its interval holds the truth.
    """

    truth: str
    state: str
    limit: float | None
    true_limit: float | None
    errors: tuple[float, ...]
    covered: tuple[bool, ...]


def tolerance_run(truth: str, number: int, seeds: int = EVALUATION_SEEDS) -> ToleranceRun:
    """Simulate and judge one person of 32 weeks and two hard sessions a week."""
    person = dosed_person(truth, WEEKS, [seeds, list(TRUTHS).index(truth), number])
    rng = np.random.default_rng([seeds, number])
    whole = analyze(person.exposures, person.diary, rng=rng)
    if whole.said is None or whole.material is None:
        return ToleranceRun(truth, "insufficient", None, None, (), ())
    found = tolerance(whole.said.fits, whole.material.sessions, rng)
    doses = np.array(found.doses)
    errors, covered = [], []
    for step in found.steps:
        own = doses[(doses >= step.from_dose) & (doses <= step.to_dose)]
        true = float(person.rise(own).mean())
        errors.append(step.rise.mean - true)
        covered.append(step.rise.low - 1e-9 <= true <= step.rise.high)
    quiet = doses[person.rise(doses) <= MARGIN]
    true_limit = float(quiet.max()) if len(quiet) else None
    return ToleranceRun(
        truth, found.state.value, found.limit, true_limit, tuple(errors), tuple(covered)
    )


def tolerance_summary(runs: Iterable[ToleranceRun]) -> dict[str, Any]:
    """Return what was said of each truth, with Monte Carlo errors."""
    every = list(runs)
    return {truth: _of([run for run in every if run.truth == truth]) for truth in TRUTHS}


def _of(runs: list[ToleranceRun]) -> dict[str, Any]:
    fitted = [run for run in runs if run.errors]
    named = [run for run in runs if run.limit is not None and run.true_limit is not None]
    share: Callable[[str], dict[str, Any]] = lambda state: mean_of(  # noqa: E731 - said twice
        [float(run.state == state) for run in runs]
    )
    return {
        "runs": len(runs),
        "states": dict(Counter(run.state for run in runs)),
        "named_a_limit": share("limit"),
        "limit_less_true_s": mean_of([(r.limit or 0.0) - (r.true_limit or 0.0) for r in named]),
        "limit_above_true": mean_of([float((r.limit or 0) > (r.true_limit or 0)) for r in named]),
        "bias": [mean_of([run.errors[k] for run in fitted]) for k in range(3)],
        "coverage": [mean_of([float(run.covered[k]) for run in fitted]) for k in range(3)],
    }
