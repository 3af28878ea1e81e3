"""The people: one cell for each kind of person, number of hard sessions and planted rise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np

from flarelag.simulation.frames import exposures_frame, scores_frame, sitting_frame
from flarelag.simulation.pain import mean_rise
from flarelag.simulation.people import PEOPLE
from flarelag.simulation.year import YearOptions, simulate_year

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

TUNING_SEEDS, EVALUATION_SEEDS = 7, 20_261
"""The first number of a seed; the second is the run's own."""
FIRST_DAY = date(2025, 1, 6)


class Judged(Protocol):
    """People that are alike, whatever simulator makes them: one row of the evaluation."""

    @property
    def name(self) -> str:
        """The kind of person."""

    @property
    def n(self) -> int:
        """Hard sessions."""

    @property
    def effect(self) -> float:
        """How much is planted, in points."""

    @property
    def runs(self) -> int:
        """How many people."""

    @property
    def theta(self) -> float | None:
        """The true mean rise over 6-24 h; null where each person has her own."""

    @property
    def peak_lag_h(self) -> float | None:
        """When the planted response peaks; null where it has no peak."""

    def case(self, run: int, seeds: int = ...) -> Case:
        """Return one of the people."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the evaluation.

    Parameters
    ----------
    name : str
        The person.
    n : int
        Hard sessions, one a week.
    effect : float
        The planted rise at its peak, in points for one dose.
    runs : int
        How often it is simulated.
    """

    name: str
    n: int
    effect: float
    runs: int

    @property
    def options(self) -> YearOptions:
        """What is simulated."""
        return PEOPLE[self.name].options(first_day=FIRST_DAY, weeks=self.n, peak=self.effect)

    @property
    def theta(self) -> float:
        """The planted mean rise over 6-24 h."""
        return mean_rise(self.options.pain)

    @property
    def peak_lag_h(self) -> float | None:
        """When the planted response peaks; null where it has no peak."""
        pain = self.options.pain
        return None if pain.delayed_box_h or not self.effect else pain.delayed_lag_h

    def case(self, run: int, seeds: int = EVALUATION_SEEDS) -> Case:
        """Return one person; the same numbers give the same person.

        Parameters
        ----------
        run : int
            Which of the cell's people.
        seeds : int
            `EVALUATION_SEEDS`, or `TUNING_SEEDS`.
        """
        key = [seeds, list(PEOPLE).index(self.name), self.n, round(10 * self.effect), run]
        year = simulate_year(self.options, np.random.default_rng(key))
        factors = sitting_frame(year) if PEOPLE[self.name].logs_sitting else None
        return Case(exposures_frame(year), scores_frame(year.entries), factors)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One simulated person as the analysis sees her.

    Parameters
    ----------
    exposures, diary : DataFrame
        As `effects.analyze` takes them.
    factors : DataFrame or None
        Null where she logs none.
    theta : float or None
        Her own true mean rise over 6-24 h; null where it is the same for all of her cell.
    """

    exposures: pl.DataFrame
    diary: pl.DataFrame
    factors: pl.DataFrame | None
    theta: float | None = None


def all_cells(scale: Callable[[int], int]) -> list[Cell]:
    """Return every cell; `scale` makes the number of runs from the full one."""
    hostile = [("hostile", n, effect) for n in (8, 16, 32, 64) for effect in (0.0, 0.5, 1.0, 2.0)]
    others = [
        (name, 16, effect)
        for name in PEOPLE
        if name not in {"hostile", "light", "instant_and_delayed"}
        for effect in (0.0, 1.0)
    ]
    others += [("instant_and_delayed", 16, 1.0), ("instant_and_delayed", 16, 2.0)]
    others += [("light", 10, 0.0), ("light", 10, 2.0)]
    return [
        Cell(name, n, effect, scale(300 if effect else 1000))
        for name, n, effect in (*hostile, *others)
    ]
