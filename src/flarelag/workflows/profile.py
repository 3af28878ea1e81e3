"""The runner's profile: showing it, changing it, and judging every run again by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.classify.profile import Best100m, Entered100m, RunnerProfile
from flarelag.errors import UsageError, quoted
from flarelag.model.moments import parse_iso
from flarelag.model.sport import Sport
from flarelag.workflows import runner_settings
from flarelag.workflows.classifying import classify_library
from flarelag.workflows.executors import available_cpus
from flarelag.workflows.out_of_date import observed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flarelag.store.library import Library
    from flarelag.workflows.runner_settings import RunnerSettings


class Field(StrEnum):
    """What a person can say of herself."""

    BEST_100M = "best-100m"
    SEX = "sex"


@dataclass(frozen=True, slots=True)
class BestSince:
    """The best 100 m from an instant on.

    Parameters
    ----------
    since : datetime
        The first run that was judged by it, or now.
    best : Best100m or None
        Null where it cannot be told.
    """

    since: datetime
    best: Best100m | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProfile:
    """The profile as it is shown.

    Parameters
    ----------
    settings : RunnerSettings
        What the person entered.
    now : BestSince
        The best 100 m by which a run would be judged now.
    over_time : tuple of BestSince
        One for each change of what it rests on, in order of time.
    activity_at : dict of datetime to int
        The number of the run that started then: evidence is known by its start.
    """

    settings: RunnerSettings
    now: BestSince
    over_time: tuple[BestSince, ...]
    activity_at: dict[datetime, int]


def show_profile(library: Library, *, now: datetime) -> ShownProfile:
    """Return the runner's best 100 m over time and where it comes from.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.
    """
    settings, activities = runner_settings.read_settings(library), library.activities()
    profile = RunnerProfile(observed(activities), settings.best_100m)
    runs = [each for each in activities if each.activity.sport is Sport.RUN]
    over_time: list[BestSince] = []
    for run in runs:
        best = profile.explained(run.activity.start_utc)
        if not over_time or _basis(over_time[-1].best) != _basis(best):
            over_time.append(BestSince(run.activity.start_utc, best))
    return ShownProfile(
        settings=settings,
        now=BestSince(now, profile.explained(now)),
        over_time=tuple(over_time),
        activity_at={run.activity.start_utc: run.id for run in runs},
    )


def _basis(best: Best100m | None) -> tuple[object, ...] | None:
    """Return what a value rests on: carried forward, it falls day by day and is yet the same."""
    return None if best is None else (best.reason, best.evidence)


def change_profile(
    library: Library, field: str, value: str, *, since: str | None, zone: str
) -> None:
    """Keep what the person says of herself.

    Parameters
    ----------
    library : Library
        Open.
    field : str
        `best-100m` or `sex`.
    value : str
        `15.2s`, `6.6m/s`; `woman`, `man`.
    since : str or None
        The date from which a best 100 m holds; null for all dates.
    zone : str
        Where that date is meant.

    Raises
    ------
    FlarelagError
        When a word means nothing or nobody can have run that.
    """
    settings = runner_settings.read_settings(library)
    if _field(field) is Field.BEST_100M:
        from_when = None if since is None else parse_iso(since, zone=zone).local
        m_s = runner_settings.parse_best_100m(value)
        settings = settings.with_best(Entered100m(m_s=m_s, since=from_when))
    elif since is not None:
        raise UsageError("--from belongs to best-100m only")
    else:
        settings = replace(settings, sex=runner_settings.parse_sex(value))
    runner_settings.write_settings(library, settings)


def forget(library: Library, field: str) -> None:
    """Forget what the person said: every best 100 m, or the sex.

    Parameters
    ----------
    library : Library
        Open.
    field : str
        `best-100m` or `sex`.

    Raises
    ------
    UsageError
        When there is no such field.
    """
    if _field(field) is Field.BEST_100M:
        runner_settings.forget_best_100m(library)
    else:
        runner_settings.forget_sex(library)


def reclassify(
    library: Library,
    *,
    everything: bool = False,
    jobs: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Judge activities again from their records; originals are not read.

    Parameters
    ----------
    library : Library
        Open.
    everything : bool
        All activities, not only those that the rules or the profile have left behind.
    jobs : int or None
        Worker processes; null for one for each CPU.
    on_progress : callable or None
        Called with how many are done and how many there are.

    Returns
    -------
    int
        How many classifications were stored.

    Raises
    ------
    LibraryBusyError
        When an import is running.
    """
    with library.exclusive():
        return classify_library(
            library,
            jobs=jobs if jobs is not None else available_cpus(),
            everything=everything,
            on_progress=on_progress,
        )


def _field(word: str) -> Field:
    try:
        return Field(word)
    except ValueError:
        names = " or ".join(Field)
        raise UsageError(f"{quoted(word)} is not part of the profile; say {names}") from None
