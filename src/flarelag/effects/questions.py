"""Which question the data can answer first, and how much more diary it takes.

The least rise that matters is 1 point, never the estimate. A question needs
`1.4 (3.2 SE / 1)^2` times the data there is; data is taken to grow evenly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.design import immediate_columns
from flarelag.effects.kernel import FEW_PEAKS_H, kernel_columns, noise_columns, posterior
from flarelag.effects.result import Estimate
from flarelag.effects.sufficiency import LONGEST_WAIT_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from flarelag.effects.answer import Fits
    from flarelag.effects.design import Columns
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.seen import Material

SPRINTS, RUN_OR_RIDE, ALL_RUNS = "sprints", "run_or_ride", "all_runs"
SAT = ("sitting", "driving")
_WORDS = {
    SPRINTS: "Is pain higher after hard sessions?",
    RUN_OR_RIDE: "Is pain higher after a run than after a ride?",
    ALL_RUNS: "Is pain higher after more running, easy or hard?",
    "sitting": "Is pain higher after sitting?",
    "driving": "Is pain higher after driving?",
}
_DOSES_OF_ALL_RUNS = ("run_min", "load_b2", "minutes", "distance_m")
_Z = 1.959963984540054
_FEWEST = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Parameters
    ----------
    name : str
        `sitting`, `driving`, `run_or_ride`, `all_runs`, `sprints`.
    words : str
        As a person asks it.
    n : int
        Days or sessions that bear on it.
    estimate : Estimate or None
        Mean change over 6-24 h; null where too little was logged.
    needs_times : float or None
        How many times the present data a rise of 1 point asks for; 1 or less: enough.
    more_days : int or None
        Days of diary more that it takes, as dense as this; null where it is there already, or
        lies more than two years ahead.
    """

    name: str
    words: str
    n: int
    estimate: Estimate | None
    needs_times: float | None
    more_days: int | None


def times_needed(standard_error: float, rise: float = 1.0) -> float:
    """Return how many times the present data shows a rise of so many points."""
    return 1.4 * (3.2 * standard_error / rise) ** 2


def questions(material: Material, fits: Fits, ranking: Iterable[Ranked]) -> tuple[Question, ...]:
    """Return the questions, the one that can be answered first first.

    Parameters
    ----------
    material : Material
        What is analysed.
    fits : Fits
        Of its answer.
    ranking : iterable of Ranked
        What was logged beside runs.
    """
    sessions, seen = material.sessions, fits.seen
    theta = Estimate(*fits.later.theta(seen.widened))
    asked = [
        Question(SPRINTS, _WORDS[SPRINTS], int(sessions.hard_in_diary.sum()), theta, None, None),
        _run_or_ride(sessions, fits),
        _all_runs(material, fits),
    ]
    logged = {each.name: each for each in ranking}
    for name in SAT:
        one = logged.get(name)
        n, estimate = (one.n_days, one.estimate) if one else (0, None)
        asked.append(Question(name, _WORDS[name], n, estimate, None, None))
    days = float(seen.entry_h[-1] - seen.entry_h[0]) / 24
    waiting = [_with_wait(each, seen.widened, days) for each in asked]
    return tuple(
        sorted(waiting, key=lambda each: (each.needs_times is None, each.needs_times or 0))
    )


def _with_wait(question: Question, widened: float, days: float) -> Question:
    if question.estimate is None:
        return question
    width = question.estimate.high - question.estimate.low
    times = times_needed(width / (2 * _Z * widened))
    more_days = days * (times - 1)
    waits = 0 < more_days <= LONGEST_WAIT_DAYS
    return replace(
        question, needs_times=times, more_days=int(np.ceil(more_days)) if waits else None
    )


def _run_or_ride(sessions: Sessions, fits: Fits) -> Question:
    """Contrast runs with rides: what either does is in the background, the run is the exposure."""
    n_rides = int((sessions.ride & sessions.in_diary).sum())
    n = min(n_rides, int((sessions.run & sessions.in_diary).sum()))
    if n < _FEWEST:
        return Question(RUN_OR_RIDE, _WORDS[RUN_OR_RIDE], n, None, None, None)
    either = kernel_columns(
        fits.seen.entry_h, sessions.end_h, (sessions.run | sessions.ride).astype(np.float64)
    )
    return _asked(RUN_OR_RIDE, n, fits, sessions.run.astype(np.float64), sessions, beside=either)


def _all_runs(material: Material, fits: Fits) -> Question:
    """Ask of a dose that every run carries; without one, of runs themselves."""
    known = {each.name: each for each in material.by_dose}
    by = next((known[name] for name in _DOSES_OF_ALL_RUNS if name in known), None)
    sessions = material.sessions
    dose = by.dose if by else sessions.run.astype(np.float64)
    n = int((sessions.run & sessions.in_diary & (dose > 0)).sum())
    if n < _FEWEST:
        return Question(ALL_RUNS, _WORDS[ALL_RUNS], n, None, None, None)
    hard = noise_columns(fits.seen.entry_h, sessions)
    return _asked(ALL_RUNS, n, fits, dose, sessions, beside=hard)


def _asked(
    name: str,
    n: int,
    fits: Fits,
    dose: NDArray[np.float64],
    sessions: Sessions,
    *,
    beside: Columns,
) -> Question:
    exposed = replace(sessions, dose=dose)
    given = fits.background
    for group in (*fits.perhaps, beside):
        given = given.beside(group)
    at_once = immediate_columns(fits.seen.entry_h, exposed)
    later = posterior(
        fits.seen.model(given), exposed, fits.seen.noise, FEW_PEAKS_H, perhaps=(at_once,)
    )
    estimate = Estimate(*later.theta(fits.seen.widened))
    return Question(name, _WORDS[name], n, estimate, None, None)
