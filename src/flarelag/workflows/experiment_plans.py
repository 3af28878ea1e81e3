"""Planning an experiment: what it takes, until when, and fixing it at its start."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from statistics import stdev
from typing import TYPE_CHECKING, Final

from flarelag.effects.exposures import HARD_FROM
from flarelag.errors import ExperimentError
from flarelag.experiments.outcomes import pairs_of, scores_of
from flarelag.experiments.pairing import past_slots
from flarelag.experiments.plan import STOP_SCORE, Plan, draw_orders
from flarelag.experiments.power import (
    LOOK_BACK,
    USUAL_SD,
    least_p,
    pairs_needed,
    power,
    ready_at,
    sessions_per_week,
)
from flarelag.experiments.stopping import usual_reach
from flarelag.report.sessions import usual_dose_of_runs
from flarelag.store.encoding import EPOCH
from flarelag.workflows.clock import home_zone
from flarelag.workflows.experiments import latest_standing, refuse_if_hidden

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.experiments.experiment import Experiment
    from flarelag.experiments.measures import Measure
    from flarelag.model.diary import DiaryEntry
    from flarelag.store.library import Library

_SEEDS: Final = 2**53
"""Every seed stays a whole number in any program that reads the plan's JSON."""
_USUAL: Final = timedelta(weeks=4)
_LATELY: Final = timedelta(days=14)
_FEWEST_DAYS: Final = 5
_CALM: Final = timedelta(days=7)
_FEWEST_PAST: Final = 6
"""Past pairs from which their own spread is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an experiment would take.

    Parameters
    ----------
    plan : Plan
        As it would be fixed; its order is drawn anew at the start.
    sd : float
        Standard deviation of the differences of pairs that is reckoned with.
    n_past_pairs : int
        From how many past pairs it comes; 0: the usual 1.4.
    n_needed : int
        Pairs that find the smallest difference worth finding four times in five.
    power : float
        How often the planned pairs find it.
    least_p : float
        The least p that they can reach.
    per_week : float or None
        Sessions a week that would count; null where there was none in eight weeks.
    ready_utc : datetime or None
        When all would have taken place at that rate.
    n_days_above : int
        Days of the last eight weeks on which pain reached the line at which it stops.
    not_now : tuple of str
        Why it cannot start now, one sentence each.
    """

    plan: Plan
    sd: float
    n_past_pairs: int
    n_needed: int
    power: float
    least_p: float
    per_week: float | None
    ready_utc: datetime | None
    n_days_above: int
    not_now: tuple[str, ...]


def propose(
    library: Library, measure: Measure, *, n_pairs: int, smallest: float, now: datetime
) -> Proposal:
    """Return what an experiment would take; nothing is stored.

    Parameters
    ----------
    library : Library
        Open.
    measure : Measure
        What is tried.
    n_pairs : int
        From 6 to 40.
    smallest : float
        The smallest difference worth finding, in points.
    now : datetime
        Aware.

    Raises
    ------
    ExperimentError
        The number of pairs cannot be right, or experiments are not shown just now.
    """
    refuse_if_hidden(library)
    dose = usual_dose_of_runs(library.activities())
    entries = library.diary.entries(None, now)
    seed = secrets.randbelow(_SEEDS)
    plan = Plan(
        measure=measure,
        orders=draw_orders(n_pairs, Random(seed)),  # noqa: S311 - a coin, not a secret
        seed=seed,
        started_utc=now,
        zone=home_zone(library, None),
        hard_dose=dose.name,
        hard_from_s=None if dose.per_dose is None else HARD_FROM * dose.per_dose,
        reach=usual_reach(e for e in entries if e.time_utc >= now - _USUAL),
        smallest=smallest,
    )
    past = library.experiments.sessions_since(replace(plan, started_utc=EPOCH))
    slots = past_slots(plan, (each for each in past if each.end_utc < now))
    found = pairs_of(plan, slots, scores_of(entries), past)
    apart = [each.difference for each in found if each.difference is not None]
    known = len(apart) >= _FEWEST_PAST
    sd = stdev(apart) if known and stdev(apart) > 0 else USUAL_SD
    ends = [slot.closed_utc for slot in slots]
    per_week = sessions_per_week(ends, least_gap=plan.least_gap, now=now)
    return Proposal(
        plan=plan,
        sd=sd,
        n_past_pairs=len(apart) if known else 0,
        n_needed=pairs_needed(smallest, sd),
        power=power(n_pairs, smallest / sd),
        least_p=least_p(n_pairs),
        per_week=per_week,
        ready_utc=ready_at(plan.n_slots, per_week, now=now),
        n_days_above=len({e.time_utc.date() for e in entries if _above_lately(e, now)}),
        not_now=_not_now(library, entries, now),
    )


def start(library: Library, proposal: Proposal, *, now: datetime) -> Experiment:
    """Fix a plan, as it is proposed now.

    Raises
    ------
    ExperimentError
        Something stands against it: another runs, pain is too high, the diary too thin.
    """
    refuse_if_hidden(library)
    if proposal.not_now:
        raise ExperimentError(f"not now: {'; '.join(proposal.not_now)}")
    last = latest_standing(library, now)
    return library.experiments.start(proposal.plan, after=last.experiment.id if last else None)


def _above_lately(entry: DiaryEntry, now: datetime) -> bool:
    return entry.score >= STOP_SCORE and entry.time_utc >= now - LOOK_BACK


def _not_now(library: Library, entries: list[DiaryEntry], now: datetime) -> tuple[str, ...]:
    found = []
    last = latest_standing(library, now)
    if last is not None and not last.ended:
        found.append(
            f"an experiment with {last.experiment.plan.measure.words} runs already (one at a time: "
            "of two, neither could be told from the other)"
        )
    lately = {e.time_utc.date() for e in entries if e.time_utc >= now - _LATELY}
    if len(lately) < _FEWEST_DAYS:
        found.append(
            f"the diary has entries on {len(lately)} of the last 14 days; {_FEWEST_DAYS} show what "
            "is usual for you, and the rule for stopping goes by it"
        )
    high = max((e.score for e in entries if e.time_utc >= now - _CALM), default=0)
    if high >= STOP_SCORE:
        found.append(
            f"pain was {high} of 10 within the last week; wait for a week below {STOP_SCORE}, and "
            "ask your physiotherapist or doctor before hard sessions"
        )
    return tuple(found)
