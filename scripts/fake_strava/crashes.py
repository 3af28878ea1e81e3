"""Syncing an account through days of limits while the process is killed, again and again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fake_strava.limits import Limits
from fake_strava.server import FakeStrava
from fake_strava.state import API
from flarelag.store.library import Library

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from fake_strava.account import Account

SCRIPTS = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one account's sync.

    Parameters
    ----------
    content : dict
        What the library holds, in a form that can be compared.
    n_activities : int
        How many activities it holds.
    n_requests : int
        API requests that the server saw.
    repeated : dict of str to int
        Requests that were answered well more than once, and how often too many.
    refused : int
        Requests beyond a limit.
    n_kills : int
        How often the process was killed.
    days : int
        Days of the server's clock on which something was asked.
    most_in_a_quarter, most_in_a_day : int
        The most requests that any window saw.
    n_renewed : int
        How often tokens were renewed.
    """

    content: dict[str, object]
    n_activities: int
    n_requests: int
    repeated: dict[str, int]
    refused: int
    n_kills: int
    days: int
    most_in_a_quarter: int
    most_in_a_day: int
    n_renewed: int


def sync_through(
    account: Account, root: Path, kills_at: Sequence[int] = (), rng: random.Random | None = None
) -> Trial:
    """Sync an account to a new library, the process being killed after so many requests each.

    Parameters
    ----------
    account : Account
        What the server shows.
    root : Path
        The library's folder, which must not exist yet.
    kills_at : sequence of int
        After how many requests of the API, counted over all processes, one is killed.
    rng : Random or None
        Spreads the kills over the milliseconds after that request.
    """
    limits = Limits()
    with FakeStrava(account, limits) as server:
        server.write_settings(root)
        tokens = root / "strava-tokens.json"
        tokens.write_text(json.dumps(server.tokens()), encoding="utf-8")
        tokens.chmod(0o600)
        n_kills = 0
        for at in sorted(kills_at):
            n_kills += _killed(server, root, at, 0.0 if rng is None else rng.random() * 0.03)
        if _process(server, root).wait() != 0:
            raise RuntimeError("the sync did not end well")
        state = server.state
        answered, content = state.answered(), content_of(root)
        return Trial(
            content=content,
            n_activities=_n_activities(root),
            n_requests=sum(state.statuses().values()),
            repeated={path: n - 1 for path, n in answered.items() if n > 1},
            refused=state.statuses()[429],
            n_kills=n_kills,
            days=sum(kind == "day" for kind, _ in limits.used),
            most_in_a_quarter=limits.most["quarter"],
            most_in_a_day=limits.most["day"],
            n_renewed=state.oauth.n_renewed,
        )


def content_of(root: Path) -> dict[str, object]:
    """Return what a library holds, without what tells when and in how many runs it came."""
    with Library.open(root, create=False) as library:
        activities = {
            each.activity.start_utc: (
                each.activity,
                each.classification,
                each.sha256,
                each.source,
                library.packed_records(each.id),
            )
            for each in library.activities()
        }
        known = [
            (each.listed, each.fetched, each.detail, each.streams, each.gone, each.problem)
            for each in library.strava.known()
        ]
        return {
            "activities": activities,
            "account": known,
            "gear": library.strava.gear(),
            "files": sorted(path.relative_to(root) for path in library.present_files()),
            "problems": library.database_problems(),
        }


def _n_activities(root: Path) -> int:
    with Library.open(root, create=False) as library:
        return len(library.activities())


def _killed(server: FakeStrava, root: Path, at: int, later_s: float) -> bool:
    """Run a sync and kill it; return whether it was still there to be killed."""
    process = _process(server, root)
    while process.poll() is None:
        if sum(API in path for _, path, _ in server.state.log) >= at:
            time.sleep(later_s)
            break
        time.sleep(0.0005)
    was_there = process.poll() is None
    if was_there:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return was_there


def _process(server: FakeStrava, root: Path) -> subprocess.Popen[bytes]:
    places = [str(SCRIPTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(places),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    words = [sys.executable, "-m", "fake_strava.sync_process", str(root), server.url]
    return subprocess.Popen(words, env=environment)
