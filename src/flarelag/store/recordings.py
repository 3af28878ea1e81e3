"""Recordings in SQLite: where each was met, what was said of it, and which are one activity."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from flarelag.model.metadata import FIELDS, Metadata, overlaid
from flarelag.model.outcome import Origin
from flarelag.model.same_activity import (
    REMEMBERED_END_WITHIN_S,
    START_WITHIN_S,
    Recording,
    RecordingFormat,
    SameActivity,
    same_activities,
)
from flarelag.model.sport import Sport
from flarelag.store import encoding

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from flarelag.store.database import Database

Saying = tuple[tuple[int, str, str], Metadata]
"""What an export said, after what sorts the newest last."""
_JUDGED: Final = ", ".join(
    (
        *("id", "start_us", "duration_s", "distance_m", "sha256", "part", "source", "format"),
        *("n_channels", "n_records", "salvaged", "recorded", "merged_into", "merge_reason"),
        "purged_us",
        *FIELDS,
    )
)
"""What a decision looks at, and what it may change."""
_REACH_US: Final = round(START_WITHIN_S * 1_000_000)
REMEMBERED: Final = "logged"
"""The source of sessions that a person has logged before their files were there."""
_REMEMBERED_REACH_US: Final = round(REMEMBERED_END_WITHIN_S * 1_000_000)
_LONGEST_US: Final = 86_400_000_000
"""A remembered session is looked for among activities of up to a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One place where a recording of an activity was met.

    Parameters
    ----------
    recording_id : int
        The library's number of the recording.
    origin : Origin
        The file or archive member.
    source : str
        What it lay in: `strava export`, `file`.
    sha256 : str or None
        Identity of the bytes; null for an entry without.
    part : int
        Which of the file's activities it is, counted from 0.
    import_id : int or None
        The import that met it.
    merge_reason : str or None
        Why it is the same activity as the recording that stands for it; null for that one itself.
    """

    recording_id: int
    origin: Origin
    source: str
    sha256: str | None
    part: int
    import_id: int | None
    merge_reason: str | None


def metadata_json(metadata: Metadata) -> str:
    """Return metadata as a JSON object, unknown values left out."""
    values = _columns(metadata)
    return encoding.to_json({name: each for name, each in values.items() if each is not None})


def metadata(column: str) -> Metadata:
    """Read `metadata_json` back."""
    values: dict[str, Any] = json.loads(column)
    sport = values.pop("sport", None)
    weather = encoding.weather(values.pop("weather", None))
    return Metadata(**values, weather=weather, sport=None if sport is None else Sport(sport))


def _columns(metadata: Metadata) -> dict[str, object]:
    """Return metadata as it stands in the table of activities."""
    values = {name: getattr(metadata, name) for name in FIELDS}
    return values | {"weather": encoding.weather_json(metadata.weather)}


def sightings_of(database: Database, activity_id: int) -> list[Sighting]:
    """Return every place where an activity's recordings were met, the one that stands for it first.

    Parameters
    ----------
    database : Database
        The library's.
    activity_id : int
        Of the activity, not of one merged into it.
    """
    rows = database.rows(
        """
        SELECT sightings.*, sha256, part, merge_reason FROM sightings
        JOIN activities ON activities.id = sightings.activity_id
        WHERE activities.id = :id OR activities.merged_into = :id
        ORDER BY merged_into IS NOT NULL, activities.id, sightings.id
        """,
        {"id": activity_id},
    )
    return [
        Sighting(
            recording_id=row["activity_id"],
            origin=Origin(row["origin_path"], row["origin_member"]),
            source=row["source"],
            sha256=row["sha256"],
            part=row["part"],
            import_id=row["import_id"],
            merge_reason=row["merge_reason"],
        )
        for row in rows
    ]


def recordings_near(
    database: Database, start_us: int, strava_ids: Iterable[int]
) -> list[Recording]:
    """Return the recordings that start around an instant or have one of Strava's numbers."""
    numbers = list(strava_ids)
    rows = database.rows(
        f"SELECT {_JUDGED} FROM activities WHERE start_us BETWEEN ? AND ? "  # noqa: S608 - our own names
        f"OR strava_id IN ({', '.join('?' * len(numbers))})",
        (start_us - _REACH_US, start_us + _REACH_US, *numbers),
    )
    sql = "SELECT metadata FROM sightings WHERE activity_id = ? AND metadata IS NOT NULL"
    return [
        _recording(row, [metadata(each["metadata"]) for each in database.rows(sql, (row["id"],))])
        for row in rows
    ]


