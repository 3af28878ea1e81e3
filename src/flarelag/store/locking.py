"""One import at a time."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from flarelag.errors import LibraryBusyError
from flarelag.store.database import plain_error

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def held(path: Path) -> Generator[None]:
    """Hold a lock file; the system lets go of it when the process ends, however it ends.

    An empty SQLite file serves as the lock, as it behaves alike on every system. Diary entries do
    not need it: they go on while an import runs.

    Raises
    ------
    LibraryBusyError
        When another process holds it.
    """
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            plain = plain_error(error, path)
            if isinstance(plain, LibraryBusyError):
                plain = LibraryBusyError(
                    "another import into this library is running. Try again when it has finished.",
                    file=str(path.parent),
                )
            raise plain from error
        yield
