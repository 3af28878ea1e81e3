"""From stored activities to what they show by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from flarelag.model.frames import TrainingEfforts, TrainingSessions
from flarelag.model.sport import Sport
from flarelag.report.frames.speed import braking_values
from flarelag.report.local_time import activity_wall_time
from flarelag.report.report import Training
from flarelag.training.breaks import WeeksCompared, breaks_from_running, compared_breaks
from flarelag.training.days import day_totals
from flarelag.training.extremes import fastest_sprints, hardest_slowings
from flarelag.training.novelty import novelties
from flarelag.training.volume import WeekStart, monthly, switches, weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from flarelag.model.effort import Effort
    from flarelag.model.stored import StoredActivity
    from flarelag.report.report import SessionTrace
    from flarelag.report.sessions import UsualDose

SHOWN_EXTREMES: Final = 3
_SPORTS: Final = {Sport.RUN: "run", Sport.RIDE: "ride"}


def training_of(
    activities: Sequence[StoredActivity],
    dose: UsualDose,
    *,
    today: date,
    week_start: WeekStart,
    trace_of: Callable[[StoredActivity], SessionTrace | None],
) -> Training:
    """Return what the activities show by themselves.

    Parameters
    ----------
    activities : sequence of StoredActivity
        Of any sport.
    dose : UsualDose
        What makes a session a hard one.
    today : datetime.date
        The day on which this is looked at.
    week_start : WeekStart
        The day on which a week begins.
    trace_of : callable
        Returns a session with its speed; null where it has none.
    """
    sessions, efforts = session_frame(activities, dose), effort_frame(activities)
    totals = day_totals(sessions)
    breaks = breaks_from_running(totals, today) if totals else ()
    weeks = weekly(sessions, week_start)
    by_id = {stored.id: stored for stored in activities}

    def drawn(top: pl.DataFrame) -> tuple[tuple[SessionTrace, int], ...]:
        told = (
            (trace_of(by_id[number]), effort)
            for number, effort in top.select("activity_id", "number").iter_rows()
        )
        return tuple((trace, effort) for trace, effort in told if trace is not None)

    return Training(
        sessions=sessions,
        efforts=efforts,
        novelties=novelties(sessions, efforts),
        breaks=breaks,
        before_breaks=compared_breaks(breaks) if breaks else WeeksCompared(None, None, 0, 0),
        weeks=weeks,
        months=monthly(sessions),
        switches=switches(weeks),
        slowings=drawn(hardest_slowings(sessions, efforts, SHOWN_EXTREMES)),
        sprints=drawn(fastest_sprints(sessions, efforts, SHOWN_EXTREMES)),
    )


def session_frame(activities: Sequence[StoredActivity], dose: UsualDose) -> pl.DataFrame:
    """Return one row for each activity, in order of time: columns of `TrainingSessions`."""
    rows = [_session_row(stored, dose) for stored in activities]
    frame = pl.DataFrame(rows, schema=TrainingSessions.create_empty().schema, orient="row")
    return frame.sort("time", "id")


def effort_frame(activities: Sequence[StoredActivity]) -> pl.DataFrame:
    """Return one row for each effort, in order of time: columns of `TrainingEfforts`."""
    rows = [
        _effort_row(stored.id, number, effort)
        for stored in sorted(activities, key=lambda stored: (stored.activity.start_utc, stored.id))
        if stored.classification is not None
        for number, effort in enumerate(stored.classification.efforts, start=1)
    ]
    return pl.DataFrame(rows, schema=TrainingEfforts.create_empty().schema, orient="row")


def _session_row(stored: StoredActivity, dose: UsualDose) -> tuple[object, ...]:
    activity = stored.activity
    doses = stored.classification.doses if stored.classification else None
    untold = activity.sport is Sport.RUN and dose.of(stored) is None
    return (
        stored.id,
        activity_wall_time(activity),
        _SPORTS.get(activity.sport, "other"),
        None if activity.duration_s is None else activity.duration_s / 60,
        None if activity.distance_m is None else activity.distance_m / 1000,
        None if untold else dose.makes_hard(stored),
        doses and doses.hard_s,
        doses and doses.sprint_s,
        doses and doses.hard_stops_n,
        activity.gear,
    )


def _effort_row(activity_id: int, number: int, effort: Effort) -> tuple[object, ...]:
    return (
        activity_id,
        number,
        effort.effort_class.value,
        effort.confidence,
        effort.interval.start_s,
        effort.interval.end_s,
        effort.distance_m,
        effort.p80_speed_m_s,
        effort.p80_fraction,
        *braking_values(effort.braking),
    )