def settle(connection: sqlite3.Connection, starts_us: Iterable[int]) -> None:
    """Decide anew which of the recordings that start around some instants are one activity.

    What an activity says of itself follows: each field from the newest import that said it, else
    from the recording that stands for it, else from the others.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    starts_us : iterable of int
        Starts of recordings that came, changed or went.
    """
    settled_us = None
    for start_us in sorted(set(starts_us)):
        if settled_us is None or start_us > settled_us:
            settled_us = _settle_around(connection, start_us)


def _settle_around(connection: sqlite3.Connection, start_us: int) -> int:
    """Settle a chain of starts, each in reach of the next; return where it ends."""
    low_us, high_us = _chain(connection, start_us)
    rows = {row["id"]: row for row in _between(connection, low_us, high_us)}
    told = _told(connection, low_us, high_us)
    apart = _kept_apart(connection, low_us, high_us) if len(rows) > 1 else set()
    numbers = {_identity(row): number for number, row in rows.items()}
    recordings = [
        _recording(row, [said for _, said in told.get(number, [])]) for number, row in rows.items()
    ]
    for each in same_activities(
        recordings,
        lambda one, other: _pair(numbers[one.identity], numbers[other.identity]) in apart,
    ):
        members = [numbers[recording.identity] for recording in each.recordings]
        newest = [saying for member in members for saying in told.get(member, [])]
        _represent(connection, rows[members[0]], _said([rows[each] for each in members], newest))
        _merge(connection, each, numbers, rows)
    return high_us


def merges(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, str]:
    """Return which of some recordings are of an activity the library had, and why, in words."""
    found = {}
    for number in numbers:
        members = connection.execute(
            """
            SELECT member.id, member.merged_into, member.merge_reason,
                member.origin_path, member.origin_member
            FROM activities AS own JOIN activities AS member
                ON member.id = ifnull(own.merged_into, own.id)
                OR member.merged_into = ifnull(own.merged_into, own.id)
            WHERE own.id = ?
            """,
            (number,),
        ).fetchall()
        older = min(members, key=lambda row: row["id"])
        if older["id"] < number:
            own = next(row for row in members if row["id"] == number)
            whose = Origin(older["origin_path"], older["origin_member"])
            which = "which says more" if own["merged_into"] else "and says more"
            why = own["merge_reason"] or older["merge_reason"]
            found[number] = f"the same activity as {whose} ({why}), {which}"
    return found


def keep_apart(connection: sqlite3.Connection, activity_id: int) -> int:
    """Note that an activity's recordings are not the same; return how many come out of it.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    activity_id : int
        An activity: its recordings all part. A recording merged into one: it alone leaves.
    """
    row = connection.execute(
        "SELECT start_us, ifnull(merged_into, id) AS chosen, merged_into IS NULL AS whole "
        "FROM activities WHERE id = ?",
        (activity_id,),
    ).fetchone()
    members = [
        each["id"]
        for each in connection.execute(
            "SELECT id FROM activities WHERE id = :id OR merged_into = :id", {"id": row["chosen"]}
        )
    ]
    pairs = {
        _pair(one, other)
        for one in members
        for other in members
        if one != other and (row["whole"] or activity_id in {one, other})
    }
    connection.executemany(
        "INSERT INTO kept_apart (first_id, second_id) VALUES (?, ?) ON CONFLICT DO NOTHING", pairs
    )
    settle(connection, [row["start_us"]])
    return (len(members) - 1) if row["whole"] else 1


