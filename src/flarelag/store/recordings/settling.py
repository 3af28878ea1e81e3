"""Deciding which recordings are one activity, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.metadata import FIELDS
from flarelag.model.same_activity import same_activities
from flarelag.store.encoding import metadata, metadata_columns
from flarelag.store.recordings.chains import chain
from flarelag.store.recordings.compared import COMPARED, compared, identity
from flarelag.store.recordings.said import said_of, told_between

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from flarelag.model.metadata import Metadata
    from flarelag.model.same_activity import SameActivity


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
    low_us, high_us = chain(connection, start_us)
    rows = {row["id"]: row for row in _between(connection, low_us, high_us)}
    told = told_between(connection, low_us, high_us)
    apart = _kept_apart(connection, low_us, high_us) if len(rows) > 1 else set()
    numbers = {identity(row): number for number, row in rows.items()}
    recorded = {number: metadata(row["recorded"]) for number, row in rows.items()}
    recordings = [
        compared(row, [recorded[number], *(said for _, said in told.get(number, []))])
        for number, row in rows.items()
    ]
    for each in same_activities(
        recordings,
        lambda one, other: pair(numbers[one.identity], numbers[other.identity]) in apart,
    ):
        members = [numbers[recording.identity] for recording in each.recordings]
        sayings = (saying for member in members for saying in told.get(member, []))
        said = said_of([recorded[member] for member in members], sayings)
        _represent(connection, rows[members[0]], said)
        _merge(connection, each, numbers, rows)
    return high_us


def _between(connection: sqlite3.Connection, low_us: int, high_us: int) -> list[sqlite3.Row]:
    return connection.execute(
        f"SELECT {COMPARED} FROM activities WHERE start_us BETWEEN ? AND ?",  # noqa: S608 - our own names
        (low_us, high_us),
    ).fetchall()


def _kept_apart(connection: sqlite3.Connection, low_us: int, high_us: int) -> set[tuple[int, int]]:
    return {
        (row["first_id"], row["second_id"])
        for row in connection.execute(
            "SELECT kept_apart.* FROM activities JOIN kept_apart ON first_id = activities.id "
            "WHERE start_us BETWEEN ? AND ?",
            (low_us, high_us),
        )
    }


def pair(one: int, other: int) -> tuple[int, int]:
    """Return how two recordings that are not the same are noted."""
    return min(one, other), max(one, other)


def _represent(connection: sqlite3.Connection, row: sqlite3.Row, said: Metadata) -> None:
    """Let a recording stand for its activity; sport and exertion matter to its classification."""
    judged_as = row["sport"], row["perceived_exertion"]
    if judged_as != (said.sport, said.perceived_exertion) and row["purged_us"] is None:
        connection.execute("DELETE FROM classifications WHERE activity_id = ?", (row["id"],))
    values = metadata_columns(said)
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
