"""Experiments lived through by simulated people, judged by the program's own code.

Pain wanders, follows the hour and the hours sat, and answers to sessions; the people run hard when
pain is low and write more when it hurts. The coin alone decides which sessions are due with the
measure. Whatever is told of them (which sessions count, what followed, the verdict) comes from the
same functions that a library goes through.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments_evaluation.life import Life
from experiments_evaluation.measured import mean_of
from flarelag.experiments.events import Done
from flarelag.experiments.paired import sign_flip_p
from flarelag.experiments.plan import LEVEL
from flarelag.experiments.result import Verdict
from flarelag.simulation.people import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.experiments.outcomes import Pair

SEEDS, TUNING_SEEDS = 20_265, 9
CLAIMED: Final = {Verdict.LOWER, Verdict.HIGHER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One kind of experiment.

    Parameters
    ----------
    person : str
        Whose (`flarelag.simulation.people`).
    pairs : int
        How many.
    effect : float
        What the measure adds to mean pain 6-24 h after, in points; negative helps.
    swaps : float
        How often, on average, a session is not as it was due: the measure is taken when it hurts,
        and forgotten when it does not.
    unwritten : float
        How often nothing is written in the day after a session; likelier the more it hurts.
    """

    person: str
    pairs: int = 18
    effect: float = 0.0
    swaps: float = 0.0
    unwritten: float = 0.0

    @property
    def name(self) -> str:
        """What it is called in the results."""
        parts = [self.person, f"{self.pairs} pairs", f"{self.effect:+g}"]
        parts += [f"swaps {self.swaps:g}"] if self.swaps else []
        parts += [f"unwritten {self.unwritten:g}"] if self.unwritten else []
        return ", ".join(parts)


NULL: Final = tuple(
    Trial(person=person, pairs=pairs)
    for person, pairs in (
        *(("hostile", 6), ("hostile", 12), ("hostile", 18), ("hostile", 24)),
        *(("clean", 18), ("heavy_noise", 18), ("floor", 18), ("sparse", 18)),
        *(("spontaneous_flares", 18), ("instant", 18)),
    )
)
DISTURBED: Final = (
    Trial(person="hostile", swaps=0.2, unwritten=0.2),
    Trial(person="hostile", swaps=0.2, unwritten=0.2, effect=-1.0),
)
HELPING: Final = (
    Trial(person="hostile", effect=-1.0),
    Trial(person="clean", effect=-1.0),
    Trial(person="hostile", effect=-2.0, pairs=8),
)
TRIALS: Final = (*NULL, *DISTURBED, *HELPING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRun:
    """What one experiment said.

    Parameters
    ----------
    trial : str
        Which kind.
    verdict : Verdict
        What was said of all planned sessions, had nothing stopped it.
    as_treated : bool
        Whether the same test on what was really done, not on what was due, finds a difference.
    stopped : bool
        Whether pain would have stopped it.
    verdict_stopped : Verdict
        What was said of the sessions until then.
    mean, low, high, sd : float or None
        The estimate with its interval; the spread of its pairs.
    complete, swapped : int
        Complete pairs; sessions known to be swapped.
    """

    trial: str
    verdict: Verdict
    as_treated: bool
    stopped: bool
    verdict_stopped: Verdict
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    complete: int
    swapped: int


def trial_run(trial: Trial, number: int, seeds: int = SEEDS) -> TrialRun:
    """Live one experiment through."""
    person, pairs = list(PEOPLE).index(trial.person), trial.pairs
    rates = round(100 * abs(trial.effect)), round(100 * trial.swaps)
    rng = np.random.default_rng([seeds, person, pairs, *rates, number])
    life = Life(trial, rng, Random(number))  # noqa: S311 - a coin
    whole, stopped, until = life.results()
    spread = [each.difference for each in whole.pairs if each.difference is not None]
    estimate = whole.estimate
    return TrialRun(
        trial=trial.name,
        verdict=whole.verdict,
        as_treated=_as_treated(whole.pairs),
        stopped=stopped,
        verdict_stopped=until.verdict,
        mean=estimate.mean if estimate else None,
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        sd=float(np.std(spread, ddof=1)) if estimate else None,
        complete=whole.n_complete,
        swapped=whole.adherence.swapped,
    )


def _as_treated(pairs: Sequence[Pair]) -> bool:
    """Test what was done: a pair swapped twice changes its sign, one swapped once is none."""
    differences = []
    for pair in pairs:
        done = {slot.done for slot in pair.slots}
        if pair.difference is not None and len(done) == 1:
            differences.append(-pair.difference if Done.SWAPPED in done else pair.difference)
    return bool(differences) and sign_flip_p(differences) <= LEVEL


def trials_summary(runs: Iterable[TrialRun]) -> list[dict[str, Any]]:
    """Return, for each kind of experiment, how often which verdict was given, with its errors."""
    by_name: dict[str, list[TrialRun]] = {}
    for run in runs:
        by_name.setdefault(run.trial, []).append(run)
    kinds = {trial.name: trial for trial in TRIALS}
    return [_summary(kinds[name], found) for name, found in by_name.items()]


def _summary(trial: Trial, runs: Sequence[TrialRun]) -> dict[str, Any]:
    told = [run for run in runs if run.mean is not None]
    said = Counter(run.verdict for run in runs)
    covered = [
        float(run.low <= trial.effect <= run.high)
        for run in told
        if run.low is not None and run.high is not None
    ]
    return {
        "trial": trial.name,
        "effect": trial.effect,
        "useful": mean_of([float(run.verdict is Verdict.LOWER) for run in runs]),
        "claimed": mean_of([float(run.verdict in CLAIMED) for run in runs]),
        "claimed_with_stops": mean_of([float(run.verdict_stopped in CLAIMED) for run in runs]),
        "as_treated": mean_of([float(run.as_treated) for run in runs]),
        "stopped": mean_of([float(run.stopped) for run in runs]),
        "bias": mean_of([run.mean - trial.effect for run in told if run.mean is not None]),
        "sd_of_differences": mean_of([run.sd for run in told if run.sd is not None]),
        "covered": mean_of(covered),
        "complete_pairs": mean_of([float(run.complete) for run in runs]),
        "swapped_sessions": mean_of([float(run.swapped) for run in runs]),
        "verdicts": {each.value: said[each] for each in Verdict if said[each]},
    }
