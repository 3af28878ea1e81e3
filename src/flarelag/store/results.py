"""How the inputs of an import end, once it is known what of them the library did not have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flarelag.model.outcome import Outcome
from flarelag.store.activities import insert_settled
from flarelag.store.encoding import origin_columns, storable
from flarelag.store.movement import insert_movement
from flarelag.store.recordings.merging import merges

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from flarelag.store.imports import EndedInput

_HAS_IT: Final = "the library has this activity already"
_HAS_HOURS: Final = "the library has these hours of movement already"
_FEW_REASONS: Final = 3
"""A triathlon has three recordings to merge; a list of activities has thousands."""


def insert_results(
    connection: sqlite3.Connection, import_id: int, batch: Sequence[EndedInput]
) -> list[tuple[EndedInput, tuple[int, ...]]]:
    """Store how inputs ended, and the activities and hours of movement they held.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    import_id : int
        The import.
    batch : sequence of EndedInput
        Their files are on the disk.

    Returns
    -------
    list of tuple
        Each input as it is stored and the numbers of its new activities.
    """
    stored = []
    new = insert_settled(connection, [each.activities for each in batch], import_id)
    for ended, numbers in zip(batch, new, strict=True):
        merged = merges(connection, numbers)
        final = ended_as_stored(ended, n_new=len(numbers), merged=merged)
        if ended.movement is not None:
            n_hours = insert_movement(connection, ended.movement, import_id)
            if not n_hours and not ended.activities:
                final = replace(final, outcome=Outcome.DUPLICATE, reason=_HAS_HOURS)
        insert_result(connection, import_id, final)
        stored.append((final, tuple(each for each in numbers if each not in merged)))
    return stored


def insert_result(connection: sqlite3.Connection, import_id: int, ended: EndedInput) -> None:
    """Note how one input ended."""
    connection.execute(
        """
        INSERT INTO import_results (import_id, origin_path, origin_member, outcome, reason,
            n_records, stamp, parser_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            import_id,
            *origin_columns(ended.origin).values(),
            ended.outcome,
            storable(ended.reason),
            ended.n_records,
            ended.stamp,
            ended.parser_version,
        ),
    )


def ended_as_stored(
    ended: EndedInput, *, n_new: int, merged: Mapping[int, str] | None = None
) -> EndedInput:
    """Return how an input ended, once it is known which of its activities were new.

    Parameters
    ----------
    ended : EndedInput
        As it was read.
    n_new : int
        How many of its recordings the library did not have.
    merged : mapping of int to str
        Those of them that are of an activity the library had, each with the reason.
    """
    if not ended.activities or n_new > len(merged or {}):
        return ended
    if not merged:
        reason = ended.reason if ended.outcome is Outcome.DUPLICATE else _HAS_IT
        return replace(ended, outcome=Outcome.DUPLICATE, reason=reason)
    why = list(dict.fromkeys(merged.values()))
    if len(why) > _FEW_REASONS:
        why = [f"{len(merged):,} activities that the library has from other files"]
    reasons = [*why, *([ended.reason] if ended.reason else [])]
    return replace(ended, outcome=Outcome.MERGED, reason="; ".join(dict.fromkeys(reasons)))
