"""Diary entries in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import DiaryEntry
from flarelag.store.encoding import from_us, to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from flarelag.store.database import Database


_BETWEEN: Final = "(:since IS NULL OR time_us >= :since) AND (:until IS NULL OR time_us < :until)"
_ENTRIES: Final = f"SELECT * FROM diary_entries WHERE {_BETWEEN} ORDER BY time_us, id"  # noqa: S608 - constants
_SITES: Final = f"""
    SELECT entry_id, site, side FROM diary_sites JOIN diary_entries ON id = entry_id
    WHERE {_BETWEEN} ORDER BY entry_id, n
"""  # noqa: S608 - constants
_QUALITIES: Final = f"""
    SELECT entry_id, quality FROM diary_qualities JOIN diary_entries ON id = entry_id
    WHERE {_BETWEEN} ORDER BY entry_id, n
"""  # noqa: S608 - constants


class EntryKey(NamedTuple):
    """What makes two entries the same: all they say, whenever and from wherever it was entered."""

    time_utc: datetime
    time_end_utc: datetime | None
    score: int
    sites: tuple[str, ...]
    qualities: tuple[str, ...]
    flare: bool
    woke: bool
    note: str | None


def entry_key(entry: DiaryEntry) -> EntryKey:
    """Return what an entry is recognised by when a diary is imported again."""
    return EntryKey(
        entry.time_utc,
        entry.time_end_utc,
        entry.score,
        tuple(sorted(str(site) for site in entry.sites)),
        tuple(sorted(entry.qualities)),
        entry.flare,
        entry.woke,
        entry.note,
    )


def unknown_entries(known: Iterable[DiaryEntry], entries: Sequence[DiaryEntry]) -> list[DiaryEntry]:
    """Return the entries that say something new, each once, in their order."""
    seen = {entry_key(entry) for entry in known}
    new = []
    for entry in entries:
        if (key := entry_key(entry)) not in seen:
            seen.add(key)
            new.append(entry)
    return new


def entries_between(
    database: Database, since: datetime | None, until: datetime | None
) -> list[DiaryEntry]:
    """Return the entries with `since <= time_utc < until`, by time; null leaves an end open."""
    between = {
        "since": to_us(since) if since else None,
        "until": to_us(until) if until else None,
    }
    sites: dict[int, list[PainSite]] = {}
    for row in database.rows(_SITES, between):
        site = PainSite(BodySite(row["site"]), Side(row["side"]) if row["side"] else None)
        sites.setdefault(row["entry_id"], []).append(site)
    qualities: dict[int, list[Quality]] = {}
    for row in database.rows(_QUALITIES, between):
        qualities.setdefault(row["entry_id"], []).append(Quality(row["quality"]))
    return [
        _entry(row, tuple(sites.get(row["id"], ())), tuple(qualities.get(row["id"], ())))
        for row in database.rows(_ENTRIES, between)
    ]


def insert_entry(connection: sqlite3.Connection, entry: DiaryEntry) -> int:
    """Insert one entry and return its number."""
    cursor = connection.execute(
        """
        INSERT INTO diary_entries (time_us, time_end_us, entered_us, zone, utc_offset_s, score,
            flare, woke, note, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
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
    entry_id = cursor.lastrowid
    assert entry_id is not None  # noqa: S101 - SQLite has just made it
    connection.executemany(
        "INSERT INTO diary_sites (entry_id, n, site, side) VALUES (?, ?, ?, ?)",
        [(entry_id, n, each.site, each.side) for n, each in enumerate(entry.sites)],
    )
    connection.executemany(
        "INSERT INTO diary_qualities (entry_id, n, quality) VALUES (?, ?, ?)",
        [(entry_id, n, each) for n, each in enumerate(entry.qualities)],
    )
    return entry_id


def _entry(
    row: sqlite3.Row, sites: tuple[PainSite, ...], qualities: tuple[Quality, ...]
) -> DiaryEntry:
    return DiaryEntry(
        id=row["id"],
        time_utc=from_us(row["time_us"]),
        time_end_utc=from_us(row["time_end_us"]) if row["time_end_us"] is not None else None,
        entered_utc=from_us(row["entered_us"]),
        zone=row["zone"],
        utc_offset_s=row["utc_offset_s"],
        score=row["score"],
        sites=sites,
        qualities=qualities,
        flare=bool(row["flare"]),
        woke=bool(row["woke"]),
        note=row["note"],
        source=row["source"],
    )
