"""Which phones may use the page in a local network: a code once, a cookie from then on."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

COOKIE: Final = "flarelag"
COOKIE_LIVES: Final = timedelta(days=400)
"""The longest that browsers keep one."""
CODE_LIVES: Final = timedelta(minutes=10)
MOST_ATTEMPTS: Final = 5
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what looks alike: 0 and O, 1, I and L, U and V."""
_HALF: Final = 4


class PairingOutcome(StrEnum):
    """How an attempt to pair ended."""

    PAIRED = "paired"
    WRONG = "wrong"
    CLOSED = "closed"


def new_code() -> str:
    """Return a code such as `7KQF-M2XD`: 39 bits, of which five guesses find nothing."""
    halves = ("".join(secrets.choice(_ALPHABET) for _ in range(_HALF)) for _ in range(2))
    return "-".join(halves)


def new_token() -> str:
    """Return a secret for a phone's cookie."""
    return secrets.token_urlsafe(32)


def token_sha256(token: str) -> str:
    """Return what the library keeps of a phone's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def same_secret(given: str, kept: str) -> bool:
    """Return whether two secrets are the same; the time it takes tells nothing of either."""
    return hmac.compare_digest(given.encode(), kept.encode())


@dataclass(slots=True)
class PairingDesk:
    """One pairing code: good once, for ten minutes and five attempts by anybody.

    Parameters
    ----------
    code : str
        As `new_code` makes it.
    opened_utc : datetime
        When it was shown.
    """

    code: str
    opened_utc: datetime
    _wrong: int = field(default=0, init=False)
    _used: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def attempt(self, given: str, *, now: datetime) -> PairingOutcome:
        """Return how an attempt ends; a right one uses the code up.

        Parameters
        ----------
        given : str
            As somebody typed it; case, spaces and hyphens do not matter.
        now : datetime
            Aware.
        """
        with self._lock:
            if not self.is_open(now):
                return PairingOutcome.CLOSED
            if same_secret(_plain(given), _plain(self.code)):
                self._used = True
                return PairingOutcome.PAIRED
            self._wrong += 1
            return PairingOutcome.WRONG if self.is_open(now) else PairingOutcome.CLOSED

    def is_open(self, now: datetime) -> bool:
        """Return whether the code is still good."""
        timely = now - self.opened_utc <= CODE_LIVES
        return timely and not self._used and self._wrong < MOST_ATTEMPTS


def _plain(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())
