"""Activities as SQLite has them, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.model.activity import Activity
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.model.stored import StoredActivity
from flarelag.store import encoding
from flarelag.store.activities import PLAIN
from flarelag.store.classifications import DOSE_COLUMNS, classification_of, effort_of, judged_by

if TYPE_CHECKING:
    import sqlite3

    from flarelag.model.classification import Classification
    from flarelag.model.effort import Effort
    from flarelag.store.database import Database

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


def n_read_before(database: Database, parser_version: int) -> int:
    """Return how many recordings older readers read, of those whose originals are kept."""
    rows = database.rows(
        "SELECT count(*) AS n FROM activities JOIN originals USING (sha256) "
        "WHERE kept AND parser_version < ?",
        (parser_version,),
    )
    return int(rows[0]["n"])


def kept_originals(database: Database) -> dict[str, str | None]:
    """Return the SHA-256 of the originals that activities were read from, and their zones."""
    rows = database.rows(
        "SELECT originals.sha256, min(zone) AS zone FROM originals "
        "JOIN activities ON activities.sha256 = originals.sha256 WHERE kept "
        "GROUP BY originals.sha256"
    )
    return {row["sha256"]: row["zone"] for row in rows}


def _stored(row: sqlite3.Row, efforts: list[Effort]) -> StoredActivity:
    judged = row["rule_version"] is not None
    return _with(row, _activity(row), classification_of(row, efforts) if judged else None)


def _without_contents(row: sqlite3.Row) -> StoredActivity:
    activity = Activity(
        sport=Sport(row["sport"]),
        start_utc=encoding.from_us(row["start_us"]),
        sub_sport=row["sub_sport"],
        device=row["device"],
    )
    return _with(row, activity, judged_by(row) if row["rule_version"] is not None else None)


def _with(
    row: sqlite3.Row, activity: Activity, classification: Classification | None
) -> StoredActivity:
    return StoredActivity(
        id=row["id"],
        activity=activity,
        source=row["source"],
        origin=Origin(row["origin_path"], row["origin_member"]),
        sha256=row["sha256"],
        part=row["part"],
        classification=classification,
        purged=row["purged_us"] is not None,
    )


def _activity(row: sqlite3.Row) -> Activity:
    return Activity(
        **{name: row[name] for name in PLAIN},
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
