"""What the diary asks now and next, from the library's runs, the weekly plan and the settings.

The page, the calendar and the coverage table all ask here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.config import read_config
from flarelag.errors import ConfigError, DiaryError, quoted
from flarelag.model.lag_bands import entry_instants
from flarelag.model.prompts import (
    Prompt,
    Protocol,
    Schedule,
    Session,
    next_prompt,
    prompts_between,
    waiting_prompts,
)
from flarelag.model.weekly_plan import PlannedSession, parse_plan, planned_sessions
from flarelag.workflows.clock import home_zone

if TYPE_CHECKING:
    from flarelag.config import DiaryConfig
    from flarelag.store.library import Library

SEED: Final = "prompt_seed"
"""The setting that draws days of rest."""
_SEEDS: Final = 2**31
_LOOK_BACK: Final = timedelta(days=2)
_AHEAD: Final = timedelta(days=8)
_REACH: Final = timedelta(days=9)
"""How far runs matter: the days of rest of a week depend on all of its runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompting:
    """What is asked at an instant.

    Parameters
    ----------
    waiting : tuple of Prompt
        What an entry made now would answer, oldest first.
    next : Prompt or None
        The first that is due later.
    """

    waiting: tuple[Prompt, ...] = field(default=())
    next: Prompt | None = None


def prompting(library: Library, now: datetime) -> Prompting:
    """Return what the diary asks now, and next.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.

    Raises
    ------
    ConfigError
        The file of settings cannot be used as it is.
    """
    prompts = prompts_due(library, now - _LOOK_BACK, now + _AHEAD, now=now)
    entries = library.diary.entries(now - _LOOK_BACK, now + timedelta(minutes=1))
    instants = entry_instants(entries)
    return Prompting(
        waiting=tuple(waiting_prompts(prompts, instants, now)),
        next=next_prompt(prompts, instants, now),
    )


def prompts_due(
    library: Library,
    since: datetime,
    until: datetime,
    *,
    now: datetime,
    protocol: Protocol | None = None,
) -> list[Prompt]:
    """Return the prompts due in `since <= due < until`, in order.

    Parameters
    ----------
    library : Library
        Open.
    since, until, now : datetime
        Aware. A planned session that should have ended more than two days ago did not take place.
    protocol : Protocol or None
        How often; null: as the file of settings has it.

    Raises
    ------
    ConfigError
        The file of settings cannot be used as it is.
    """
    path = library.paths.config
    settings = read_config(path).diary
    zone = home_zone(library, None)
    if protocol is None:
        protocol = _protocol(settings, str(path))
    planned = planned_sessions(
        _plans(settings, str(path)), max(since - _REACH, now - _LOOK_BACK), until + _REACH, zone
    )
    sessions = [*library.runs_ended(since - _REACH, until + _REACH, zone), *planned]
    schedule = Schedule(zone=zone, seed=prompt_seed(library), protocol=protocol)
    return prompts_between(sessions, schedule, since, until)


def sessions_planned(library: Library, since: datetime, until: datetime) -> list[Session]:
    """Return the sessions that the weekly plan holds, `since <= end < until`, by their ends.

    Raises
    ------
    ConfigError
        The file of settings cannot be used as it is.
    """
    path = library.paths.config
    plans = _plans(read_config(path).diary, str(path))
    return planned_sessions(plans, since, until, home_zone(library, None))


def runs_between(library: Library, since: datetime, until: datetime) -> list[Session]:
    """Return the runs that ended in `since <= end < until`, by their ends."""
    return library.runs_ended(since, until, home_zone(library, None))


def prompt_seed(library: Library) -> int:
    """Return the number that draws this library's days of rest; it is drawn once."""
    seed = library.setting(SEED)
    if seed is None:
        seed = secrets.randbelow(_SEEDS)
        library.set_setting(SEED, seed)
    return int(seed)


def _protocol(settings: DiaryConfig, file: str) -> Protocol:
    try:
        return Protocol(settings.protocol)
    except ValueError as error:
        reason = f"diary.protocol is {' or '.join(Protocol)}, not {quoted(settings.protocol)}"
        raise ConfigError(reason, key="diary.protocol", file=file) from error


def _plans(settings: DiaryConfig, file: str) -> list[PlannedSession]:
    try:
        return [parse_plan(text) for text in settings.plan]
    except DiaryError as error:
        raise ConfigError(f"diary.plan: {error.reason}", key="diary.plan", file=file) from error
