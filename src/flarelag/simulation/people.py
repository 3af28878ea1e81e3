"""Kinds of people: what hides a rise that is there, or feigns one that is not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flarelag.simulation.calendar import Calendar, Trip
from flarelag.simulation.diary import DiaryHabit
from flarelag.simulation.pain import PainModel
from flarelag.simulation.sitting import SittingHabit
from flarelag.simulation.year import YearOptions

if TYPE_CHECKING:
    from datetime import date


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

    def options(self, *, first_day: date, weeks: int, peak: float) -> YearOptions:
        """Return what is simulated: one hard session a week, and a planted rise.

        Parameters
        ----------
        first_day : date
            The first local day.
        weeks : int
            How many.
        peak : float
            The rise at its highest after one usual dose, in points.
        """
        return YearOptions(
            calendar=Calendar(
                first_day=first_day,
                weeks=weeks,
                sprints_on_good_days=self.good_days,
                good_days_only=self.good_days_only,
                trips=self.trips,
            ),
            pain=replace(self.pain, delayed_peak=peak),
            habit=self.habit,
            sitting=self.sitting,
        )


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
