"""Which recordings could be one activity: chains of starts, each in reach of the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.model.same_activity import REMEMBERED_END_WITHIN_S
from flarelag.store.recordings.compared import REACH_US, REMEMBERED

if TYPE_CHECKING:
    import sqlite3

_REMEMBERED_REACH_US: Final = round(REMEMBERED_END_WITHIN_S * 1_000_000)
_LONGEST_US: Final = 86_400_000_000
"""A remembered session is looked for among activities of up to a day."""
_END_US: Final = "{0}.start_us + ifnull({0}.duration_s, 0) * 1000000"


def chain(connection: sqlite3.Connection, start_us: int) -> tuple[int, int]:
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
            (low - REACH_US, high + REACH_US),
        ).fetchone()
        starts = [us for us in (*found, *remembered_starts(connection, low, high)) if us]
        if not starts or (min(starts) >= low and max(starts) <= high):
            return low, high
        low, high = min(low, *starts), max(high, *starts)


def remembered_starts(connection: sqlite3.Connection, low_us: int, high_us: int) -> list[int]:
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
