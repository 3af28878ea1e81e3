"""SIGKILL during writes: what was acknowledged is there, once, and the rest whole or not at all."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from diary_strain.page import Phone, served
from flarelag.paths import LibraryPaths
from flarelag.store.library import Library
from flarelag.web.forms import new_key

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

_WARM_UP: Final = 3
_COMMAND_WRITES_S: Final = 0.05
"""From where a command opens the library to its end, and a little more."""
_POLL_S: Final = 0.0005
_PAGE_WRITES_S: Final = 0.3
"""For how long the page is written to, at most, before it is killed."""


@dataclass(slots=True)
class Kills:
    """What the kills did.

    Parameters
    ----------
    cli, page : int
        Processes killed: commands, and servers of the page.
    acknowledged : int
        Writes that were said to be saved.
    unacknowledged : int
        Writes that were under way when the kill came.
    unacknowledged_there : int
        Those of them that were there afterwards: whole, as everything is.
    losses : list of str
        Everything that was not as it should be.
    """

    cli: int = 0
    page: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0
    unacknowledged_there: int = 0
    losses: list[str] = field(default_factory=list)


def command(root: Path, words: Sequence[str]) -> list[str]:
    """Return a command line on a library."""
    return [sys.executable, "-m", "flarelag", *words, "--library", str(root)]


def strike_commands(root: Path, n_kills: int, rng: random.Random, tally: Kills) -> None:
    """Kill `n_kills` commands, each at a random moment from where it opens the library."""
    said: set[str] = set()
    _warm_up(root, said)
    while tally.cli < n_kills:
        note = f"cli {tally.cli} {rng.random()}"
        words = _writing(note, rng)
        with subprocess.Popen(command(root, words), stdout=subprocess.PIPE, text=True) as child:
            _wait_until_open(root, child)
            time.sleep(rng.uniform(0.0, _COMMAND_WRITES_S))
            tally.cli += child.poll() is None
            child.kill()
            out, _ = child.communicate()
        if out.startswith("saved:"):
            said.add(note)
            tally.acknowledged += 1
        else:
            tally.unacknowledged += 1
        tally.unacknowledged_there += examine(root, said, tally, doubtful={note})
    if len(said) < _WARM_UP:
        tally.losses.append("no write was ever acknowledged: nothing was tested")


def strike_page(root: Path, n_kills: int, rng: random.Random, tally: Kills) -> None:
    """Kill `n_kills` servers of the page while a phone writes; then send the same form again."""
    said: set[str] = set()
    while tally.page < n_kills:
        with served(root) as (server, port), Phone(port) as phone:
            timer = threading.Timer(rng.uniform(0.0, _PAGE_WRITES_S), server.kill)
            note, key = "", ""
            try:
                while True:
                    note, key = f"page {tally.page} {rng.random()}", new_key()
                    phone.save(note, key)
                    said.add(note)
                    tally.acknowledged += 1
                    if timer.ident is None:  # the first form is slow: what it needs is loaded
                        timer.start()
            except (OSError, http.client.HTTPException):
                tally.page += 1
                tally.unacknowledged += 1
            timer.join()
        tally.unacknowledged_there += examine(root, said, tally, doubtful={note})
        with served(root) as (_, port), Phone(port) as phone:
            phone.save(note, key)  # what a phone does that got no answer: no second entry of it
        said.add(note)
        examine(root, said, tally, doubtful=set())


def examine(root: Path, said: set[str], tally: Kills, *, doubtful: set[str]) -> int:
    """Check a library after a kill; return how many of the doubtful writes are there."""
    with Library.open(root) as library:
        entries, factors = library.diary.entries(), library.diary.factors()
        n_changes = len(library.diary.history())
        tally.losses += library.database_problems()
    there = Counter([*(each.note for each in entries), *(each.note for each in factors)])
    tally.losses += [f"lost: {note}" for note in said if not there[note]]
    tally.losses += [f"{n} times: {note}" for note, n in there.items() if n > 1]
    if n_changes != there.total():
        tally.losses.append(f"{there.total()} things, but {n_changes} changes")
    return sum(there[note] for note in doubtful if note not in said)


def _warm_up(root: Path, said: set[str]) -> None:
    """Let the library be there, with a few writes in it."""
    for n in range(_WARM_UP):
        note = f"warm-up {n}"
        subprocess.run(
            command(root, ["pain", "2", "--note", note]), stdout=subprocess.DEVNULL, check=True
        )
        said.add(note)


def _wait_until_open(root: Path, child: subprocess.Popen[str]) -> None:
    """Wait until a command has opened the library: SQLite's log is there as long as that."""
    log = LibraryPaths(root).database.with_name("library.sqlite-wal")
    while child.poll() is None and not log.exists():
        time.sleep(_POLL_S)


def _writing(note: str, rng: random.Random) -> list[str]:
    if rng.random() < 0.5:  # noqa: PLR2004 - half of them
        return ["pain", "4", "--site", "left:buttock", "--note", note]
    return ["log", "ice", "10 min", "--note", note]
