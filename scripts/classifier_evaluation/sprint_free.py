"""Two years after the last sprint: tempo runs must not turn into sprints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from classifier_evaluation.scores import Tally, tally
from classifier_evaluation.simulated import RECORDERS, simulated_case
from flarelag.classify.evidence import Evidence100m
from flarelag.classify.history import BestHistory
from flarelag.model.classification import SpeedSource
from flarelag.simulation.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifier_evaluation.methods import Answer
    from flarelag.model.parsed import ParsedActivity

_SPRINTED_N = 4
_LATER_WEEKS = 104


def sprint_free_years(
    method: Callable[[ParsedActivity, float | None], Answer], seed: int, *, every_weeks: int
) -> list[Tally]:
    """Return what a method finds in two years of repeats and easy runs after the last sprint.

    The best 100 m that it judges by is what it observed itself, carried by flarelag's own rule.

    Parameters
    ----------
    method : callable
        The method.
    seed : int
        Draws everything.
    every_weeks : int
        Distance of the weeks that are simulated: a repeat session and an easy run in each.
    """
    runner = Runner()
    started = datetime(2024, 1, 6, 16, tzinfo=UTC)
    evidence: list[Evidence100m] = []
    tallies = []
    weeks = [*range(_SPRINTED_N), *range(_SPRINTED_N, _SPRINTED_N + _LATER_WEEKS, every_weeks)]
    for week in weeks:
        names = ("sprints", "easy") if week < _SPRINTED_N else ("repeats", "easy")
        for day, name in enumerate(names):
            rng = np.random.default_rng([seed, week, day])
            case = simulated_case(name, RECORDERS["device"], rng, runner)
            when = started + timedelta(weeks=week, days=2 * day)
            best = BestHistory(evidence).at(when)
            answer = method(case.parsed, best)
            if week >= _SPRINTED_N:
                tallies.append(tally(case, answer))
            if answer.best_100m_m_s is not None:
                evidence.append(_shown(when, answer.best_100m_m_s, runner))
    return tallies


def _shown(when: datetime, best_m_s: float, runner: Runner) -> Evidence100m:
    return Evidence100m(
        start_utc=when,
        observed_m_s=best_m_s,
        median_speed_m_s=runner.easy_m_s,
        speed_source=SpeedSource.DEVICE,
    )
