"""Hours sat: the other thing that may raise pain, and that likes to go with training days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from flarelag.simulation.calendar import Calendar

SITTING_FROM, SITTING_TO = 9.0, 17.0
"""Local hours between which a day's sitting is spread evenly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingHabit:
    """How long a person sits.

    Parameters
    ----------
    mean_h, sd_h : float
        Hours a day.
    extra_on_sprint_days_h : float
        More of it on the days on which she sprints.
    """

    mean_h: float = 6.0
    sd_h: float = 1.5
    extra_on_sprint_days_h: float = 0.0


def draw_sitting(
    habit: SittingHabit, days: int, sprint_days: Collection[int], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return the hours sat on each day.

    Parameters
    ----------
    habit : SittingHabit
        How long.
    days : int
        How many days.
    sprint_days : collection of int
        Days with sprints, counted from 0.
    rng : Generator
        Source of chance.
    """
    hours = rng.normal(habit.mean_h, habit.sd_h, days)
    hours[sorted(sprint_days)] += habit.extra_on_sprint_days_h
    return np.clip(hours, 0.0, SITTING_TO - SITTING_FROM)


def sat_before(
    hours_by_day: npt.NDArray[np.float64], calendar: Calendar, t_h: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the hours sat in the 24 h before each instant.

    Parameters
    ----------
    hours_by_day : ndarray, shape (d,)
        As `draw_sitting` returns them; spread evenly over 9 to 17 o'clock.
    calendar : Calendar
        Its days.
    t_h : ndarray, shape (n,)
        Hours from the start of the simulation.
    """
    edges, sums, total = [0.0], [0.0], 0.0
    for day, hours in enumerate(hours_by_day.tolist()):
        for local_hour, more in ((SITTING_FROM, 0.0), (SITTING_TO, hours)):
            total += more
            edges.append(calendar.hours_of(calendar.instant(day, local_hour)))
            sums.append(total)
    return np.interp(t_h, edges, sums) - np.interp(t_h - 24.0, edges, sums)
