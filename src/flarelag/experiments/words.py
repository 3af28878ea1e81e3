"""An experiment in sentences: what is planned, what is due next, why it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.experiments.events import Done
from flarelag.experiments.experiment import Phase
from flarelag.experiments.measures import Arm, PairedSessions
from flarelag.experiments.stopping import AFTER_STOPPING, NEXT_STEPS
from flarelag.model.moments import moment_at

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.pairing import Due, Slot
    from flarelag.experiments.plan import Plan


_VERBS: Final = {PairedSessions.HARD: "run hard", PairedSessions.EASY: "would run easy"}


def next_words(now: Standing, at: datetime) -> str:
    """Return what is due next, or why nothing is.

    Parameters
    ----------
    now : Standing
        How the experiment stands; the pair that is due has been told.
    at : datetime
        The time by the clock. Aware.
    """
    plan, due = now.experiment.plan, now.allocation.due
    if now.stop is not None and now.phase is Phase.STOPPED:
        return stop_words(now)
    if now.phase is Phase.COMPLETE:
        return (
            f"The experiment is complete: {now.n_closed_pairs} of {plan.n_pairs} pairs. What it "
            "found: flarelag experiment result"
        )
    if due is None:
        return (
            f"All sessions took place; keep writing pain down until the {plan.to_h:g} h after the "
            "last are over."
        )
    nth = "second" if due.slot % 2 else "first"
    where = f"pair {due.slot // 2 + 1} of {plan.n_pairs}, {nth} session"
    words = plan.measure.due_words(due.arm)
    return f"{words[0].upper()}{words[1:]} ({where}){_from_words(plan, due, at)}."


def today_words(now: Standing, at: datetime) -> str | None:
    """Return what the diary page says of today; null where there is nothing to say.

    Parameters
    ----------
    now, at
        As in `next_words`.
    """
    plan, due = now.experiment.plan, now.allocation.due
    if now.phase is not Phase.RUNNING or due is None:
        return None
    kind, what = plan.measure.sessions, f"Today: {plan.measure.arm_words(due.arm)}"
    if due.from_utc is not None and due.from_utc > at:
        start, today = (moment_at(each, plan.zone).local for each in (due.from_utc, at))
        if start.date() > today.date():
            return f"Experiment: your next {kind.words} counts from {start:%a %H:%M} on."
        return f"{what}, if you {_VERBS[kind]} and end after {start:%H:%M}."
    return f"{what}, if you {_VERBS[kind]}."


def stop_words(now: Standing) -> str:
    """Return why an experiment stopped, and kind next steps."""
    assert now.stop is not None  # noqa: S101 - asked of one that stopped only
    day = moment_at(now.stop.at_utc, now.experiment.plan.zone).local
    return (
        f"The experiment stopped on {day:%a} {day.day} {day:%b %Y}: {now.stop.words}. "
        f"{NEXT_STEPS[now.stop.rule]} {AFTER_STOPPING}"
    )


def _from_words(plan: Plan, due: Due, at: datetime) -> str:
    if due.from_utc is None or due.from_utc <= at:
        return ""
    start = moment_at(due.from_utc, plan.zone).local
    return f"; it counts if it ends after {start:%a %Y-%m-%d %H:%M}, {plan.least_gap_h:g} h on"


def slot_words(now: Standing, slot: Slot) -> str:
    """Return what a session was due to be and was: `with ice, as due (pair 2 of 18, ...)`."""
    plan = now.experiment.plan
    nth = "second" if slot.number % 2 else "first"
    what = {Done.AS_DUE: "as due", Done.SWAPPED: "swapped", None: "not known"}[slot.done]
    return (
        f"due {plan.measure.arm_words(slot.due)}: {what} (pair {slot.pair + 1} of "
        f"{plan.n_pairs}, {nth} session)"
    )


def plan_words(plan: Plan) -> str:
    """Return what is planned, in one sentence."""
    kind = plan.measure.sessions.words
    one, other = (plan.measure.arm_words(arm) for arm in Arm)
    return (
        f"{plan.n_pairs} pairs of {kind}s, at least {plan.least_gap_h:g} h apart: one {one}, one "
        f"{other}, in an order that is drawn by lot for each pair; everything else as usual."
    )