def remove_logged(
    connection: sqlite3.Connection, *, activity_id: int | None = None, start_us: int | None = None
) -> list[str | None]:
    """Remove a session that was logged by hand, the latest where none is named.

    Returns
    -------
    list of str or None
        What it was called; empty where there was none.
    """
    row = connection.execute(
        """
        SELECT id, start_us, recorded FROM activities
        WHERE source = :source AND sha256 IS NULL
            AND (:id IS NULL OR id = :id OR merged_into = :id)
            AND (:start IS NULL OR start_us = :start)
        ORDER BY id DESC LIMIT 1
        """,
        {"source": REMEMBERED, "id": activity_id, "start": start_us},
    ).fetchone()
    if row is None:
        return []
    around = _remembered_starts(connection, row["start_us"], row["start_us"])
    connection.execute("DELETE FROM activities WHERE id = ?", (row["id"],))
    settle(connection, [row["start_us"], *around])
    return [metadata(row["recorded"]).name]


def _chain(connection: sqlite3.Connection, start_us: int) -> tuple[int, int]:
    """Return the ends of the chain of starts, each in reach of the next, at an instant.

    What Strava gives one number is in reach, too: a copy that was cropped starts later.
    """
    low = high = start_us
    while True:
        found = connection.execute(
            """
            WITH near AS (
                SELECT start_us, strava_id FROM activities WHERE start_us BETWEEN ? AND ?
            )
            SELECT min(start_us), max(start_us) FROM (
                SELECT start_us FROM near UNION ALL
                SELECT activities.start_us FROM near JOIN activities USING (strava_id)
            )
            """,
            (low - _REACH_US, high + _REACH_US),
        ).fetchone()
        starts = [us for us in (*found, *_remembered_starts(connection, low, high)) if us]
        if not starts or (min(starts) >= low and max(starts) <= high):
            return low, high
        low, high = min(low, *starts), max(high, *starts)


_END_US: Final = "{0}.start_us + ifnull({0}.duration_s, 0) * 1000000"


def _remembered_starts(connection: sqlite3.Connection, low_us: int, high_us: int) -> list[int]:
    """Return the starts of what may be remembered sessions of some, and of what those may be."""
    # The few remembered ones come first, by their index: CROSS JOIN keeps that order.
    rows = connection.execute(
        f"""
        SELECT remembered.start_us, other.start_us
        FROM activities AS remembered CROSS JOIN activities AS other
        WHERE remembered.source = :remembered AND remembered.sha256 IS NULL
            AND remembered.start_us BETWEEN :low - 2 * :longest AND :high + 2 * :longest
            AND other.start_us BETWEEN remembered.start_us - :longest
                AND ({_END_US.format("remembered")}) + :reach
            AND abs(({_END_US.format("other")}) - ({_END_US.format("remembered")})) <= :reach
            AND (remembered.start_us BETWEEN :low AND :high
                OR other.start_us BETWEEN :low AND :high)
        """,  # noqa: S608 - our own columns
        {
            "remembered": REMEMBERED,
            "longest": _LONGEST_US,
            "reach": _REMEMBERED_REACH_US,
            "low": low_us,
            "high": high_us,
        },
    )
    return [us for row in rows for us in row]


def _between(connection: sqlite3.Connection, low_us: int, high_us: int) -> list[sqlite3.Row]:
    return connection.execute(
        f"SELECT {_JUDGED} FROM activities WHERE start_us BETWEEN ? AND ?",  # noqa: S608 - our own names
        (low_us, high_us),
    ).fetchall()


