"""Activities on their way into SQLite: new ones, and new readings of those that are there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from flarelag.model.metadata import metadata_of
from flarelag.model.outcome import Origin
from flarelag.store import encoding
from flarelag.store.classifications import insert_classification
from flarelag.store.database import insert_into
from flarelag.store.originals import insert_original
from flarelag.store.recordings.settling import settle
from flarelag.store.recordings.sightings import insert_sighting

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from flarelag.model.activity import Activity
    from flarelag.model.classification import Classification
    from flarelag.model.metadata import Metadata
    from flarelag.model.same_activity import RecordingFormat
    from flarelag.store.originals import Original


@dataclass(frozen=True, slots=True, kw_only=True)
class NewActivity:
    """An activity on its way into the library.

    Parameters
    ----------
    activity : Activity
        The session itself.
    source : str
        Where it came from: `strava export`, `file`.
    origin : Origin
        The file or archive member it was read from.
    original : Original or None
        The bytes it was read from; null for an activity entered by hand.
    part : int
        Which of the file's activities it is, counted from 0.
    parser_version : int
        Version of the readers that read it.
    packed_records : bytes or None
        `records.pack_records` of its records; null when there are none.
    classification : Classification or None
        What the classifier says, where it has run.
    recorded : Metadata or None
        What the recording says of itself; null where `activity` is that, unchanged.
    told : Metadata or None
        What the export says of it in which it was met; `activity` has it already.
    format : RecordingFormat or None
        What it was read from; null for an activity entered by hand.
    n_channels : int
        How many columns of its records hold anything.

    Attributes
    ----------
    records_sha256 : str or None
        The name its records are kept under.
    """

    activity: Activity
    source: str
    origin: Origin
    parser_version: int
    original: Original | None = None
    part: int = 0
    packed_records: bytes | None = None
    classification: Classification | None = None
    recorded: Metadata | None = None
    told: Metadata | None = None
    format: RecordingFormat | None = None
    n_channels: int = 0
    records_sha256: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        # By the process that makes it: where it is stored, others wait.
        if self.packed_records is not None:
            sha256 = hashlib.sha256(self.packed_records).hexdigest()
            object.__setattr__(self, "records_sha256", sha256)


PLAIN: Final = (
    "sub_sport",
    "duration_s",
    "timer_s",
    "distance_m",
    "zone",
    "utc_offset_s",
    "name",
    "description",
    "private_note",
    "gear",
    "device",
    "perceived_exertion",
    "strava_id",
    "n_records",
)
"""Fields of `Activity` that stand in the table as they are."""
_plain = attrgetter(*PLAIN)


def insert_settled(
    connection: sqlite3.Connection,
    batches: Sequence[Sequence[NewActivity]],
    import_id: int | None,
) -> list[list[int]]:
    """Insert recordings, see which are one activity, and return the numbers of the new ones.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    batches : sequence of sequence of NewActivity
        Those of each input.
    import_id : int or None
        The import that met them; null for none.
    """
    inserted = [
        [insert_activity(connection, each, import_id) for each in batch] for batch in batches
    ]
    settle(
        connection,
        (
            encoding.to_us(each.activity.start_utc)
            for batch, known in zip(batches, inserted, strict=True)
            for each, (_, is_new) in zip(batch, known, strict=True)
            if is_new or each.told is not None
        ),
    )
    return [[number for number, is_new in known if is_new] for known in inserted]


def insert_activity(
    connection: sqlite3.Connection, new: NewActivity, import_id: int | None
) -> tuple[int, bool]:
    """Insert one recording, or note that one was met again; `settle` must follow.

    Returns
    -------
    tuple of int and bool
        Its number, and whether it is new.
    """
    if new.original is not None:
        insert_original(connection, new.original)
    values = _as_read(new) | {
        "source": new.source,
        **encoding.origin_columns(new.origin),
        "sha256": new.original.sha256 if new.original else None,
        "part": new.part,
        "import_id": import_id,
    }
    row = connection.execute(
        f"{insert_into('activities', values)} ON CONFLICT DO NOTHING RETURNING id", values
    ).fetchone()
    number = _known(connection, values) if row is None else int(row["id"])
    if row is not None and new.classification is not None:
        insert_classification(connection, number, new.classification)
    if row is None and new.told is not None and new.told.strava_id is not None:
        connection.execute(
            "UPDATE activities SET strava_id = ? WHERE id = ? AND strava_id IS NULL",
            (new.told.strava_id, number),
        )
    insert_sighting(connection, number, new, import_id)
    return number, row is not None


def reread(connection: sqlite3.Connection, batch: Sequence[NewActivity]) -> None:
    """Put new readings of kept originals in the place of old ones, under the same numbers."""
    settle(connection, (start_us for new in batch for start_us in _reread(connection, new)))


def _reread(connection: sqlite3.Connection, new: NewActivity) -> list[int]:
    """Put a new reading of a kept original in the place of the old one, under the same number.

    A session that the old readers did not see is added beside the others of its file.

    Returns
    -------
    list of int
        Old and new start, around which `settle` must follow.
    """
    if new.original is None:
        return []
    rows = connection.execute(
        "SELECT * FROM activities WHERE sha256 = ? ORDER BY part = ? DESC, part",
        (new.original.sha256, new.part),
    ).fetchall()
    if not rows:
        return []
    old, start_us = rows[0], encoding.to_us(new.activity.start_utc)
    if old["part"] != new.part:
        origin = Origin(old["origin_path"], old["origin_member"])
        sibling = replace(new, source=old["source"], origin=origin)
        insert_activity(connection, sibling, old["import_id"])
        return [start_us]
    _put_reading(connection, old["id"], new, _as_read(new))
    return [old["start_us"], start_us]


def replace_bytes(connection: sqlite3.Connection, number: int, new: NewActivity) -> None:
    """Put other bytes and their reading in the place of a recording's; `settle` must follow.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    number : int
        The recording.
    new : NewActivity
        Read from bytes that no other recording was read from.
    """
    old = connection.execute("SELECT sha256 FROM activities WHERE id = ?", (number,)).fetchone()
    if new.original is not None:
        insert_original(connection, new.original)
    sha256 = new.original.sha256 if new.original else None
    _put_reading(connection, number, new, _as_read(new) | {"sha256": sha256, "purged_us": None})
    if old["sha256"] not in {None, sha256}:
        connection.execute("DELETE FROM originals WHERE sha256 = ?", (old["sha256"],))


def _put_reading(
    connection: sqlite3.Connection, number: int, new: NewActivity, values: Mapping[str, object]
) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in values)
    sql = f"UPDATE activities SET {columns} WHERE id = :id"  # noqa: S608 - our own names
    connection.execute(sql, {**values, "id": number})
    connection.execute("DELETE FROM classifications WHERE activity_id = ?", (number,))
    if new.classification is not None:
        insert_classification(connection, number, new.classification)


def _as_read(new: NewActivity) -> dict[str, Any]:
    """Return the columns that a reading of the bytes decides."""
    activity = new.activity
    return dict(zip(PLAIN, _plain(activity), strict=True)) | {
        "sport": activity.sport,
        "start_us": encoding.to_us(activity.start_utc),
        "laps": encoding.laps_json(activity.laps),
        "pauses": encoding.intervals_json(activity.pauses),
        "workout_steps": encoding.workout_steps_json(activity.workout_steps),
        "splits": encoding.splits_json(activity.splits),
        "weather": encoding.weather_json(activity.weather),
        "manual": activity.manual,
        "salvaged": activity.salvaged,
        "remarks": encoding.to_json(activity.remarks),
        "parser_version": new.parser_version,
        "records_sha256": new.records_sha256,
        "format": new.format,
        "n_channels": new.n_channels,
        "recorded": encoding.metadata_json(new.recorded or metadata_of(activity)),
    }


def _known(connection: sqlite3.Connection, values: Mapping[str, object]) -> int:
    """Return the number of the recording that has the identity of a new one."""
    same = (
        "source = :source AND start_us = :start_us AND part = :part AND sha256 IS NULL"
        if values["sha256"] is None
        else "sha256 = :sha256 AND part = :part"
    )
    row = connection.execute(f"SELECT id FROM activities WHERE {same}", values).fetchone()  # noqa: S608 - our own words
    return int(row["id"])
