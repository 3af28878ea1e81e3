"""The files of inboxes: which there are, whether they have changed, and what is in them."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag.store.inbox import InboxState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEXT_SUFFIXES: Final = frozenset({".txt", ".md"})
SETTLED_AFTER: Final = timedelta(seconds=60)
"""A last line without its end is a whole line when its file has been left alone for so long."""
_DEEPEST: Final = 4


def text_files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield the text files in some inboxes, each with whether the person named it herself."""
    for path in paths:
        if path.is_dir():
            inside = (each for each in files_in(path) if each.suffix.lower() in TEXT_SUFFIXES)
            yield from ((each, False) for each in inside)
        else:
            yield path, True


def files_in(folder: Path, depth: int = _DEEPEST) -> Iterator[Path]:
    """Yield the files of a folder in the order of their names; hidden ones are passed over."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path.name.startswith((".", "~")):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files_in(path, depth - 1) if depth else ()
        else:
            yield path


def state_of(path: Path, last: InboxState | None, now: datetime) -> InboxState | None:
    """Return a file as it is; null where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    state = InboxState(
        path=str(path), n_bytes=found.st_size, mtime_ns=found.st_mtime_ns, read_utc=now
    )
    unchanged = last is not None and is_unchanged(last, state)
    return replace(state, read_utc=last.read_utc) if unchanged and last is not None else state


def is_unchanged(one: InboxState, other: InboxState) -> bool:
    """Return whether a file has the size and time of change that it had."""
    return (one.n_bytes, one.mtime_ns) == (other.n_bytes, other.mtime_ns)


def settled(state: InboxState, now: datetime) -> bool:
    """Return whether a file has been left alone for a while, whatever its clock says."""
    changed = datetime.fromtimestamp(state.mtime_ns / 1e9, UTC)
    return max(now - changed, now - state.read_utc) >= SETTLED_AFTER


def bytes_of(path: Path, state: InboxState) -> bytes:
    """Return what a file holds, no more of it than tells that it is too large."""
    from flarelag.sources.inbox import MOST_BYTES  # noqa: PLC0415

    # One byte more than is read of a diary, so that the reader sees that it is too large.
    if state.n_bytes > MOST_BYTES:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    return path.read_bytes()
