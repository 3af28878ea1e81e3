"""Activities in SQLite."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from flarelag.model.activity import Activity
from flarelag.model.metadata import metadata_of
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.model.stored import StoredActivity
from flarelag.store import encoding
from flarelag.store.classifications import (
    DOSE_COLUMNS,
    classification_of,
    effort_of,
    insert_classification,
    judged_by,
)
from flarelag.store.database import insert_into
from flarelag.store.originals import insert_original
from flarelag.store.recordings import metadata_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from flarelag.model.classification import Classification
    from flarelag.model.effort import Effort
    from flarelag.model.metadata import Metadata
    from flarelag.model.same_activity import RecordingFormat
    from flarelag.store.database import Database
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


_PLAIN: Final = (
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
_plain = attrgetter(*_PLAIN)

_SELECT: Final = f"""
    SELECT activities.*, {", ".join(f"classifications.{dose}" for dose in DOSE_COLUMNS)},
        rule_version, speed_source, best_100m_m_s, best_100m_observed_m_s, median_speed_m_s,
        declared_laps, classifications.remarks AS classification_remarks,
        load, quality, force_line
    FROM activities LEFT JOIN classifications ON classifications.activity_id = activities.id
"""  # noqa: S608 - names of our own columns


def all_activities(database: Database) -> list[StoredActivity]:
    """Return every activity, by start."""
    efforts: dict[int, list[Effort]] = {}
    for row in database.rows("SELECT * FROM efforts ORDER BY activity_id, n"):
        efforts.setdefault(row["activity_id"], []).append(effort_of(row))
    order = "activities.start_us, activities.id"
    rows = database.rows(f"{_SELECT} WHERE merged_into IS NULL ORDER BY {order}")
    return [_stored(row, efforts.get(row["id"], [])) for row in rows]


def judged_activities(database: Database) -> list[StoredActivity]:
    """Return every activity, by start, with only what tells whether it is judged as it should be.

    Laps, efforts, doses and texts are left empty: reading them takes ten times as long.
    """
    rows = database.rows(
        """
        SELECT id, source, origin_path, origin_member, sha256, part, purged_us, sport, start_us,
            sub_sport, device, rule_version, speed_source, best_100m_m_s, best_100m_observed_m_s,
            median_speed_m_s, force_line
        FROM activities LEFT JOIN classifications ON activity_id = id
        WHERE merged_into IS NULL ORDER BY start_us, id
        """
    )
    return [_without_contents(row) for row in rows]


def saying(database: Database, text: str) -> list[int]:
    """Return the numbers of the activities whose texts hold one (as LIKE finds it), by start."""
    rows = database.rows(
        "SELECT id FROM activities WHERE merged_into IS NULL "
        "AND (name LIKE :like OR description LIKE :like OR private_note LIKE :like) "
        "ORDER BY start_us, id",
        {"like": f"%{text}%"},
    )
    return [row["id"] for row in rows]


def one_activity(database: Database, activity_id: int) -> StoredActivity | None:
    """Return an activity by its number, or by that of a recording merged into it; null for none."""
    chosen = "(SELECT ifnull(merged_into, id) FROM activities WHERE id = ?)"
    rows = database.rows(f"{_SELECT} WHERE activities.id = {chosen}", (activity_id,))
    if not rows:
        return None
    sql = "SELECT * FROM efforts WHERE activity_id = ? ORDER BY n"
    return _stored(rows[0], [effort_of(row) for row in database.rows(sql, (rows[0]["id"],))])


def records_sha256(database: Database, activity_id: int) -> str | None:
    """Return the name an activity's records are kept under; null when it has none."""
    sql = "SELECT records_sha256 FROM activities WHERE id = ?"
    rows = database.rows(sql, (activity_id,))
    return rows[0]["records_sha256"] if rows else None


def known_sha256(database: Database) -> dict[str, Origin]:
    """Return the originals that activities were read from, and where each was first met."""
    sql = """
        SELECT sha256, origin_path, origin_member, min(id) FROM activities
        WHERE sha256 IS NOT NULL GROUP BY sha256
    """
    return {
        row["sha256"]: Origin(row["origin_path"], row["origin_member"])
        for row in database.rows(sql)
    }


def insert_activity(
    connection: sqlite3.Connection, new: NewActivity, import_id: int | None
) -> tuple[int, bool]:
    """Insert one recording, or note that one was met again; `recordings.settle` must follow.

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
    sighting = {
        "activity_id": number,
        "import_id": import_id,
        "source": new.source,
        **encoding.origin_columns(new.origin),
        "metadata": metadata_json(new.told) if new.told else None,
    }
    connection.execute(insert_into("sightings", sighting), sighting)
    return number, row is not None


def reread_activity(connection: sqlite3.Connection, new: NewActivity) -> list[int]:
    """Put a new reading of a kept original in the place of the old one, under the same number.

    A session that the old readers did not see is added beside the others of its file.

    Returns
    -------
    list of int
        Old and new start, around which `recordings.settle` must follow.
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
    return dict(zip(_PLAIN, _plain(activity), strict=True)) | {
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
        "recorded": metadata_json(new.recorded or metadata_of(activity)),
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


def _stored(row: sqlite3.Row, efforts: list[Effort]) -> StoredActivity:
    return StoredActivity(
        id=row["id"],
        activity=_activity(row),
        source=row["source"],
        origin=Origin(row["origin_path"], row["origin_member"]),
        sha256=row["sha256"],
        part=row["part"],
        classification=classification_of(row, efforts) if row["rule_version"] is not None else None,
        purged=row["purged_us"] is not None,
    )


def _without_contents(row: sqlite3.Row) -> StoredActivity:
    return StoredActivity(
        id=row["id"],
        activity=Activity(
            sport=Sport(row["sport"]),
            start_utc=encoding.from_us(row["start_us"]),
            sub_sport=row["sub_sport"],
            device=row["device"],
        ),
        source=row["source"],
        origin=Origin(row["origin_path"], row["origin_member"]),
        sha256=row["sha256"],
        part=row["part"],
        classification=judged_by(row) if row["rule_version"] is not None else None,
        purged=row["purged_us"] is not None,
    )


def _activity(row: sqlite3.Row) -> Activity:
    return Activity(
        **{name: row[name] for name in _PLAIN},
        sport=Sport(row["sport"]),
        start_utc=encoding.from_us(row["start_us"]),
        laps=encoding.laps(row["laps"]),
        pauses=encoding.intervals(row["pauses"]),
        workout_steps=encoding.workout_steps(row["workout_steps"]),
        splits=encoding.splits(row["splits"]),
        weather=encoding.weather(row["weather"]),
        manual=bool(row["manual"]),
        salvaged=bool(row["salvaged"]),
        remarks=encoding.texts(row["remarks"]),
    )
