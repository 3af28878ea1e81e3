"""Time the diary page at ten thousand entries: looking at it, and saving an entry.

    python scripts/bench_page.py [--entries N] [--json]

A real server of its own process on 127.0.0.1, a library that also holds a thousand runs, one
connection as a phone keeps it. Saving waits until the disk has the entry. Other programs run here
too: `least` and the server's own processor time say more than the median.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flarelag.model.activity import Activity
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.diary import DiaryEntry
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 200
ACTIVITIES = 1_000
_ASSET = re.compile(r'(?:src|href)="(/[\w.]+\?v=[0-9a-f]+)"')


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "library"
        fill(root, options.entries, now=datetime.now(UTC))
        results = timed(root, options.entries)
    print(json.dumps(results, indent=2) if options.json else readable(results))


def fill(root: Path, n_entries: int, *, now: datetime) -> None:
    """Fill a library with entries, two hours apart, and with runs, two days apart."""
    place = PainSite(BodySite.BUTTOCK, Side.LEFT)
    times = [now - timedelta(hours=2 * n, minutes=30) for n in range(n_entries)]
    entries = [
        DiaryEntry(
            time_utc=at,
            entered_utc=at,
            zone="Europe/Zurich",
            utc_offset_s=3600,
            score=n % 11,
            sites=(place,),
            note="after a long day at the desk",
        )
        for n, at in enumerate(times)
    ]
    runs = [
        NewActivity(
            activity=Activity(
                sport=Sport.RUN, start_utc=now - timedelta(days=2 * n, hours=5), duration_s=3600.0
            ),
            source="file",
            origin=Origin(path=f"run{n}.fit"),
            parser_version=1,
        )
        for n in range(ACTIVITIES)
    ]
    with Library.open(root) as library:
        library.diary.add_entries(entries)
        library.add_activities(runs)


def timed(root: Path, n_entries: int) -> dict[str, object]:
    """Return what it takes to look and to save."""
    command = [sys.executable, "-m", "flarelag", "--library", str(root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = _port_of(server)
            phone = http.client.HTTPConnection("127.0.0.1", port)
            _wait_for(phone)
            first = _get(phone, "/")
            n_bytes = len(first) + sum(len(_get(phone, each)) for each in _ASSET.findall(first))
            cpu_ms = _cpu_ms(server.pid)
            looking = _rounds_ms(lambda: _get(phone, "/"))
            looking["cpu"] = round((_cpu_ms(server.pid) - cpu_ms) / ROUNDS, 2)
            saving = _rounds_ms(lambda: _save(phone, port))
            phone.close()
        finally:
            server.terminate()
    return {
        "schema_version": 1,
        "entries": n_entries,
        "activities": ACTIVITIES,
        "first_visit_bytes": n_bytes,
        "look_ms": looking,
        "save_ms": saving,
    }


def readable(results: dict[str, object]) -> str:
    """Return the figures as lines."""
    return "\n".join(f"{name}: {value}" for name, value in results.items())


def _port_of(server: subprocess.Popen[str]) -> int:
    assert server.stdout is not None  # noqa: S101 - a pipe was asked for
    for line in server.stdout:
        if found := re.search(r"diary page: http://[\d.]+:(\d+)/", line):
            return int(found[1])
    raise SystemExit("the page did not start")


def _wait_for(phone: http.client.HTTPConnection) -> None:
    for _ in range(100):
        try:
            _get(phone, "/")
        except OSError:
            phone.close()
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the page does not answer")


def _get(phone: http.client.HTTPConnection, path: str) -> str:
    phone.request("GET", path)
    return phone.getresponse().read().decode()


def _save(phone: http.client.HTTPConnection, port: int) -> None:
    fields = {"key": str(time.time_ns()), "score": 3, "site": "left:buttock"}
    headers = {
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    phone.request("POST", "/pain", urlencode(fields), headers)
    answer = phone.getresponse()
    answer.read()
    if answer.status != http.client.SEE_OTHER:
        raise SystemExit(f"an entry was not saved: {answer.status}")


def _cpu_ms(process_id: int) -> float:
    """Return the processor time that a process has used; Linux counts it in steps of 10 ms."""
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rounds_ms(work: Callable[[], object]) -> dict[str, float]:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return {
        "median": round(median(taken), 2),
        "p95": round(quantiles(taken, n=20)[-1], 2),
        "least": round(min(taken), 2),
    }


if __name__ == "__main__":
    main()
