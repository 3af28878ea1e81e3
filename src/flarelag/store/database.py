"""The library's SQLite file: opening, migrating, and turning its errors into sentences."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flarelag.errors import LibraryBusyError, LibraryError, NewerLibraryError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    Parameters = Sequence[Any] | Mapping[str, Any]

APPLICATION_ID: Final = 0x464C4147  # "FLAG": tells our file from any other program's
BUSY_TIMEOUT_S: Final = 5.0
MIGRATIONS: Final = Path(__file__).parent / "migrations"
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600


class Database:
    """An open library database.

    Parameters
    ----------
    connection : sqlite3.Connection
        In autocommit mode, so that transactions begin and end where the code says so.
    path : Path
        Named in error messages.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Return what a query finds.

        Raises
        ------
        LibraryError
            When the file is damaged or locked.
        """
        with self._plain_errors():
            return self._connection.execute(sql, parameters).fetchall()

    def problems(self) -> list[str]:
        """Return what SQLite finds wrong with the file, one line each."""
        checks = [row[0] for row in self.rows("PRAGMA integrity_check")]
        orphans = self.rows("PRAGMA foreign_key_check")
        return [text for text in checks if text != "ok"] + [
            f"a row of {row['table']} refers to a missing row of {row['parent']}" for row in orphans
        ]

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Generator[sqlite3.Connection]:
        """Hold the write lock and commit at the end; on an exception nothing is written.

        Parameters
        ----------
        durable : bool
            Wait until the disk has it (`synchronous=FULL`): for what a person typed. Without,
            a power cut may take back the last transactions, whole ones only.

        Raises
        ------
        LibraryBusyError
            When another process holds the lock for longer than a few seconds.
        """
        connection = self._connection
        with self._plain_errors():
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                _roll_back(connection)
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _plain_errors(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise plain_error(error, self._path) from error


def open_database(path: Path) -> Database:
    """Open or create a library's database and bring it to the newest shape.

    Raises
    ------
    LibraryError
        When the file is no library, is damaged, or cannot be opened.
    NewerLibraryError
        When a newer program wrote it.
    """
    _create_private(path)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    except sqlite3.Error as error:
        raise plain_error(error, path) from error
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path)
        _use_wal(connection)
    except sqlite3.Error as error:
        connection.close()
        raise plain_error(error, path) from error
    except BaseException:
        connection.close()
        raise
    return Database(connection, path)


def plain_error(error: sqlite3.Error, path: Path) -> LibraryError:
    """Return the sentence a user can act on for what SQLite says."""
    if isinstance(error, sqlite3.IntegrityError):
        return LibraryError(f"refused by the library's own rules ({error})", file=str(path))
    if isinstance(error, sqlite3.OperationalError):
        text = str(error)
        if "locked" in text or "busy" in text:
            return LibraryBusyError(
                "another flarelag is writing to this library. Try again when it has finished.",
                file=str(path),
            )
        if "full" in text:
            reason = "the disk is full: make room, then try again"
            return LibraryError(reason, file=str(path))
        if "unable to open" in text or "readonly" in text:
            reason = "cannot be used: its folder must be one that flarelag may write to"
            return LibraryError(f"{reason}, even to read it", file=str(path))
        return LibraryError(f"cannot be used ({text})", file=str(path))
    return LibraryError(
        f"this is not a flarelag library, or it is damaged ({error}). Restore a backup, or move "
        "the file away and import again.",
        file=str(path),
    )


def _create_private(path: Path) -> None:
    """Make the folder and an empty file that only their owner can read (SQLite's -wal follows).

    A file that is there is not even opened: closing it again would let go of all the locks that
    other connections of this process hold on it (POSIX), and SQLite relies on them.
    """
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    except OSError as error:
        reason = f"cannot be opened for writing ({error.strerror})"
        raise LibraryError(reason, file=str(path)) from error


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers and one writer work at once. Where the disk cannot (a network share), do without.

    Switching needs the file alone for a moment; whoever comes second finds it done, or
    leaves it to the next one to open.
    """
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    scripts = sorted(MIGRATIONS.glob("[0-9]*.sql"))
    newest = len(scripts)
    if _version(connection, path, newest) == newest:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have done it meanwhile.
        for script in scripts[_version(connection, path, newest) :]:
            for statement in _statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {newest}")
    except BaseException:
        _roll_back(connection)
        raise
    connection.execute("COMMIT")


def _roll_back(connection: sqlite3.Connection) -> None:
    """Undo an open transaction (on a full disk SQLite has done so itself)."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """Return the file's schema version, refusing other programs' files and newer ones."""
    # One statement, so that all three are of one moment while another process migrates.
    found, application, n_tables = connection.execute(
        """
        SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_user_version, pragma_application_id
        """
    ).fetchone()
    if n_tables and application != APPLICATION_ID:
        reason = "this SQLite file belongs to another program; choose another folder"
        raise LibraryError(reason, file=str(path))
    if found > newest:
        raise NewerLibraryError(found=found, known=newest, file=str(path))
    return int(found)


def _statements(script: str) -> Iterator[str]:
    """Yield a script's statements one by one (`executescript` would commit on its way)."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def insert_into(table: str, columns: Iterable[str]) -> str:
    """Return an INSERT with one named parameter for each column."""
    return _insert_into(table, tuple(columns))


@lru_cache
def _insert_into(table: str, names: tuple[str, ...]) -> str:
    parameters = ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({parameters})"  # noqa: S608 - our own names
