"""What the page serves: one library, one clock, and who may pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flarelag.web.pairing import PairingDesk


def _system_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the page serves.

    Parameters
    ----------
    root : Path
        The library's folder.
    desk : PairingDesk or None
        Where phones pair; null where whoever reaches the page may use it (this computer alone).
    clock : callable
        Returns now.
    say : callable
        Tells the person at the computer something.
    """

    root: Path
    desk: PairingDesk | None = None
    clock: Callable[[], datetime] = _system_clock
    say: Callable[[str], object] = print

    def library(self) -> Library:
        """Open the library, for one request: an import, a restore or a backup may come between."""
        return Library.open(self.root)
