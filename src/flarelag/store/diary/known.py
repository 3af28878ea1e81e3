"""What a diary says already, so that importing it again adds nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from flarelag.model.diary_history import kind_of
from flarelag.model.diary_json import item_key
from flarelag.store.diary.items import item_of, item_times

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from flarelag.model.diary_history import DiaryItem

_AT: Final = "SELECT id, kind, content FROM diary_items WHERE kind = ? AND time_us = ?"
_TAKEN_OUT: Final = """
    SELECT item_id AS id, kind, before AS content FROM diary_revisions
    JOIN diary_changes ON diary_changes.id = change_id
    WHERE before IS NOT NULL AND NOT undone AND action IN ('edit', 'delete')
"""
"""What was said before it was edited or deleted by hand."""


def unknown(connection: sqlite3.Connection, items: Iterable[DiaryItem]) -> list[DiaryItem]:
    """Return the items that say something new, in their order.

    Two of them that say the same are one, unless they have different numbers where they come
    from: then there are to be as many in the diary.
    """
    n_known: Counter[tuple[object, ...]] = Counter(
        item_key(item_of(row)) for row in connection.execute(_TAKEN_OUT)
    )
    looked_up: set[tuple[object, ...]] = set()
    met: set[tuple[tuple[object, ...], int | None]] = set()
    new = []
    for item in items:
        key = item_key(item)
        if (key, item.id) in met:
            continue
        met.add((key, item.id))
        if key not in looked_up:
            looked_up.add(key)
            there = connection.execute(_AT, (kind_of(item), item_times(item)[0]))
            n_known[key] += sum(item_key(item_of(row)) == key for row in there)
        if n_known[key]:
            n_known[key] -= 1
        else:
            new.append(item)
    return new
