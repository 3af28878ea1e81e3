"""Why recordings were merged, in words, and keeping those apart that should not have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.outcome import Origin
from flarelag.store.recordings.settling import pair, settle

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


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
        pair(one, other)
        for one in members
        for other in members
        if one != other and (row["whole"] or activity_id in {one, other})
    }
    connection.executemany(
        "INSERT INTO kept_apart (first_id, second_id) VALUES (?, ?) ON CONFLICT DO NOTHING", pairs
    )
    settle(connection, [row["start_us"]])
    return (len(members) - 1) if row["whole"] else 1
