"""The log of the last days, and the change that was made just now, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_history import ChangeAction
from flarelag.model.diary_words import site_in_words
from flarelag.model.factor_words import name_in_words
from flarelag.model.factors import Factor
from flarelag.model.in_words import (
    amount_in_words,
    entry_in_words,
    factor_in_words,
    warning_in_words,
)
from flarelag.model.moments import Moment, moment_at
from flarelag.model.warning_answers import WarningAnswer
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.diary_history import DiaryChange, DiaryItem
    from flarelag.workflows.diary_page import Logged, RecentDiary

_DID: Final = {
    ChangeAction.EDIT: "Changed",
    ChangeAction.DELETE: "Deleted",
    ChangeAction.UNDO: "Taken back",
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change as the page shows it.

    Parameters
    ----------
    id : int
        To take it back by.
    did : str
        `Saved`, `Changed`, `Deleted`, `Taken back`.
    words : str
        What.
    """

    id: int
    did: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log.

    Parameters
    ----------
    id : int
        The library's number.
    clock : str
        When, on the day under whose title it stands.
    score : int or None
        Pain; null for what is no pain.
    words : str
        Where and what; empty when neither was said.
    marks : tuple of str
        `flare-up`, `kept me awake`, `recalled`.
    note : str
        Free text; empty for none.
    """

    id: int
    clock: str
    score: int | None
    words: str
    marks: tuple[str, ...]
    note: str


def shown_change(change: DiaryChange, *, now: datetime) -> ShownChange:
    """Return a change in words."""
    items = [each.after or each.before for each in change.items]
    said = [item_in_words(each, now=now) for each in items if each is not None]
    few = "; ".join(said) if len(said) <= _FEW else counted(len(said), "line")
    return ShownChange(change.id, _DID.get(change.action, "Saved"), few)


_FEW: Final = 3


def item_in_words(item: DiaryItem, *, now: datetime) -> str:
    """Return what an item of the diary says, in one line."""
    match item:
        case DiaryEntry():
            return entry_in_words(item, now=now)
        case Factor():
            return factor_in_words(item, now=now)
        case WarningAnswer():
            return warning_in_words(item, now=now)
        case _:
            return "a line of the diary"


def log_days(recent: RecentDiary) -> list[tuple[str, list[Line]]]:
    """Return the last days: each with its title and its lines, the latest first."""
    days = (("Today", recent.today), ("Yesterday", recent.yesterday))
    return [(title, [_line(each) for each in reversed(day)]) for title, day in days]


def _line(logged: Logged) -> Line:
    return _pain(logged) if isinstance(logged, DiaryEntry) else _factor(logged)


def _pain(entry: DiaryEntry) -> Line:
    where = ", ".join(site_in_words(place) for place in entry.sites)
    marks = {"flare-up": entry.flare, "kept me awake": entry.woke, "recalled": entry.recalled}
    return Line(
        id=entry.id or 0,
        clock=_clock(entry, entry.time_end_utc),
        score=entry.score,
        words="; ".join(part for part in (where, ", ".join(entry.qualities)) if part),
        marks=tuple(name for name, holds in marks.items() if holds),
        note=entry.note or "",
    )


def _factor(factor: Factor) -> Line:
    return Line(
        id=factor.id or 0,
        clock=_clock(factor, factor.end_utc),
        score=None,
        words=f"{name_in_words(factor.name)} {amount_in_words(factor)}".strip(),
        marks=("recalled",) if factor.recalled else (),
        note=factor.note or "",
    )


def _clock(logged: Logged, end_utc: datetime | None) -> str:
    """Return the clock time, or that at the end of a stretch: `to 15:10`."""
    if end_utc is not None:
        return f"to {moment_at(end_utc, logged.zone).local:%H:%M}"
    moment = Moment(time_utc=logged.time_utc, zone=logged.zone, utc_offset_s=logged.utc_offset_s)
    return f"{moment.local:%H:%M}"
