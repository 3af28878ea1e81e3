"""The people: one cell for each kind of person, number of hard sessions and planted rise."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.simulation.calendar import Calendar, Trip
from flarelag.simulation.diary import DiaryHabit
from flarelag.simulation.pain import PainModel, mean_rise
from flarelag.simulation.sitting import SittingHabit
from flarelag.simulation.year import YearOptions, exposures_frame, scores_frame, simulate_year

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.simulation.year import SimulatedYear

TUNING_SEEDS, EVALUATION_SEEDS = 7, 20_261
"""The first number of a seed; the second is the run's own."""
FIRST_DAY = date(2025, 1, 6)
SITTING_FROM_HOUR, SITTING_TO_HOUR = 9.0, 17.0


@dataclass(frozen=True, slots=True)
class Person:
    """What differs from the clean person.

    Parameters
    ----------
    pain : PainModel
        Its delayed peak is the cell's.
    habit, sitting
        As they are simulated.
    good_days : bool
        Whether she sprints on the best day of each week.
    good_days_only : float
        As in `Calendar`: whether she sprints only when pain is low.
    logs_sitting : bool
        Whether the hours sat are known to the analysis.
    trips : tuple of Trip
        When she is away.
    """

    pain: PainModel = field(default_factory=PainModel)
    habit: DiaryHabit = field(default_factory=DiaryHabit)
    sitting: SittingHabit = field(default_factory=SittingHabit)
    good_days: bool = False
    good_days_only: float = 0.0
    logs_sitting: bool = False
    trips: tuple[Trip, ...] = ()


_SAT = PainModel(sitting_rise_per_h=0.2)
_MORE_SITTING = SittingHabit(extra_on_sprint_days_h=1.5)
_WEEKLY = Person(
    pain=_SAT,
    habit=DiaryHabit(extra_per_point=0.03),
    sitting=_MORE_SITTING,
    good_days=True,
    logs_sitting=True,
)
_TRIPS = (
    Trip(first_day=20, days=12, zone="America/New_York"),
    Trip(first_day=60, days=14, zone="Asia/Tokyo"),
)
PEOPLE: dict[str, Person] = {
    "weekly_choice": _WEEKLY,
    "clean": Person(),
    "instant": Person(pain=PainModel(hard_rise=3.0, hard_rise_h=3.0)),
    "heavy_noise": Person(pain=PainModel(short_sd=1.3, report_sd=1.0)),
    "spontaneous_flares": Person(pain=PainModel(spontaneous_per_week=0.5)),
    "floor": Person(pain=PainModel(baseline=0.5)),
    "box": Person(pain=PainModel(delayed_box_h=(8.0, 30.0))),
    "sparse": Person(habit=DiaryHabit(local_hours=(8.0,), skipped=0.0, gaps_per_week=0.0)),
    "hidden_confounder": replace(_WEEKLY, logs_sitting=False),
    "instant_and_delayed": Person(pain=PainModel(hard_rise=3.0, hard_rise_h=3.0)),
    "light": Person(habit=DiaryHabit(after_sessions_h=8.0, gaps_per_week=0.0)),
    "travel": Person(trips=_TRIPS),
    "hostile": replace(_WEEKLY, good_days=False, good_days_only=2.0),
}


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
        person = PEOPLE[self.name]
        return YearOptions(
            calendar=Calendar(
                first_day=FIRST_DAY,
                weeks=self.n,
                sprints_on_good_days=person.good_days,
                good_days_only=person.good_days_only,
                trips=person.trips,
            ),
            pain=replace(person.pain, delayed_peak=self.effect),
            habit=person.habit,
            sitting=person.sitting,
        )

    @property
    def theta(self) -> float:
        """The planted mean rise over 6-24 h."""
        return mean_rise(self.options.pain)

    @property
    def peak_lag_h(self) -> float | None:
        """When the planted response peaks; null where it has no peak."""
        pain = self.options.pain
        return None if pain.delayed_box_h or not self.effect else pain.delayed_lag_h


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One simulated person as the analysis sees her.

    Parameters
    ----------
    exposures, diary : DataFrame
        As `effects.analyze` takes them.
    factors : DataFrame or None
        Null where she logs none.
    """

    exposures: pl.DataFrame
    diary: pl.DataFrame
    factors: pl.DataFrame | None


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


def case_of(cell: Cell, run: int, seeds: int = EVALUATION_SEEDS) -> Case:
    """Return one person; the same numbers give the same person.

    Parameters
    ----------
    cell : Cell
        Who she is.
    run : int
        Which of the cell's people.
    seeds : int
        `EVALUATION_SEEDS`, or `TUNING_SEEDS`.
    """
    key = [seeds, list(PEOPLE).index(cell.name), cell.n, round(10 * cell.effect), run]
    year = simulate_year(cell.options, np.random.default_rng(key))
    factors = _sitting(year) if PEOPLE[cell.name].logs_sitting else None
    return Case(exposures_frame(year), scores_frame(year.entries), factors)


def _sitting(year: SimulatedYear) -> pl.DataFrame:
    calendar = year.options.calendar
    days = range(len(year.sitting_h))
    start = [calendar.instant(day, SITTING_FROM_HOUR) for day in days]
    length = timedelta(hours=SITTING_TO_HOUR - SITTING_FROM_HOUR)
    return pl.DataFrame(
        {
            "time": start,
            "utc_offset_min": 60,
            "name": "sitting",
            "value": year.sitting_h,
            "end": [time + length for time in start],
        }
    )
