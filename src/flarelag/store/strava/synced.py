"""Activities of a Strava account on their way into the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.model.metadata import Metadata, metadata_of
from flarelag.model.outcome import Outcome
from flarelag.model.sport import Sport
from flarelag.store.activities import insert_activity, replace_bytes
from flarelag.store.encoding import to_us
from flarelag.store.recordings.merging import merges
from flarelag.store.recordings.settling import settle
from flarelag.store.recordings.sightings import insert_sighting
from flarelag.store.results import ended_as_stored, insert_result

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.store.activities import NewActivity
    from flarelag.store.imports import EndedInput


class Change(StrEnum):
    """What an activity of the account is to the library."""

    NEW = "new"
    CHANGED = "it has changed at Strava"
    RETOLD = "its recording was removed: only what is said of it was renewed"
    UNCHANGED = "it has not changed at Strava"
    NONE = "nothing could be made of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """One activity of the account, read.

    Parameters
    ----------
    strava_id : int
        Strava's number.
    ended : EndedInput
        How reading it ended.
    at : datetime
        When its oldest part came.
    told_only : bool
        Its recording was removed after a while: take only what is said of it.
    """

    strava_id: int
    ended: EndedInput
    at: datetime
    told_only: bool = False


def insert_synced(
    connection: sqlite3.Connection, import_id: int, batch: Sequence[Synced]
) -> list[tuple[EndedInput, Change]]:
    """Store activities of the account, new or changed; return how each ended, and what it is.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    import_id : int
        The import that the sync goes by.
    batch : sequence of Synced
        Each of another activity; their files are on the disk.
    """
    put = [_put(connection, import_id, each) for each in batch]
    settle(connection, (start_us for _, _, starts_us in put for start_us in starts_us))
    new = [number for number, change, _ in put if change is Change.NEW and number is not None]
    merged = merges(connection, new)
    ended = []
    for each, (number, change, _) in zip(batch, put, strict=True):
        final = _as_stored(each.ended, number, merged, change)
        if change is not Change.UNCHANGED:
            insert_result(connection, import_id, final)
        _take_off(connection, each, number, final)
        ended.append((final, change))
    return ended


def _put(
    connection: sqlite3.Connection, import_id: int, synced: Synced
) -> tuple[int | None, Change, list[int]]:
    """Store one recording; return its number, what it is, and the starts to settle."""
    row = connection.execute(
        "SELECT activity_id, activities.start_us, sha256 FROM strava_activities "
        "LEFT JOIN activities ON activities.id = activity_id WHERE strava_activities.strava_id = ?",
        (synced.strava_id,),
    ).fetchone()
    number: int | None = row["activity_id"]
    if not synced.ended.activities:
        return number, Change.NONE, []
    new = replace(synced.ended.activities[0], told=_told(synced.ended.activities[0]))
    start_us = to_us(new.activity.start_utc)
    if number is None:
        number, is_new = insert_activity(connection, new, import_id)
        return number, Change.NEW if is_new else Change.CHANGED, [start_us]
    if new.original is not None and new.original.sha256 == row["sha256"]:
        return number, Change.UNCHANGED, []
    if not synced.told_only:
        replace_bytes(connection, number, new)
    _tell(connection, number, import_id, new)
    change = Change.RETOLD if synced.told_only else Change.CHANGED
    return number, change, [row["start_us"], start_us]


def _told(new: NewActivity) -> Metadata:
    """Return what the account says; a sport that is none of ours says nothing."""
    told = new.recorded or metadata_of(new.activity)
    return replace(told, sport=None) if told.sport is Sport.OTHER else told


def _tell(connection: sqlite3.Connection, number: int, import_id: int, new: NewActivity) -> None:
    """Let what the account says now take the place of what it said."""
    connection.execute(
        "DELETE FROM sightings WHERE activity_id = ? AND source = ?", (number, new.source)
    )
    insert_sighting(connection, number, new, import_id)


def _as_stored(
    ended: EndedInput, number: int | None, merged: dict[int, str], change: Change
) -> EndedInput:
    if change is Change.NONE or number is None:
        return ended
    if change is Change.NEW:
        mine = {number: merged[number]} if number in merged else {}
        return ended_as_stored(ended, n_new=1, merged=mine)
    return replace(ended, outcome=Outcome.DUPLICATE, reason=change)


def _take_off(
    connection: sqlite3.Connection, synced: Synced, number: int | None, ended: EndedInput
) -> None:
    """Note that an activity has been read: its answers wait no longer."""
    connection.execute(
        "UPDATE strava_activities SET detail = NULL, streams = NULL, activity_id = ?, "
        "fetched_us = ?, problem = ? WHERE strava_id = ?",
        (
            number,
            to_us(synced.at),
            None if ended.activities else (ended.reason or ended.outcome),
            synced.strava_id,
        ),
    )
