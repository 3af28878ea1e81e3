"""Thousands of entries by page, commands and inbox while imports run: none lost, none doubled."""

from __future__ import annotations

import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diary_strain.kills import command
from diary_strain.page import Phone, served
from flarelag.store.library import Library
from flarelag.web.forms import new_key

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@dataclass(slots=True)
class Flood:
    """What was written while imports ran.

    Parameters
    ----------
    by_page, by_command, by_inbox : int
        Entries sent.
    there : int
        Entries in the diary afterwards.
    imports : int
        Imports that were completed meanwhile.
    activities : int
        Activities in the library afterwards.
    seconds : float
        How long the writing took.
    losses : list of str
        Everything that was not as it should be.
    """

    by_page: int
    by_command: int
    by_inbox: int
    there: int = 0
    imports: int = 0
    activities: int = 0
    seconds: float = 0.0
    losses: list[str] = field(default_factory=list)


def flood(flood: Flood, root: Path, files: Path, *, phones: int = 4, shells: int = 2) -> None:
    """Write everything at once, with imports running until the last is written."""
    inbox = root.with_name("inbox.txt")
    inbox.write_text("")
    with Library.open(root):
        pass
    begin_s = time.perf_counter()
    with ExitStack() as stack:
        done = stack.enter_context(importing(root, files))
        if flood.by_inbox:
            stack.enter_context(watching(root, inbox))
        _, port = stack.enter_context(served(root))
        with ThreadPoolExecutor(phones + shells + 1) as pool:
            work = [
                *(pool.submit(_by_phone, port, n, flood.by_page, phones) for n in range(phones)),
                *(pool.submit(_by_shell, root, n, flood.by_command, shells) for n in range(shells)),
                pool.submit(_by_inbox, inbox, flood.by_inbox),
            ]
            for each in as_completed(work):
                each.result()
        flood.seconds = time.perf_counter() - begin_s
    flood.imports = len(done)
    if flood.by_inbox:  # what was appended last
        words = command(root, ["watch", str(inbox), "--once"])
        subprocess.run(words, check=True, capture_output=True)
    _examine(flood, root)


@contextmanager
def importing(root: Path, files: Path) -> Generator[list[int]]:
    """Import again and again, each time from nothing, until the `with` block ends."""
    done: list[int] = []
    enough = threading.Event()

    def run() -> None:
        while not enough.is_set():
            subprocess.run(
                command(root, ["import", str(files), "--jobs", "1"]),
                capture_output=True,
                check=True,
            )
            done.append(len(done))
            if not enough.is_set():
                with Library.open(root) as library:
                    library.imports.undo(library.imports.all()[-1].id)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield done
    finally:
        enough.set()
        thread.join()


@contextmanager
def watching(root: Path, inbox: Path) -> Generator[None]:
    """Take in the inbox every second until the `with` block ends."""
    words = command(root, ["watch", str(inbox), "--every", "1"])
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as watcher:
        try:
            yield
        finally:
            watcher.terminate()


def _by_phone(port: int, which: int, n_all: int, phones: int) -> None:
    with Phone(port) as phone:
        for n in range(which, n_all, phones):
            phone.save(f"page {n}", new_key(), score=n % 11)


def _by_shell(root: Path, which: int, n_all: int, shells: int) -> None:
    for n in range(which, n_all, shells):
        subprocess.run(
            command(root, ["pain", str(n % 11), "--note", f"command {n}"]),
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _by_inbox(inbox: Path, n_all: int) -> None:
    """Append lines as a phone would, some while the file is being read."""
    for n in range(n_all):
        with inbox.open("a", encoding="utf-8") as file:
            day, minute = 1 + n // 600, n % 600
            file.write(f"2026-03-{day:02d} {8 + minute // 60:02d}:{minute % 60:02d} 4 inbox {n}\n")
        time.sleep(0.05)


def _examine(flood: Flood, root: Path) -> None:
    with Library.open(root) as library:
        entries = library.diary.entries()
        flood.activities = len(library.activities())
        flood.losses += library.database_problems()
    there = Counter(each.note for each in entries)
    flood.there = len(entries)
    wanted = [
        *(f"page {n}" for n in range(flood.by_page)),
        *(f"command {n}" for n in range(flood.by_command)),
        *(f"inbox {n}" for n in range(flood.by_inbox)),
    ]
    flood.losses += [f"lost: {note}" for note in wanted if not there[note]][:20]
    flood.losses += [f"{n} times: {note}" for note, n in there.items() if n > 1][:20]
    if not flood.imports:
        flood.losses.append("no import was completed meanwhile: nothing was tested")
