"""People of another simulator, as the analysis sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import polars as pl

from effects_evaluation.cells import EVALUATION_SEEDS, FIRST_DAY, Case
from effects_evaluation.states import RUN_AT_H, draw_person, live

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from effects_evaluation.states import StatePerson

MOVES_UP_PER_H = 0.07
"""People with it have a mean rise over 6-24 h of about one point (found on other seeds)."""
_KEY = 1_000
"""Stands in a seed where people of `flarelag.simulation` have their place in its list."""
_LIVES = 200
_WEEKS_FOR_A_SESSION = 2
_AFTER_THE_LAST_H = 120
_OFFSET_MIN = 60
_USUAL_HOURS = {8: 0.7, 13: 0.5, 21: 0.65}
_AWAKE = range(7, 23)
_AGAIN, _FORGETS_IN_H = 0.06, 4.0
_ROSE_BY, _ROSE_IN_H, _WRITES_WHEN_IT_ROSE = 1.0, 3, 0.25
_TOO_BAD_TO_WRITE = 8.0
_QUIET_BELOW = 1.0
_DAY_OFF, _QUIET_DAY_OFF = 0.05, 0.2
_EASY, _RIDES = 0.3, 0.1


@dataclass(frozen=True, slots=True)
class StatesCell:
    """One row of the evaluation on people of another simulator.

    Parameters
    ----------
    n : int
        Hard sessions.
    effect : float
        The mean rise over 6-24 h, in the mean of all people; 0 for none.
    runs : int
        How many people.
    """

    n: int
    effect: float
    runs: int
    name: ClassVar[str] = "states"
    theta: ClassVar[float | None] = None
    """Each person has her own."""
    peak_lag_h: ClassVar[float | None] = None

    def case(self, run: int, seeds: int = EVALUATION_SEEDS) -> Case:
        """Return one person; the same numbers give the same person.

        Parameters
        ----------
        run : int
            Which of the cell's people.
        seeds : int
            As in `cells`.
        """
        rng = np.random.default_rng([seeds, _KEY, self.n, round(10 * self.effect), run])
        person = draw_person(MOVES_UP_PER_H * self.effect, rng)
        lives = live(person, _WEEKS_FOR_A_SESSION * self.n, _LIVES if self.effect else 1, rng)
        ends = np.flatnonzero(lives.dose_s[:, 0])[: self.n]
        hours = min(len(lives.pain), int(ends[-1]) + _AFTER_THE_LAST_H)
        pain = lives.pain[:hours, 0]
        at = entries_h(pain, rng)
        diary = _frame("time", at + rng.random(len(at)), score=lives.score[at, 0])
        exposures = _exposures(lives.dose_s[:hours, 0], pain, person, rng)
        return Case(exposures, diary, None, lives.mean_rise())


def states_cells(scale: Callable[[int], int]) -> list[StatesCell]:
    """Return every cell; `scale` makes the number of runs from the full one."""
    return [
        StatesCell(n, effect, scale(200 if effect else 300))
        for n in (16, 32)
        for effect in (0.0, 1.0)
    ]


def entries_h(pain: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the hours in which she writes, of pain hour by hour.

    She has her usual hours; writing once makes writing again more likely for some hours; she
    writes more the more it hurts and when it has just risen, not much when it is unbearable, and
    on some days not at all, most often after quiet ones.
    """
    days = np.arange(len(pain) // 24 + 1)
    means = [pain[24 * day : 24 * (day + 1)].mean() if 24 * day < len(pain) else 0 for day in days]
    quiet = np.roll(np.array(means) < _QUIET_BELOW, 1)
    off = rng.random(len(days)) < np.where(quiet, _QUIET_DAY_OFF, _DAY_OFF)
    chance = rng.random(len(pain))
    written, again = [], 0.0
    for hour, now in enumerate(pain.tolist()):
        again *= 1 - 1 / _FORGETS_IN_H
        if hour % 24 not in _AWAKE or off[hour // 24]:
            continue
        likely = (_USUAL_HOURS.get(hour % 24, 0.03) + _AGAIN * again) * (0.8 + 0.12 * now)
        if now - pain[max(hour - _ROSE_IN_H, 0)] > _ROSE_BY:
            likely += _WRITES_WHEN_IT_ROSE
        if now > _TOO_BAD_TO_WRITE:
            likely /= 2
        if chance[hour] < likely:
            written.append(hour)
            again += 1
    return np.array(written, dtype=np.intp)


def _exposures(
    dose_s: NDArray[np.float64],
    pain: NDArray[np.float64],
    person: StatePerson,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return her sprints, and easy runs and rides on other days, easy runs when pain allows."""
    evenings = np.arange(RUN_AT_H, len(pain), 24)
    what = rng.random(len(evenings))
    hard = dose_s[evenings] > 0
    easy = ~hard & (what < _EASY) & (pain[evenings] <= person.sprints_up_to + 1)
    rides = ~hard & (what > 1 - _RIDES)
    at = evenings[hard | easy | rides]
    sport = np.where(rides, "ride", "run")[hard | easy | rides]
    return _frame("end", at.astype(float), sport=sport, dose=dose_s[at])


def _frame(name: str, at_h: NDArray[np.float64], **columns: NDArray[np.generic]) -> pl.DataFrame:
    """Return columns beside their instants, given in hours on her clock."""
    start = datetime.combine(FIRST_DAY, time(), UTC) - timedelta(minutes=_OFFSET_MIN)
    return pl.DataFrame(
        {
            name: [start + timedelta(hours=hour) for hour in at_h.tolist()],
            "utc_offset_min": np.full(len(at_h), _OFFSET_MIN, dtype=np.int32),
            **columns,
        },
        schema_overrides={name: pl.Datetime("us", "UTC")},
    )
