"""What an experiment asks of the sessions to come, for a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.experiments.experiment import Phase
from flarelag.model.moments import moment_at
from flarelag.report.calendar import DueSession
from flarelag.workflows.experiments import due_now
from flarelag.workflows.prompting import sessions_planned
from flarelag.workflows.warning_answers import guard_of

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.pairing import Due
    from flarelag.store.library import Library


def due_sessions(library: Library, until: datetime, *, now: datetime) -> list[DueSession]:
    """Return what is due in the next sessions of the pair that has been told; none where none is.

    Parameters
    ----------
    library : Library
        Open.
    until, now : datetime
        Aware; sessions planned between them are looked at.

    Raises
    ------
    ConfigError
        The file of settings cannot be used as it is.
    """
    if not library.experiments.any() or guard_of(library).hidden:
        return []
    found = due_now(library, now)
    due = found.allocation.due if found is not None else None
    if found is None or due is None or found.phase is not Phase.RUNNING:
        return []
    return _planned(library, found, due, until, now) or [_some_day(found, due, now)]


def _planned(
    library: Library, found: Standing, due: Due, until: datetime, now: datetime
) -> list[DueSession]:
    """Return the planned sessions that could take the pair's places, as they come."""
    plan = found.experiment.plan
    after = max(now, due.from_utc) if due.from_utc else now
    slots = range(due.slot, due.slot + 2 - due.slot % 2)
    sessions = []
    for slot in slots:
        planned = next(iter(sessions_planned(library, after, until)), None)
        if planned is None:
            break
        words = f"Experiment: {plan.measure.arm_words(plan.arm(slot))}"
        sessions.append(
            DueSession(
                key=_key(found, slot),
                start_utc=planned.start_utc,
                day=planned.local_day,
                zone=planned.zone,
                words=f"{words}, if your {planned.words} is a {plan.measure.sessions.words}",
            )
        )
        after = planned.end_utc + plan.least_gap
    return sessions


def _some_day(found: Standing, due: Due, now: datetime) -> DueSession:
    plan = found.experiment.plan
    start = max(now, due.from_utc) if due.from_utc else now
    return DueSession(
        key=_key(found, due.slot),
        start_utc=None,
        day=moment_at(start, plan.zone).local.date(),
        zone=plan.zone,
        words=f"Experiment: {plan.measure.due_words(due.arm)}",
    )


def _key(found: Standing, slot: int) -> str:
    return f"experiment-{found.experiment.id}-{slot + 1}"
