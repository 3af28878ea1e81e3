"""Activity files that have come into a watched folder since it was last looked into."""

from __future__ import annotations

import stat
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.store.inbox import InboxState
from flarelag.workflows.inbox_files import files_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flarelag.store.library import Library

SUFFIXES: Final = frozenset({".fit", ".gpx", ".tcx", ".zip"})
GZIP: Final = ".gz"
SETTLED_AFTER: Final = timedelta(seconds=5)
"""A file that changed more recently may still be being written."""


def new_activity_files(library: Library, paths: Iterable[Path], now: datetime) -> list[InboxState]:
    """Return the activity files in some folders that are new or have changed, as they are.

    Parameters
    ----------
    library : Library
        Open.
    paths : iterable of Path
        Folders; others are passed over.
    now : datetime
        Aware.
    """
    known = library.inbox.files()
    found = []
    for folder in paths:
        for path in files_in(folder) if folder.is_dir() else ():
            state = _state(path, now) if _is_activity(path) else None
            last = known.get(str(path))
            if state is not None and (last is None or _stamp(last) != _stamp(state)):
                found.append(state)
    return found


def remember_files(library: Library, states: Iterable[InboxState], now: datetime) -> None:
    """Note that files have been imported as they are, so that they are not looked at again."""
    for state in states:
        library.inbox.remember(state, (), now)


def _is_activity(path: Path) -> bool:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [GZIP]:
        suffixes.pop()
    return bool(suffixes) and suffixes[-1] in SUFFIXES


def _state(path: Path, now: datetime) -> InboxState | None:
    """Return a file as it is; null while it is being written, and where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    changed_s = found.st_mtime_ns / 1e9
    if (
        not stat.S_ISREG(found.st_mode)
        or now.timestamp() - changed_s < SETTLED_AFTER.total_seconds()
    ):
        return None
    return InboxState(
        path=str(path), n_bytes=found.st_size, mtime_ns=found.st_mtime_ns, read_utc=now
    )


def _stamp(state: InboxState) -> tuple[int, int]:
    return state.n_bytes, state.mtime_ns
