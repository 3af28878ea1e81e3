"""What the diary page shows: the last days, where it hurt last, what changed just now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from flarelag.errors import ConfigError, DiaryError, FlarelagError, LibraryBusyError
from flarelag.model.diary import DiaryEntry
from flarelag.model.factors import Factor, FactorName
from flarelag.model.moments import first_moment, zone_named
from flarelag.model.prompts import PromptKind, question
from flarelag.workflows.clock import home_zone
from flarelag.workflows.experiments import page_line
from flarelag.workflows.logging_factors import factor_names
from flarelag.workflows.prompting import prompting
from flarelag.workflows.warning_answers import guard_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.body import PainSite
    from flarelag.model.diary_history import DiaryChange
    from flarelag.model.warning_answers import WarningGuard
    from flarelag.store.library import Library

Logged: TypeAlias = DiaryEntry | Factor
"""What stands in the log of a day."""

JUST_NOW: Final = timedelta(minutes=15)
"""For so long after a change the page offers to take it back."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentDiary:
    """What the page shows of a diary.

    Parameters
    ----------
    today, yesterday : tuple of DiaryEntry or Factor
        What was logged of these days, by time.
    usual_places : tuple of PainSite
        Where it hurt in the latest entry.
    names : tuple of FactorName
        All that can be logged: everybody's list, then the person's own words.
    question : str or None
        What is asked at this hour: `4 h after your 6x200: how is it now?`; null when nothing is.
    remark : str or None
        Why nothing can be asked.
    change : DiaryChange or None
        The change that was made just now and still stands.
    guard : WarningGuard
        What is hidden since she said that she has a warning sign.
    experiment : str or None
        What the experiment that runs asks of today, or why it stopped; null where it says nothing.
    """

    today: tuple[Logged, ...]
    yesterday: tuple[Logged, ...]
    usual_places: tuple[PainSite, ...]
    names: tuple[FactorName, ...]
    question: str | None
    remark: str | None
    change: DiaryChange | None
    guard: WarningGuard
    experiment: str | None


def recent_diary(library: Library, *, now: datetime, change_id: int | None = None) -> RecentDiary:
    """Return what the page shows.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.
    change_id : int or None
        A change to say something about, where it was made just now.
    """
    zone = home_zone(library, None)
    day = now.astimezone(zone_named(zone)).date()
    midnight, before = (first_moment(day - n * _DAY, 0, zone).time_utc for n in range(2))
    logged: list[Logged] = [*library.diary.entries(before), *library.diary.factors(before)]
    logged.sort(key=_speaks_of)
    last = library.diary.last_entry(now + _DAY)
    change = library.diary.change(change_id) if change_id is not None else None
    asked, remark = _question(library, now)
    recent = change is not None and not change.undone and now - change.at_utc <= JUST_NOW
    return RecentDiary(
        today=tuple(each for each in logged if _speaks_of(each) >= midnight),
        yesterday=tuple(each for each in logged if _speaks_of(each) < midnight),
        usual_places=last.sites if last else (),
        names=tuple(factor_names(library).values()),
        question=asked,
        remark=remark,
        change=change if recent else None,
        guard=guard_of(library),
        experiment=_experiment(library, now),
    )


def save_together(
    library: Library, factors: Sequence[Factor], *, now: datetime, request_id: str
) -> int | None:
    """Store what was logged in one form as one change, and return its number.

    Parameters
    ----------
    library : Library
        Open; an import may be running.
    factors : sequence of Factor
        As `factor_sayings.understand_factor` returns them.
    now : datetime
        Aware.
    request_id : str
        Names the form: sent again, it stores nothing twice.
    """
    return library.diary.add(factors, at_utc=now, request_id=request_id).change_id


def logged_item(library: Library, number: int) -> Logged:
    """Return what stands in the log under a number.

    Raises
    ------
    LibraryError
        Nothing has this number, or what had it was deleted.
    DiaryError
        It is something that no day's log holds.
    """
    item = library.diary.item(number)
    if not isinstance(item, DiaryEntry | Factor):
        raise DiaryError(f"{number} is not in the log; `flarelag diary list` shows it")
    return item


def trusted_zone(library: Library, named: str) -> str:
    """Return the zone that a browser names; the library's where it names none that is known."""
    try:
        zone_named(named)
    except DiaryError:
        return home_zone(library, None)
    return named


def _experiment(library: Library, now: datetime) -> str | None:
    """Return what the experiment says of today; whatever is wrong with it keeps nobody from pain.

    Where it cannot be noted that the order of a pair is told, it is not told.
    """
    try:
        return page_line(library, now)
    except FlarelagError:
        return None


def _question(library: Library, now: datetime) -> tuple[str | None, str | None]:
    """Return what is asked now, of several questions the one that matters most; or why not.

    A file of settings with a mistake in it must not keep anybody from writing down pain.
    """
    try:
        waiting = prompting(library, now).waiting
    except LibraryBusyError:
        return None, None
    except ConfigError as error:
        return None, str(error.reason)
    kinds = list(PromptKind)
    first = min(waiting, key=lambda each: kinds.index(each.kind), default=None)
    return (question(first, now) if first else None), None


def _speaks_of(logged: Logged) -> datetime:
    """Return the latest instant that something speaks of: a stretch belongs to the day it ends."""
    end = logged.time_end_utc if isinstance(logged, DiaryEntry) else logged.end_utc
    return end or logged.time_utc
