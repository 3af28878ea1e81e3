"""What the server knows, and what it is to do wrong."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from fake_strava.oauth import OAuth

if TYPE_CHECKING:
    from fake_strava.account import Account
    from fake_strava.limits import Limits


API: Final = "/api/v3"


@dataclass(slots=True)
class Fault:
    """What goes wrong with some requests.

    Parameters
    ----------
    kind : str
        `429`, `500`, `503`, `slow`, `drop`, `cut`, `malformed`, `html`, `expired`, `scope`,
        `inactive`, `forbidden`, `trickle`.
    where : str
        A part of the path that it hits.
    times : int
        How many requests it hits; -1 for all.
    seconds : float
        How slow, for `slow`.
    """

    kind: str
    where: str = API
    times: int = 1
    seconds: float = 0.0


@dataclass(slots=True)
class State:
    """Everything about the server that a test reads or moves.

    Parameters
    ----------
    account : Account
        Whose list and activities it shows.
    limits : Limits or None
        Null: none in force, and no header says any.
    """

    account: Account
    limits: Limits | None = None
    oauth: OAuth = field(default_factory=OAuth)
    faults: list[Fault] = field(default_factory=list)
    delay_s: float = 0.0
    log: list[tuple[str, str, int]] = field(default_factory=list)
    offset: timedelta = timedelta(0)
    lock: threading.RLock = field(default_factory=threading.RLock)
    bodies: dict[str, bytes] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the server's time: the real one, moved."""
        return datetime.now(UTC) + self.offset

    def set_clock(self, moment: datetime) -> None:
        """Move the clock; it goes on from there."""
        self.offset = moment - datetime.now(UTC)

    def answered(self) -> Counter[str]:
        """Return how often each API request was answered well."""
        return Counter(path for _, path, status in self.log if status == 200 and API in path)  # noqa: PLR2004

    def statuses(self) -> Counter[int]:
        """Return how many requests of the API were answered how."""
        return Counter(status for _, path, status in self.log if API in path)
