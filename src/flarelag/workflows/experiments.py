"""Experiments from a library: how the one that runs stands, what is due, what is said of sessions.

This path loads nothing heavy: the diary page and saving an entry go through it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import ExperimentError, FlarelagError
from flarelag.experiments.events import Told
from flarelag.experiments.experiment import Phase, Standing, standing
from flarelag.experiments.words import stop_words, today_words
from flarelag.model.warning_answers import SignsAnswer
from flarelag.workflows.warning_answers import guard_of

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.experiments.experiment import Experiment
    from flarelag.model.diary import DiaryEntry
    from flarelag.store.library import Library

_DAY: Final = timedelta(days=1)
_SHOWN_AFTER_STOP: Final = timedelta(days=7)
NONE_YET: Final = (
    "there is no experiment yet; what one would take: flarelag experiment plan dynamic_stretching"
)


def refuse_if_hidden(library: Library) -> None:
    """Go on where experiments are shown.

    Raises
    ------
    ExperimentError
        She has a warning sign, and no doctor has seen her yet.
    """
    if why := guard_of(library).why:
        raise ExperimentError(why)


def latest_standing(library: Library, now: datetime) -> Standing | None:
    """Return how the experiment that was started last stands; null for none.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.
    """
    latest = library.experiments.latest()
    return None if latest is None else standing_of(library, latest, now)


def standing_of(library: Library, experiment: Experiment, now: datetime) -> Standing:
    """Return how an experiment stands."""
    sessions = library.experiments.sessions_since(experiment.plan)
    answers = library.diary.warning_answers()
    warned = [each.time_utc for each in answers if each.answer is SignsAnswer.HAVE]
    return standing(experiment, sessions, entries_of(library, experiment), warned=warned, now=now)


def entries_of(library: Library, experiment: Experiment) -> list[DiaryEntry]:
    """Return the diary's entries from a day before an experiment's start on, by time."""
    return library.diary.entries(experiment.plan.started_utc - _DAY)


def due_now(library: Library, now: datetime) -> Standing | None:
    """Return how the latest experiment stands, having told the pair that is due; null for none.

    Telling is noted: a session counts only where its arm had been told before it.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.

    Raises
    ------
    LibraryBusyError
        When it cannot be noted just now: then nothing may be told.
    """
    found = latest_standing(library, now)
    due = found.allocation.due if found is not None else None
    if found is None or found.phase is not Phase.RUNNING or due is None or due.told:
        return found
    told = Told(now, due.slot // 2)
    library.experiments.add(found.experiment.id, told)
    events = (*found.experiment.events, told)
    return replace(
        found,
        experiment=replace(found.experiment, events=events),
        allocation=replace(found.allocation, due=replace(due, told=True)),
    )


def told_now(library: Library, now: datetime) -> Standing:
    """Return what `due_now` does, where it may be shown.

    Raises
    ------
    ExperimentError
        Experiments are hidden, or there is none yet.
    """
    refuse_if_hidden(library)
    found = due_now(library, now)
    if found is None:
        raise ExperimentError(NONE_YET)
    return found


def page_line(library: Library, now: datetime) -> str | None:
    """Return what the diary page says of the experiment; null where there is nothing to say."""
    if not library.experiments.any() or guard_of(library).hidden:
        return None
    found = due_now(library, now)
    if found is None:
        return None
    if found.phase is Phase.STOPPED and found.ended_utc is not None:
        return stop_words(found) if now - found.ended_utc < _SHOWN_AFTER_STOP else None
    return today_words(found, now)


def stopped_by(library: Library, entry: DiaryEntry) -> str | None:
    """Return what to say where an entry that was just saved has stopped the experiment.

    Whatever is wrong with an experiment, pain can be written down.

    Parameters
    ----------
    library : Library
        Open.
    entry : DiaryEntry
        The entry; it is in the library.
    """
    try:
        if not library.experiments.any():
            return None
        found = latest_standing(library, max(entry.entered_utc, entry.time_utc))
    except FlarelagError:
        return None
    if found is None or found.stop is None or found.phase is not Phase.STOPPED:
        return None
    return stop_words(found) if found.stop.at_utc == entry.time_utc else None
