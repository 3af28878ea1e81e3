from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import LibraryBusyError, LibraryError, NewerLibraryError
from flarelag.paths import LibraryPaths
from flarelag.store import database
from flarelag.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_library_is_private_to_its_owner(tmp_path: Path):
    root = tmp_path / "deep" / "library"
    with Library.open(root) as library:
        library.set_setting("home_zone", "Europe/Berlin")
        assert mode(root) == 0o700
        assert {mode(each) for each in root.iterdir()} == {0o600}
        assert (root / "library.sqlite-wal").exists()


def test_opening_twice_changes_nothing(tmp_path: Path):
    for _ in range(2):
        with Library.open(tmp_path) as library:
            assert library.activities() == []
            assert library.diary.entries() == []
            assert library.imports.all() == []


def test_a_missing_library_is_not_made_unasked(tmp_path: Path):
    root = tmp_path / "nowhere"
    with pytest.raises(LibraryError, match="import something first"):
        Library.open(root, create=False)
    assert not root.exists()


def test_a_newer_library_is_refused_and_left_alone(tmp_path: Path):
    Library.open(tmp_path).close()
    path = LibraryPaths(tmp_path).database
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerLibraryError, match="Upgrade flarelag") as caught:
        Library.open(tmp_path)
    assert (caught.value.found, caught.value.known) == (
        99,
        len(list(database.MIGRATIONS.glob("*.sql"))),
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\0" * 50])
def test_a_file_that_is_no_library_is_refused(tmp_path: Path, content: bytes):
    LibraryPaths(tmp_path).database.write_bytes(content)
    with pytest.raises(LibraryError, match="not a flarelag library, or it is damaged"):
        Library.open(tmp_path)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path):
    path = LibraryPaths(tmp_path).database
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(LibraryError, match="belongs to another program"):
        Library.open(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("theirs",)]


def test_damage_found_while_reading_is_a_sentence(tmp_path: Path):
    with Library.open(tmp_path) as library:
        library.set_setting("home_zone", "UTC")
    path = LibraryPaths(tmp_path).database
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with (
        pytest.raises(LibraryError, match="damaged"),
        Library.open(tmp_path) as library,
    ):
        library.activities()


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library.open(tmp_path / "taken")


def test_a_library_locked_by_another_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    with Library.open(tmp_path) as library:
        path = LibraryPaths(tmp_path).database
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LibraryBusyError, match="another flarelag"):
                library.set_setting("home_zone", "UTC")


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path):
    opened = database.open_database(tmp_path / "library.sqlite")

    def fail() -> None:
        with opened.transaction() as connection:
            connection.execute("INSERT INTO settings VALUES ('a', 1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert opened.rows("SELECT * FROM settings") == []
    opened.close()


def test_many_may_open_a_new_library_at_once(tmp_path: Path):
    failures: list[BaseException] = []

    def open_and_write(n: int) -> None:
        try:
            with Library.open(tmp_path) as library:
                library.set_setting(f"key {n}", n)
        except LibraryError as error:
            failures.append(error)

    threads = [threading.Thread(target=open_and_write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Library.open(tmp_path) as library:
        assert [library.setting(f"key {n}") for n in range(8)] == list(range(8))


def test_a_migration_that_fails_half_way_leaves_the_old_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    first = (database.MIGRATIONS / "0001_library.sql").read_text()
    (migrations / "0001_library.sql").write_text(first)
    monkeypatch.setattr(database, "MIGRATIONS", migrations)
    with Library.open(tmp_path / "library") as library:
        library.set_setting("home_zone", "UTC")
    second = migrations / "0002_more.sql"
    second.write_text("CREATE TABLE more (x INTEGER) STRICT;\nCREATE TABLE settings (y);\n")
    with pytest.raises(LibraryError, match="already exists"):
        Library.open(tmp_path / "library")
    second.write_text("CREATE TABLE more (x INTEGER) STRICT;\n-- an end without a statement\n")
    opened = database.open_database(LibraryPaths(tmp_path / "library").database)
    assert opened.rows("SELECT * FROM more") == []
    assert opened.rows("PRAGMA user_version")[0][0] == 2
    assert opened.rows("SELECT key FROM settings")[0][0] == "home_zone"
    opened.close()


def test_opening_and_diary_load_nothing_heavy(tmp_path: Path):
    program = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from flarelag.model.diary import DiaryEntry
from flarelag.store.library import Library
with Library.open(Path({str(tmp_path)!r})) as library:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    library.diary.add_entries([DiaryEntry(
        time_utc=now, entered_utc=now, zone="UTC", utc_offset_s=0, score=3)])
    print(len(library.diary.entries()))
heavy = {{"polars", "numpy", "dataframely", "rich", "isal"}} & set(sys.modules)
sys.exit(f"loaded: {{heavy}}" if heavy else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_opening_it_again_in_the_same_process_keeps_the_locks_of_the_first(tmp_path: Path):
    """POSIX lets go of all of a process's locks on a file when any descriptor of it is closed."""
    write = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
        "connection.execute('PRAGMA journal_mode = DELETE')\n"
    )
    path = LibraryPaths(tmp_path).database
    with Library.open(tmp_path) as first:
        first.set_setting("home_zone", "UTC")
        Library.open(tmp_path).close()
        other = subprocess.run(
            [sys.executable, "-c", write, str(path)], capture_output=True, text=True, check=False
        )
        assert "locked" in other.stderr
        assert first.setting("home_zone") == "UTC"


def test_where_nothing_may_be_written_the_sentence_says_so(tmp_path: Path):
    Library.open(tmp_path).close()
    path = LibraryPaths(tmp_path).database
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection,
        pytest.raises(sqlite3.OperationalError) as read_only,
    ):
        connection.execute("DELETE FROM imports")
    with pytest.raises(sqlite3.OperationalError) as no_folder:
        sqlite3.connect(tmp_path / "nowhere" / "library.sqlite")
    for raised in (read_only, no_folder):
        reason = database.plain_error(raised.value, path).reason
        assert "its folder must be one that flarelag may write to" in reason
