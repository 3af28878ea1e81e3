"""A runner's year from one source of chance: sessions, pain and the diary of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.simulation.calendar import plan_sessions
from flarelag.simulation.diary import DiaryHabit, keep_diary
from flarelag.simulation.pain import (
    Drift,
    Exposure,
    PainModel,
    daily_wave,
    draw_drift,
    median_dose,
    response,
)
from flarelag.simulation.runner import Runner
from flarelag.simulation.sessions import BUILDERS
from flarelag.simulation.sitting import SittingHabit, draw_sitting, sat_before
from flarelag.simulation.truth import SessionKind

if TYPE_CHECKING:
    import numpy.typing as npt

    from flarelag.model.diary import DiaryEntry
    from flarelag.simulation.calendar import Calendar, PlannedSession
    from flarelag.simulation.truth import TrueSession

_USUAL: dict[SessionKind, tuple[float, float]] = {
    SessionKind.SPRINTS: (52.0, 155.0),
    SessionKind.REPEATS: (88.0, 0.0),
    SessionKind.STRIDES: (36.0, 105.0),
    SessionKind.TREADMILL: (30.0, 0.0),
    SessionKind.RIDE: (60.0, 0.0),
}
"""Minutes and hard seconds of a session where its motion is not simulated."""
_USUAL_EASY = (35.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOptions:
    """Everything that can be chosen about a simulated year.

    Parameters
    ----------
    calendar : Calendar
        Its sessions.
    pain : PainModel
        How pain comes about: the planted effect.
    habit : DiaryHabit
        How the diary is kept.
    sitting : SittingHabit
        How long she sits.
    runner : Runner
        What she can do.
    in_motion : bool
        Whether each session is run step by step, so that a watch can record it; else only its
        end and its dose are drawn, which is about fifty times faster.
    """

    calendar: Calendar
    pain: PainModel = field(default_factory=PainModel)
    habit: DiaryHabit = field(default_factory=DiaryHabit)
    sitting: SittingHabit = field(default_factory=SittingHabit)
    runner: Runner = field(default_factory=Runner)
    in_motion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedYear:
    """A year with its truth.

    Parameters
    ----------
    options : YearOptions
        What was planted.
    planned : tuple of PlannedSession
        What was done when.
    sessions : tuple of TrueSession
        What happened in each of them; empty unless they were run in motion.
    exposures : tuple of Exposure
        What each of them means to pain, in the same order.
    per_dose : float or None
        What scaled dose 1 means, in seconds.
    drift : Drift
        How pain wandered by itself.
    sitting_h : ndarray, shape (days,)
        Hours sat on each day.
    entries : tuple of DiaryEntry
        The diary.
    """

    options: YearOptions
    planned: tuple[PlannedSession, ...]
    sessions: tuple[TrueSession, ...]
    exposures: tuple[Exposure, ...]
    per_dose: float | None
    drift: Drift
    sitting_h: npt.NDArray[np.float64]
    entries: tuple[DiaryEntry, ...]


def simulate_year(options: YearOptions, rng: np.random.Generator) -> SimulatedYear:
    """Return a year of one runner.

    Parameters
    ----------
    options : YearOptions
        What is planted.
    rng : Generator
        Source of all chance.
    """
    calendar = options.calendar
    drift = draw_drift(options.pain, calendar.hours, rng)
    planned = plan_sessions(calendar, drift, rng)
    sessions: tuple[TrueSession, ...] = ()
    if options.in_motion:
        sessions = tuple(BUILDERS[p.kind](options.runner, rng) for p in planned)
        exposures = tuple(_lived(calendar, *both) for both in zip(planned, sessions, strict=True))
    else:
        exposures = tuple(_drawn(calendar, p, rng) for p in planned)
    per_dose = median_dose(exposures)
    sprint_days = {_day(calendar, p) for p in planned if p.kind is SessionKind.SPRINTS}
    sitting_h = draw_sitting(options.sitting, 7 * calendar.weeks, sprint_days, rng)

    def pain(t_h: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        own = drift.at(t_h) + daily_wave(options.pain, _local_hours(calendar, t_h))
        sat = sat_before(sitting_h, calendar, t_h) - options.sitting.mean_h
        done = response(options.pain, t_h, exposures, per_dose=per_dose)
        return options.pain.baseline + own + options.pain.sitting_rise_per_h * sat + done

    both = zip(planned, exposures, strict=True)
    ended = tuple((_day(calendar, one), lived.end_h) for one, lived in both)
    entries = keep_diary(
        options.habit,
        calendar,
        pain,
        usual=options.pain.baseline,
        report_sd=options.pain.report_sd,
        sessions=ended,
        rng=rng,
    )
    return SimulatedYear(
        options=options,
        planned=planned,
        sessions=sessions,
        exposures=exposures,
        per_dose=per_dose,
        drift=drift,
        sitting_h=sitting_h,
        entries=entries,
    )


def _lived(calendar: Calendar, planned: PlannedSession, session: TrueSession) -> Exposure:
    end_utc = planned.start_utc + timedelta(seconds=session.duration_s)
    return Exposure(
        end_h=calendar.hours_of(end_utc),
        sport=planned.kind.sport,
        dose=session.doses.hard_s or 0.0,
    )


def _drawn(calendar: Calendar, planned: PlannedSession, rng: np.random.Generator) -> Exposure:
    minutes, hard_s = _USUAL.get(planned.kind, _USUAL_EASY)
    end_utc = planned.start_utc + timedelta(minutes=minutes * rng.uniform(0.85, 1.15))
    dose = hard_s * rng.uniform(0.75, 1.25)
    return Exposure(end_h=calendar.hours_of(end_utc), sport=planned.kind.sport, dose=dose)


def _day(calendar: Calendar, planned: PlannedSession) -> int:
    offset = calendar.offset_at(planned.start_utc)
    return ((planned.start_utc + offset).date() - calendar.first_day).days


def _local_hours(calendar: Calendar, t_h: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    hours = _hours_in(calendar, t_h, calendar.zone)
    for trip in calendar.trips:
        begin, end = (
            calendar.hours_of(calendar.instant(day, 0.0))
            for day in (trip.first_day, trip.first_day + trip.days)
        )
        away = (t_h >= begin) & (t_h < end)
        hours[away] = _hours_in(calendar, t_h[away], trip.zone)
    return hours


def _hours_in(
    calendar: Calendar, t_h: npt.NDArray[np.float64], zone: str
) -> npt.NDArray[np.float64]:
    start = np.datetime64(calendar.start_utc.replace(tzinfo=None), "ms")
    at = start + np.round(t_h * 3_600_000).astype("timedelta64[ms]")
    local = pl.Series(at).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    minutes = local.dt.hour().cast(pl.Float64) * 60 + local.dt.minute().cast(pl.Float64)
    return (minutes / 60).to_numpy(writable=True)
