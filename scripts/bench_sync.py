"""How much longer a sync takes than the bare requests it must send, with no limits in force.

Both ask the same server, in a process of its own, for the same list, details, streams and gear,
one request after the other. The sync also stores every answer, reads and classifies it. Ratios of
one run each, taken in turn: a slow minute of the machine slows both.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import requests

from flarelag.store.library import Library
from flarelag.store.tokens import TokenStore
from flarelag.workflows.syncing import sync_strava

if TYPE_CHECKING:
    from collections.abc import Generator


def main() -> None:
    """Print the ratios, as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=1800, help="of each activity")
    parser.add_argument("--delays", type=float, nargs="+", default=[0.0, 0.1])
    parser.add_argument("--repeat", type=int, default=3)
    words = parser.parse_args()
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    results = []
    for delay in words.delays:
        pairs = [_pair(words.activities, words.seconds, delay) for _ in range(words.repeat)]
        ratios = sorted(ours_s / bare_s for bare_s, ours_s in pairs)
        results.append(
            {
                "server_delay_s": delay,
                "bare_s": round(median(bare_s for bare_s, _ in pairs), 1),
                "sync_s": round(median(ours_s for _, ours_s in pairs), 1),
                "ratio": {"value": median(ratios), "low": ratios[0], "high": ratios[-1]},
            }
        )
    facts = {"activities": words.activities, "seconds_each": words.seconds}
    print(json.dumps({**facts, "cpus": os.cpu_count(), "results": results}, indent=2))


def _pair(n_activities: int, seconds: int, delay: float) -> tuple[float, float]:
    """Return the seconds that the bare requests take, and those of the sync."""
    with _server(n_activities, seconds, delay) as facts, tempfile.TemporaryDirectory() as folder:
        began_s = time.monotonic()
        _bare(facts)
        bare_s = time.monotonic() - began_s
        root = Path(folder) / "library"
        root.mkdir()
        (root / "config.toml").write_text(facts["settings"], encoding="utf-8")
        store = TokenStore(root)
        store.file.write_text(json.dumps(facts["tokens"]), encoding="utf-8")
        store.file.chmod(0o600)
        began_s = time.monotonic()
        with Library.open(root) as library:
            outcome = sync_strava(library, store, clock=lambda: datetime.now(UTC))
        if outcome.n_new != n_activities:
            raise SystemExit("the sync did not bring everything")
        return bare_s, time.monotonic() - began_s


def _bare(facts: dict[str, Any]) -> None:
    """Send the requests and read the answers, no more."""
    api = f"{facts['url']}/api/v3"
    token = facts["tokens"]["access_token"]
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        listed: list[dict[str, Any]] = []
        number = 1
        while page := session.get(
            f"{api}/athlete/activities", params={"page": number, "per_page": 200}
        ).json():
            listed += page
            number += 1
        for entry in listed:
            session.get(f"{api}/activities/{entry['id']}").raise_for_status()
            session.get(f"{api}/activities/{entry['id']}/streams").raise_for_status()
        for gear_id in sorted({entry["gear_id"] for entry in listed}):
            session.get(f"{api}/gear/{gear_id}").raise_for_status()


@contextmanager
def _server(n_activities: int, seconds: int, delay: float) -> Generator[dict[str, Any]]:
    words = ["--activities", str(n_activities), "--seconds", str(seconds), "--delay", str(delay)]
    process = subprocess.Popen(
        [sys.executable, "-m", "fake_strava.serve", *words],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise SystemExit("the server has no pipes")
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait()


if __name__ == "__main__":
    main()
