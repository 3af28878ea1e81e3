"""What is said of an activity: by its recordings, and by the exports that they were met in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.model.metadata import Metadata, overlaid
from flarelag.model.sport import Sport
from flarelag.store.encoding import metadata

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

Saying = tuple[tuple[int, str, str], Metadata]
"""What an export said, after what sorts the newest last."""


def told_between(
    connection: sqlite3.Connection, low_us: int, high_us: int
) -> dict[int, list[Saying]]:
    """Return what exports said of each recording that starts between two instants."""
    told: dict[int, list[Saying]] = {}
    for row in connection.execute(
        "SELECT sightings.* FROM activities JOIN sightings ON activity_id = activities.id "
        "WHERE start_us BETWEEN ? AND ? AND metadata IS NOT NULL",
        (low_us, high_us),
    ):
        age = row["import_id"] or 0, row["origin_path"], row["origin_member"] or ""
        told.setdefault(row["activity_id"], []).append((age, metadata(row["metadata"])))
    return told


def said_of(recorded: Sequence[Metadata], told: Iterable[Saying]) -> Metadata:
    """Return what is said of an activity: each field by the newest export that says it.

    Parameters
    ----------
    recorded : sequence of Metadata
        What its recordings say themselves, the richest first.
    told : iterable of Saying
        What exports say of them.
    """
    said = Metadata()
    for each in reversed(recorded):
        said = overlaid(_without_other(each), said)
    for _, newer in sorted(told, key=lambda saying: saying[0]):
        said = overlaid(newer, said)
    return said if said.sport is not None else replace(said, sport=Sport.OTHER)


def _without_other(recorded: Metadata) -> Metadata:
    """Return metadata in which a sport that is none of ours says nothing."""
    return replace(recorded, sport=None) if recorded.sport is Sport.OTHER else recorded
