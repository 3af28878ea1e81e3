"""What a person says of an experiment: what a session was, that one was missed, that it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.errors import ExperimentError
from flarelag.experiments.events import Done, Marked, Missed, Stopped
from flarelag.experiments.words import stop_words
from flarelag.model.activity import activity_end
from flarelag.model.sport import Sport
from flarelag.workflows.experiments import NONE_YET, due_now, latest_standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.pairing import Session, Slot
    from flarelag.store.library import Library


def mark_session(
    library: Library, done: Done, *, now: datetime, activity_id: int | None = None
) -> tuple[Standing, Slot]:
    """Note what a session of the running experiment really was; what is said last holds.

    Parameters
    ----------
    library : Library
        Open.
    done : Done
        As due, or swapped.
    now : datetime
        Aware.
    activity_id : int or None
        Which session; null: the last one that took a place.

    Returns
    -------
    tuple of Standing and Slot
        How it stands now, and the place that the session has.

    Raises
    ------
    ExperimentError
        None runs, or the session does not belong to it.
    """
    found = _running(library, now)
    start, end = _session_said(library, found, activity_id)
    mark = Marked(now, start, end, done)
    after = _standing_with(library, found, mark, now)
    before, slots = found.allocation.slots, after.allocation.slots
    slot = next((each for each in slots if each.session and _is_of(each.session, mark)), None)
    if slot is None or [each.closed_utc for each in slots[: len(before)]] != [
        each.closed_utc for each in before
    ]:
        raise ExperimentError(_why_no_slot(found, mark))
    library.experiments.add(found.experiment.id, mark)
    return after, slot


def miss_session(library: Library, *, now: datetime) -> Standing:
    """Note that the session that is due will not take place: its pair stays incomplete.

    Raises
    ------
    ExperimentError
        None runs, or nothing is due.
    """
    due_now(library, now)
    found = _running(library, now)
    if found.allocation.due is None:
        raise ExperimentError("no session is due any more")
    missed = Missed(now)
    library.experiments.add(found.experiment.id, missed)
    return _standing_with(library, found, missed, now)


def stop_experiment(library: Library, *, now: datetime, reason: str | None = None) -> Standing:
    """End the running experiment by hand.

    Raises
    ------
    ExperimentError
        None runs.
    """
    found = _running(library, now)
    stopped = Stopped(now, reason=reason)
    library.experiments.add(found.experiment.id, stopped)
    return _standing_with(library, found, stopped, now)


def _running(library: Library, now: datetime) -> Standing:
    found = latest_standing(library, now)
    if found is None:
        raise ExperimentError(NONE_YET)
    if found.ended:
        raise ExperimentError(
            stop_words(found) if found.stop else "the experiment is complete: see its result"
        )
    return found


def _standing_with(
    library: Library, found: Standing, event: Marked | Missed | Stopped, now: datetime
) -> Standing:
    events = (*found.experiment.events, event)
    return standing_of(library, replace(found.experiment, events=events), now)


def _session_said(
    library: Library, found: Standing, activity_id: int | None
) -> tuple[datetime, datetime]:
    """Return start and end of the session that is spoken of."""
    if activity_id is None:
        last = _last_held(found.allocation.slots)
        if last is None:
            raise ExperimentError(
                "no session has taken a place yet; name one with --session ID (`flarelag "
                "activities` shows the numbers)"
            )
        return last.start_utc, last.end_utc
    stored = library.activity(activity_id)
    end = activity_end(stored.activity)
    if end is None or stored.activity.sport not in {Sport.RUN, Sport.RIDE}:
        raise ExperimentError(f"activity {activity_id} is no run or ride of a known length")
    return stored.activity.start_utc, end


def _last_held(slots: Sequence[Slot]) -> Session | None:
    return next((slot.session for slot in reversed(slots) if slot.session is not None), None)


def _is_of(session: Session, mark: Marked) -> bool:
    return mark.start_utc <= session.end_utc and session.start_utc <= mark.end_utc


def _why_no_slot(found: Standing, mark: Marked) -> str:
    """Return why a session cannot take a place."""
    plan, slots = found.experiment.plan, found.allocation.slots
    if mark.start_utc < plan.started_utc:
        return "this session was before the experiment started"
    if any(slot.closed_utc > mark.end_utc for slot in slots):
        return "this session cannot count any more: a later one has taken its place"
    if found.allocation.due is None:
        return "this session does not count: all places are taken"
    last = _last_held(slots)
    if last is not None and mark.end_utc - last.end_utc < plan.least_gap:
        return f"this session ended less than {plan.least_gap_h:g} h after the last that counts"
    return (
        "nobody had been told what this session was due to be, so it cannot count; ask first: "
        "flarelag experiment next"
    )
