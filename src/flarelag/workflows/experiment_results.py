"""What an experiment found: refused before its end, unless the look is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import ExperimentError
from flarelag.experiments.adherence import with_inferred
from flarelag.experiments.analysis import result_of
from flarelag.experiments.events import Looked
from flarelag.experiments.outcomes import pairs_of, scores_of
from flarelag.experiments.result import ToldExperiment
from flarelag.workflows.experiments import (
    NONE_YET,
    entries_of,
    latest_standing,
    refuse_if_hidden,
    standing_of,
)

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.experiments.experiment import Experiment, Standing
    from flarelag.experiments.pairing import Slot
    from flarelag.experiments.result import Result
    from flarelag.store.library import Library

_REACH: Final = timedelta(days=1)
UNNAMED: Final = "a measure of your own"


def all_told(library: Library, now: datetime, *, own_words: bool = True) -> list[ToldExperiment]:
    """Return every experiment with what may be told of it, the latest first.

    An experiment that runs is told of without its result, also where it was looked at: that look
    was at another moment.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.
    own_words : bool
        Call a measure of her own as she does; else "a measure of your own".
    """
    every = reversed(library.experiments.all())
    return [_told(library, each, now, own_words=own_words) for each in every]


def _told(
    library: Library, experiment: Experiment, now: datetime, *, own_words: bool
) -> ToldExperiment:
    found = with_slots(library, standing_of(library, experiment, now))
    if found.experiment.plan.measure.own and not own_words:
        found = _without_words(found)
    return ToldExperiment(standing=found, result=_result(library, found) if found.ended else None)


def _without_words(found: Standing) -> Standing:
    experiment = found.experiment
    measure = replace(experiment.plan.measure, name=UNNAMED)
    plan = replace(experiment.plan, measure=measure)
    return replace(found, experiment=replace(experiment, plan=plan))


def read_result(library: Library, *, now: datetime, look: bool = False) -> ToldExperiment:
    """Return the result of the latest experiment.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.
    look : bool
        Look before the end, and count it.

    Raises
    ------
    ExperimentError
        There is none, or it has not ended and `look` is false.
    """
    refuse_if_hidden(library)
    found = latest_standing(library, now)
    if found is None:
        raise ExperimentError(NONE_YET)
    found = with_slots(library, found)
    if found.ended:
        return ToldExperiment(standing=found, result=_result(library, found))
    n_looks = len(found.experiment.looks)
    if not look:
        raise ExperimentError(
            f"the experiment has not ended: {found.n_closed_pairs} of "
            f"{found.experiment.plan.n_pairs} pairs. Looking early makes it likelier to be fooled "
            "by chance. To look all the same: --look; it is noted, stands beside the result, and "
            f"multiplies p by {n_looks + 2}"
        )
    result = _result(library, found)
    seen = Looked(now, result.n_complete)
    library.experiments.add(found.experiment.id, seen)
    events = (*found.experiment.events, seen)
    found = replace(found, experiment=replace(found.experiment, events=events))
    return ToldExperiment(standing=found, result=_result(library, found))


def with_slots(library: Library, found: Standing) -> Standing:
    """Return a standing with what the diary tells of its sessions."""
    slots = found.allocation.slots
    held = [slot.session for slot in slots if slot.session is not None]
    if not held:
        return found
    factors = library.diary.factors(held[0].start_utc - _REACH, held[-1].end_utc + _REACH)
    told: tuple[Slot, ...] = with_inferred(found.experiment.plan, slots, factors)
    return replace(found, allocation=replace(found.allocation, slots=told))


def _result(library: Library, found: Standing) -> Result:
    experiment = found.experiment
    scores = scores_of(entries_of(library, experiment))
    sessions = library.experiments.sessions_since(experiment.plan)
    return result_of(found, pairs_of(experiment.plan, found.allocation.slots, scores, sessions))
