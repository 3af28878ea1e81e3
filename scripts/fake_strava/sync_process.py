"""Sync a library with the fake Strava, in a process of its own that can be killed at any point.

Its clock is the server's. Where a limit is reached it does not wait: it moves that clock.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flarelag.store.library import Library
from flarelag.store.tokens import TokenStore
from flarelag.workflows.syncing import sync_strava

if TYPE_CHECKING:
    from datetime import timedelta


def main() -> None:
    """Sync until the round is through; the words are the library's folder and the server."""
    root, url = Path(sys.argv[1]), sys.argv[2]
    with Library.open(root) as library:
        while True:
            offset = _server_now(url) - datetime.now(UTC)
            outcome = sync_strava(
                library,
                TokenStore(root),
                clock=lambda offset=offset: _moved(offset),  # type: ignore[misc]
                sleep=lambda _: None,
                jobs=1,
            )
            if outcome.paused_until is None:
                return
            _set_clock(url, outcome.paused_until)


def _moved(offset: timedelta) -> datetime:
    return datetime.now(UTC) + offset


def _server_now(url: str) -> datetime:
    with urllib.request.urlopen(f"{url}/control/clock") as answer:  # noqa: S310 - our own server
        return datetime.fromisoformat(json.load(answer)["now"])


def _set_clock(url: str, moment: datetime) -> None:
    body = json.dumps({"set": moment.isoformat()}).encode()
    request = urllib.request.Request(f"{url}/control/clock", body, method="POST")  # noqa: S310
    urllib.request.urlopen(request).close()  # noqa: S310 - our own server


if __name__ == "__main__":
    main()
