"""What is still missing, in words: how much, how much more diary it takes, which entry to add."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flarelag.model.lag_bands import LEAST_COVERED
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.effects.result import EntryToAdd, Missing

_DAYS_BELOW = 14
_WEEKS_BELOW = 182
_DAYS_A_MONTH = 30.4
_MIN_A_DAY = 24 * 60
_ROUNDED_TO_MIN = 30
_DAY_WORDS = ("the same day", "the next day", "the day after that")


def more_diary(days: int) -> str:
    """Return how much more diary something takes: `about 6 more weeks of diary like the last`.

    Never a date: the diary may have stopped long ago.

    Parameters
    ----------
    days : int
        At the rate of its last weeks; at least 1.
    """
    if days < _DAYS_BELOW:
        span = counted(days, "more day")
    elif days < _WEEKS_BELOW:
        span = counted(math.ceil(days / 7), "more week")
    else:
        span = counted(math.ceil(days / _DAYS_A_MONTH), "more month")
    return f"about {span} of diary like the last"


def insufficient_words(lacking: Missing) -> str:
    """Say only what is missing, and how much more diary that takes."""
    parts = []
    if lacking.hard_sessions:
        parts.append(counted(lacking.hard_sessions, "more hard session"))
    if lacking.entries:
        parts.append(counted(lacking.entries, "more diary entry", "more diary entries"))
    covered = lacking.covered_fraction
    if covered is not None and covered < LEAST_COVERED:
        parts.append(
            "entries in the hours after hard sessions (in two of 3-12, 12-24 and 24-48 h after "
            f"{LEAST_COVERED:.0%} of them; so far after {covered:.0%})"
        )
    wanted = " and ".join(parts) or "hard sessions that lie a day back"
    if lacking.more_days is None:
        return f"Not enough yet: {wanted}."
    with_it = " with them" if lacking.entry_to_add else ""
    return f"Not enough yet: {wanted}; {more_diary(lacking.more_days)}{with_it}."


def advice(add: EntryToAdd | None) -> str:
    """Say which entry to add, by the clock where hard sessions end at like times of day.

    Parameters
    ----------
    add : EntryToAdd or None
        Where one is missing; else the advice is empty.
    """
    if add is None:
        return ""
    ask = f"Add an entry {add.from_h:g}-{add.to_h:g} h after each hard session"
    lacking = f"{add.n_without} of {add.n_sessions} have none there"
    if add.usual_end_h is None:
        return f"{ask}: {lacking}."
    end = round(add.usual_end_h * 60 / _ROUNDED_TO_MIN) * _ROUNDED_TO_MIN % _MIN_A_DAY
    since, until = (end + round(hours * 60) for hours in (add.from_h, add.to_h))
    return f"{ask}: {lacking}. After one that ends about {_clock(end)}, {_between(since, until)}."


def _between(since_min: int, until_min: int) -> str:
    first, last = (_DAY_WORDS[each // _MIN_A_DAY] for each in (since_min, until_min))
    if first == last:
        return f"that is between {_clock(since_min)} and {_clock(until_min)} {first}"
    return f"that is from {_clock(since_min)} {first} to {_clock(until_min)} {last}"


def _clock(minute: int) -> str:
    hour, of_it = divmod(minute % _MIN_A_DAY, 60)
    return f"{hour:02}:{of_it:02}"