def _told(connection: sqlite3.Connection, low_us: int, high_us: int) -> dict[int, list[Saying]]:
    """Return what exports said of each recording."""
    told: dict[int, list[Saying]] = {}
    for row in connection.execute(
        "SELECT sightings.* FROM activities JOIN sightings ON activity_id = activities.id "
        "WHERE start_us BETWEEN ? AND ? AND metadata IS NOT NULL",
        (low_us, high_us),
    ):
        age = row["import_id"] or 0, row["origin_path"], row["origin_member"] or ""
        told.setdefault(row["activity_id"], []).append((age, metadata(row["metadata"])))
    return told


def _kept_apart(connection: sqlite3.Connection, low_us: int, high_us: int) -> set[tuple[int, int]]:
    return {
        (row["first_id"], row["second_id"])
        for row in connection.execute(
            "SELECT kept_apart.* FROM activities JOIN kept_apart ON first_id = activities.id "
            "WHERE start_us BETWEEN ? AND ?",
            (low_us, high_us),
        )
    }


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _identity(row: sqlite3.Row) -> str:
    return f"{row['sha256'] or row['source']}:{row['part']}:{row['start_us']}"


def _recording(row: sqlite3.Row, told: Sequence[Metadata]) -> Recording:
    said_of_it = [metadata(row["recorded"]), *told]
    sports = {said.sport for said in said_of_it}
    return Recording(
        identity=_identity(row),
        start_utc=encoding.from_us(row["start_us"]),
        sports=frozenset(sport for sport in sports if sport is not None),
        duration_s=row["duration_s"],
        distance_m=row["distance_m"],
        file=row["sha256"] or row["source"],
        format=RecordingFormat(row["format"]) if row["format"] is not None else None,
        strava_ids=frozenset(said.strava_id for said in said_of_it if said.strava_id is not None),
        n_channels=row["n_channels"],
        n_records=row["n_records"],
        salvaged=bool(row["salvaged"]),
        remembered=row["source"] == REMEMBERED,
    )


def _said(members: Sequence[sqlite3.Row], told: Sequence[Saying]) -> Metadata:
    """Return what is said of an activity, its members given richest first."""
    said = Metadata()
    for row in reversed(members):
        said = overlaid(_without_other(metadata(row["recorded"])), said)
    for _, newer in sorted(told, key=lambda saying: saying[0]):
        said = overlaid(newer, said)
    return said if said.sport is not None else replace(said, sport=Sport.OTHER)


def _without_other(recorded: Metadata) -> Metadata:
    """Return metadata in which a sport that is none of ours says nothing."""
    return replace(recorded, sport=None) if recorded.sport is Sport.OTHER else recorded


def _represent(connection: sqlite3.Connection, row: sqlite3.Row, said: Metadata) -> None:
    """Let a recording stand for its activity; sport and exertion matter to its classification."""
    judged_as = row["sport"], row["perceived_exertion"]
    if judged_as != (said.sport, said.perceived_exertion) and row["purged_us"] is None:
        connection.execute("DELETE FROM classifications WHERE activity_id = ?", (row["id"],))
    values = _columns(said)
    as_it_is = {name: row[name] for name in ("merged_into", "merge_reason", *FIELDS)}
    if as_it_is == {"merged_into": None, "merge_reason": None, **values}:
        return
    columns = ", ".join(f"{name} = :{name}" for name in FIELDS)
    connection.execute(
        f"UPDATE activities SET merged_into = NULL, merge_reason = NULL, {columns} WHERE id = :id",  # noqa: S608 - our own names
        values | {"id": row["id"]},
    )


def _merge(
    connection: sqlite3.Connection,
    activity: SameActivity,
    numbers: dict[str, int],
    rows: dict[int, sqlite3.Row],
) -> None:
    chosen = numbers[activity.chosen.identity]
    for recording, reason in activity.others:
        row = rows[numbers[recording.identity]]
        if (row["merged_into"], row["merge_reason"]) != (chosen, reason):
            connection.execute(
                "UPDATE activities SET merged_into = ?, merge_reason = ? WHERE id = ?",
                (chosen, reason, row["id"]),
            )
