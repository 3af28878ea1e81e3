"""Where recordings were met, in a library that is older than that question."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from flarelag.model.sport import Sport
from flarelag.paths import LibraryPaths
from flarelag.store import database
from flarelag.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ROW = """
    INSERT INTO activities (sport, start_us, name, laps, pauses, workout_steps, splits, n_records,
        manual, salvaged, remarks, source, origin_path, part, parser_version, import_id)
    VALUES (?, 0, ?, '[]', '[]', '[]', '[]', 0, 1, 0, '[]', 'strava export', '/a.zip', 0, 1, 1)
"""


def test_an_older_library_gains_its_sightings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old = tmp_path / "migrations"
    old.mkdir()
    for script in sorted(database.MIGRATIONS.glob("*.sql"))[:2]:
        shutil.copy(script, old)
    root = tmp_path / "library"
    with monkeypatch.context() as patched:
        patched.setattr(database, "MIGRATIONS", old)
        Library.open(root).close()
    with closing(sqlite3.connect(LibraryPaths(root).database)) as connection, connection:
        connection.execute("INSERT INTO imports VALUES (1, 0, 1, '0.1.0')")
        connection.execute(ROW, ("yoga", "Stretching"))
        connection.execute(ROW, ("strength", "Weights"))
    with Library.open(root) as library:
        first, second = library.activities()
        assert (first.activity.name, first.activity.sport) == ("Stretching", Sport.YOGA)
        assert (first.part, second.part) == (0, 1)
        assert [each.import_id for each in library.sightings(second.id)] == [1]
        assert library.database_problems() == []
        undone = library.imports.undo(1)
        assert undone.n_removed == 2
        assert library.activities() == []
