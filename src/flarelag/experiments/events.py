"""What happens to an experiment after its plan is fixed; nothing of it is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flarelag.experiments.pairing import Session


class Done(StrEnum):
    """What a session really was."""

    AS_DUE = "as_due"
    SWAPPED = "swapped"
    """As the other session of its pair was due to be."""


class KnownBy(StrEnum):
    """How it is known."""

    SAID = "said"
    INFERRED = "inferred"
    """From what the diary has of measures near the session, or from the session's sport."""


@dataclass(frozen=True, slots=True)
class Told:
    """The order of a pair was told.

    Parameters
    ----------
    at_utc : datetime
        When.
    pair : int
        Counted from 0.
    """

    at_utc: datetime
    pair: int


@dataclass(frozen=True, slots=True)
class Marked:
    """The person said what a session was; what she says last holds.

    Parameters
    ----------
    at_utc : datetime
        When she said it.
    start_utc, end_utc : datetime
        The session: a recording of it may come, go or be read anew.
    done : Done
        What it was.
    """

    at_utc: datetime
    start_utc: datetime
    end_utc: datetime
    done: Done


@dataclass(frozen=True, slots=True)
class Missed:
    """The session that was due will not take place.

    Parameters
    ----------
    at_utc : datetime
        When she said so.
    """

    at_utc: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """The result was looked at before the end.

    Parameters
    ----------
    at_utc : datetime
        When.
    n_pairs : int
        How many pairs were complete.
    """

    at_utc: datetime
    n_pairs: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """The experiment was ended by hand.

    Parameters
    ----------
    at_utc : datetime
        When.
    reason : str or None
        Her words. Personal: never in a report.
    """

    at_utc: datetime
    reason: str | None = None


Event = Told | Marked | Missed | Looked | Stopped


def marks(events: Iterable[Event]) -> list[Marked]:
    """Return what was said of sessions, of each session what was said last, in order of time."""
    kept: list[Marked] = []
    for each in events:
        if isinstance(each, Marked):
            others = [old for old in kept if not overlap(old, each)]
            kept = [*others, each]
    return sorted(kept, key=lambda mark: mark.end_utc)


def overlap(one: Marked, other: Marked | Session) -> bool:
    """Return whether a mark speaks of a session, or of the one that another speaks of."""
    return one.start_utc <= other.end_utc and other.start_utc <= one.end_utc
