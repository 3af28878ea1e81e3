"""A diary written by the first shape of the library is read by today's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import DiaryEntry
from flarelag.paths import LibraryPaths
from flarelag.store.database import APPLICATION_ID, MIGRATIONS
from flarelag.store.encoding import to_us
from flarelag.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

OLD_SHAPE = 4
BEFORE_1970 = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)
ENTRIES = [
    DiaryEntry(
        id=1,
        time_utc=BEFORE_1970,
        entered_utc=NOON,
        zone="UTC",
        utc_offset_s=0,
        score=0,
    ),
    DiaryEntry(
        id=5,
        time_utc=NOON,
        time_end_utc=NOON + timedelta(hours=3),
        entered_utc=NOON + timedelta(hours=30),
        zone="Europe/Berlin",
        utc_offset_s=3600,
        score=7,
        sites=(PainSite(BodySite.CALF_OUTER, Side.LEFT), PainSite(BodySite.BUTTOCK)),
        qualities=(Quality.SHARP, Quality.NUMB),
        flare=True,
        woke=True,
        note='nach dem "Sitzen" | : ü\n\t\x01',
        source="diary.csv",
    ),
]


def write_old_library(root: Path) -> None:
    root.mkdir()
    with closing(sqlite3.connect(LibraryPaths(root).database, isolation_level=None)) as connection:
        for script in sorted(MIGRATIONS.glob("[0-9]*.sql"))[:OLD_SHAPE]:
            connection.executescript(script.read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {OLD_SHAPE}")
        for entry in ENTRIES:
            connection.execute(
                "INSERT INTO diary_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry.id,
                    to_us(entry.time_utc),
                    to_us(entry.time_end_utc) if entry.time_end_utc else None,
                    to_us(entry.entered_utc),
                    entry.zone,
                    entry.utc_offset_s,
                    entry.score,
                    entry.flare,
                    entry.woke,
                    entry.note,
                    entry.source,
                ),
            )
            for n, place in enumerate(entry.sites):
                row = (entry.id, n, place.site, place.side)
                connection.execute("INSERT INTO diary_sites VALUES (?, ?, ?, ?)", row)
            for n, quality in enumerate(entry.qualities):
                felt = (entry.id, n, quality)
                connection.execute("INSERT INTO diary_qualities VALUES (?, ?, ?)", felt)


def test_an_old_diary_comes_along_entry_by_entry(tmp_path: Path):
    write_old_library(tmp_path / "library")
    with Library.open(tmp_path / "library") as library:
        assert library.diary.entries() == ENTRIES
        assert library.diary.history() == []
        assert library.database_problems() == []
        assert library.diary.add_entries(ENTRIES, skip_known=True) == []
        assert library.diary.add_entries([ENTRIES[0]]) == [6]
