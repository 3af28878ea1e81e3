"""The diary in SQLite: what it holds, and every change of it.

Each change is one durable transaction, and is kept beside what it changed: what an item said before
and after. Nothing is lost by an edit, a deletion or an undo; only `forget` removes anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from flarelag.errors import LibraryError
from flarelag.model.diary_history import (
    ChangeAction,
    DiaryChange,
    DiaryItem,
    ItemChange,
    ItemKind,
    kind_of,
)
from flarelag.model.diary_json import item_key
from flarelag.store.diary_changes import (
    insert_change,
    insert_revisions,
    mark_undone,
    revision_row,
)
from flarelag.store.diary_items import (
    content_of,
    insert_item,
    item_columns,
    item_from_content,
    item_of,
    item_times,
    put_back,
    update_item,
)
from flarelag.store.encoding import from_us, to_us

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from flarelag.model.diary import DiaryEntry
    from flarelag.model.factors import Factor
    from flarelag.model.remembered import RememberedFlare
    from flarelag.model.shoes import ShoeSettings
    from flarelag.model.warning_answers import WarningAnswer
    from flarelag.store.database import Database

_FORGOTTEN: Final = (
    *("diary_revisions", "diary_changes", "diary_items"),
    *("experiment_events", "experiments"),
    "forecasts",
)
_EVER_US: Final = 2**62
"""Farther from 1970 than any year that a diary speaks of; a bound lets SQLite use its index."""
_BETWEEN: Final = """
    SELECT id, kind, content FROM diary_items
    WHERE kind = :kind AND time_us >= :since AND time_us < :until
    ORDER BY time_us, id
"""
_LAST: Final = """
    SELECT id, kind, content FROM diary_items
    WHERE kind = :kind AND (time_us, id) < (:before, :number)
    ORDER BY time_us DESC, id DESC LIMIT 1
"""
_AT: Final = "SELECT id, kind, content FROM diary_items WHERE kind = ? AND time_us = ?"
_TAKEN_OUT: Final = """
    SELECT item_id AS id, kind, before AS content FROM diary_revisions
    JOIN diary_changes ON diary_changes.id = change_id
    WHERE before IS NOT NULL AND NOT undone AND action IN ('edit', 'delete')
"""
"""What was said before it was edited or deleted by hand."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a change.

    Parameters
    ----------
    change_id : int or None
        The change; null when there was nothing to change.
    ids : tuple of int
        The numbers of its items.
    """

    change_id: int | None
    ids: tuple[int, ...]


class Diary:
    """The diary of an open library: `library.diary`.

    Parameters
    ----------
    database : Database
        The library's.
    path : str
        The library's folder, named in messages.
    """

    def __init__(self, database: Database, path: str) -> None:
        self._database = database
        self._path = path

    # Reading

    def entries(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[DiaryEntry]:
        """Return the pain entries with `since <= time_utc < until`, by time."""
        return cast("list[DiaryEntry]", self._items(ItemKind.ENTRY, since, until))

    def factors(self, since: datetime | None = None, until: datetime | None = None) -> list[Factor]:
        """Return what was logged of factors and measures, `since <= time_utc < until`, by time."""
        return cast("list[Factor]", self._items(ItemKind.FACTOR, since, until))

    def flares(self) -> list[RememberedFlare]:
        """Return the remembered flare-ups, by their first day."""
        return cast("list[RememberedFlare]", self._items(ItemKind.FLARE, None, None))

    def shoes(self) -> list[ShoeSettings]:
        """Return what was said of shoes."""
        return cast("list[ShoeSettings]", self._items(ItemKind.SHOES, None, None))

    def warning_answers(self) -> list[WarningAnswer]:
        """Return what was said to the warning signs, by time."""
        return cast("list[WarningAnswer]", self._items(ItemKind.WARNING, None, None))

    def last_entry(self, before: datetime, number: int | None = None) -> DiaryEntry | None:
        """Return the entry that speaks of the latest time before an instant; null for none.

        Parameters
        ----------
        before : datetime
            The instant.
        number : int or None
            An entry of that instant: those of the same instant that were stored sooner count too.
        """
        values = {"kind": ItemKind.ENTRY, "before": to_us(before), "number": number or 0}
        rows = self._database.rows(_LAST, values)
        return cast("DiaryEntry", item_of(rows[0])) if rows else None

    def item(self, number: int) -> DiaryItem:
        """Return what has a number.

        Raises
        ------
        LibraryError
            When nothing has it, or what had it was deleted.
        """
        sql = "SELECT id, kind, content FROM diary_items WHERE id = ?"
        if rows := self._database.rows(sql, (number,)):
            return item_of(rows[0])
        known = self._database.rows("SELECT 1 FROM diary_revisions WHERE item_id = ?", (number,))
        raise LibraryError(
            f"{number} was deleted from the diary; `flarelag diary history {number}` shows what "
            "it said and which change to undo"
            if known
            else f"there is nothing numbered {number} in the diary; `flarelag diary list` shows "
            "the numbers",
            file=self._path,
        )

    def factor_names(self) -> dict[str, tuple[str, str]]:
        """Return every name that was logged, with its kind and scale as last logged."""
        rows = self._database.rows(
            "SELECT content ->> 'name' AS name, content ->> 'kind' AS kind, "
            "content ->> 'scale' AS scale, max(id) FROM diary_items WHERE kind = 'factor' "
            "GROUP BY content ->> 'name' ORDER BY content ->> 'name'"
        )
        return {row["name"]: (row["kind"], row["scale"]) for row in rows}

    def change(self, number: int) -> DiaryChange | None:
        """Return one change; null for none with this number."""
        rows = self._database.rows("SELECT * FROM diary_changes WHERE id = ?", (number,))
        return self._change(rows[0], None) if rows else None

    def n_items(self) -> dict[ItemKind, int]:
        """Return how many there are of each kind."""
        rows = self._database.rows("SELECT kind, count(*) AS n FROM diary_items GROUP BY kind")
        counted = {row["kind"]: row["n"] for row in rows}
        return {kind: counted.get(kind, 0) for kind in ItemKind}

    @property
    def empty(self) -> bool:
        """Whether nothing was ever written down, or all of it forgotten."""
        return not self.history(latest=1) and not any(self.n_items().values())

    def history(self, number: int | None = None, *, latest: int | None = None) -> list[DiaryChange]:
        """Return changes, the earliest first.

        Parameters
        ----------
        number : int or None
            Those of this item only; null: all.
        latest : int or None
            At most so many, the latest ones.
        """
        rows = self._database.rows(
            "SELECT * FROM diary_changes WHERE :number IS NULL OR EXISTS (SELECT 1 FROM "
            "diary_revisions WHERE change_id = diary_changes.id AND item_id = :number) "
            "ORDER BY id DESC LIMIT :latest",
            {"number": number, "latest": -1 if latest is None else latest},
        )
        return [self._change(row, number) for row in reversed(rows)]

    # Writing

    def add(
        self,
        items: Sequence[DiaryItem],
        *,
        at_utc: datetime,
        action: ChangeAction = ChangeAction.ADD,
        skip_known: bool = False,
        request_id: str | None = None,
    ) -> Written:
        """Store items as one change, all or none, and wait until the disk has them.

        Parameters
        ----------
        items : sequence of DiaryItem
            Their `id` gives them no number; with `skip_known` it tells apart what says the same.
        at_utc : datetime
            Now.
        action : ChangeAction
            Add or import.
        skip_known : bool
            Leave out what the diary says already, word for word, and what it said before it was
            edited or deleted by hand: for importing a diary again.
        request_id : str or None
            Names the request: with one that was used before nothing is stored, and the numbers
            are those from then.

        Raises
        ------
        LibraryError
            When an item cannot be right (a score of 11); nothing is stored then.
        """
        if not items:
            return Written(None, ())
        with self._database.transaction(durable=True) as connection:
            if request_id is not None and (done := _by_request(connection, request_id)):
                return done
            items = _unknown(connection, items) if skip_known else items
            if not items:
                return Written(None, ())
            contents = [(kind_of(item), *item_columns(item)) for item in items]
            numbers = [insert_item(connection, None, *row) for row in contents]
            change_id = insert_change(connection, at_utc, action, request_id=request_id)
            insert_revisions(
                connection,
                change_id,
                [(n, row[0], None, row[-1]) for n, row in zip(numbers, contents, strict=True)],
            )
            return Written(change_id, tuple(numbers))

    def edit(self, item: DiaryItem, *, at_utc: datetime, request_id: str | None = None) -> Written:
        """Put an item in the place of what has its number; what that said is kept.

        Raises
        ------
        LibraryError
            When nothing has the number, something of another kind has it, or the item cannot be
            right.
        """
        assert item.id is not None  # noqa: S101 - an item of the library
        with self._database.transaction(durable=True) as connection:
            if request_id is not None and (done := _by_request(connection, request_id)):
                return done
            old = self.item(item.id)
            if kind_of(old) is not kind_of(item):
                raise LibraryError(f"{item.id} is another kind of thing", file=self._path)
            if old == item:
                return Written(None, (item.id,))
            time_us, end_us, after = item_columns(item)
            before = content_of(connection, item.id)
            update_item(connection, item.id, time_us, end_us, after)
            change_id = insert_change(connection, at_utc, ChangeAction.EDIT, request_id=request_id)
            insert_revisions(connection, change_id, [(item.id, kind_of(item), before, after)])
            return Written(change_id, (item.id,))

    def delete(
        self, numbers: Iterable[int], *, at_utc: datetime, request_id: str | None = None
    ) -> Written:
        """Take items out of the diary as one change; what they said is kept in its history.

        Raises
        ------
        LibraryError
            When nothing has one of the numbers; nothing is deleted then.
        """
        wanted = dict.fromkeys(numbers)
        with self._database.transaction(durable=True) as connection:
            if request_id is not None and (done := _by_request(connection, request_id)):
                return done
            kinds = {number: kind_of(self.item(number)) for number in wanted}
            rows = [(n, kind, content_of(connection, n), None) for n, kind in kinds.items()]
            connection.executemany("DELETE FROM diary_items WHERE id = ?", [(n,) for n in kinds])
            change_id = insert_change(
                connection, at_utc, ChangeAction.DELETE, request_id=request_id
            )
            insert_revisions(connection, change_id, rows)
            return Written(change_id, tuple(kinds))

    def undo(
        self, change_id: int | None = None, *, at_utc: datetime, request_id: str | None = None
    ) -> DiaryChange:
        """Take a change back, as a change of its own that can be taken back, too.

        Parameters
        ----------
        change_id : int or None
            Which; null: the latest that is no undo and still stands.
        at_utc : datetime
            Now.
        request_id : str or None
            As in `add`.

        Raises
        ------
        LibraryError
            When there is none, it was taken back already, or later changes build on it.
        """
        with self._database.transaction(durable=True) as connection:
            done = _by_request(connection, request_id) if request_id is not None else None
            number = (
                done.change_id if done else self._undo(connection, change_id, at_utc, request_id)
            )
        (row,) = self._database.rows("SELECT * FROM diary_changes WHERE id = ?", (number,))
        return self._change(row, None)

    def restore(self, items: Sequence[DiaryItem], changes: Sequence[DiaryChange]) -> None:
        """Fill an empty diary with items under their own numbers, and with their whole history.

        Raises
        ------
        LibraryError
            When the diary is not empty, or what is given does not fit together.
        """
        with self._database.transaction(durable=True) as connection:
            if not self.empty:
                raise LibraryError("the diary is not empty", file=self._path)
            for item in items:
                insert_item(connection, item.id, kind_of(item), *item_columns(item))
            for change in changes:
                connection.execute(
                    "INSERT INTO diary_changes (id, at_us, action, undone, undoes) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (
                        *(change.id, to_us(change.at_utc), change.action),
                        *(change.undone, change.undoes),
                    ),
                )
                insert_revisions(
                    connection, change.id, [revision_row(each) for each in change.items]
                )

    def forget(self) -> None:
        """Remove the whole diary with all that was made of it, also from the disk.

        Its history, experiments and forecasts go with it.

        Lines of inboxes stay known by their keys, which say nothing: what still stands in a file
        that a phone wrote would come back otherwise.
        """
        self._database.rows("PRAGMA secure_delete = ON")
        with self._database.transaction(durable=True) as connection:
            for table in _FORGOTTEN:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
            connection.execute(
                "DELETE FROM sqlite_sequence WHERE name LIKE 'diary%' OR name LIKE 'experiment%'"
            )
            # Lines of inboxes stay known, so that they do not come back, but not what they say.
            connection.execute("UPDATE inbox_lines SET text = NULL, reason = NULL")
        self._database.rows("VACUUM")
        self._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def _items(
        self, kind: ItemKind, since: datetime | None, until: datetime | None
    ) -> list[DiaryItem]:
        between = {
            "kind": kind,
            "since": to_us(since) if since else -_EVER_US,
            "until": to_us(until) if until else _EVER_US,
        }
        return [item_of(row) for row in self._database.rows(_BETWEEN, between)]

    def _change(self, row: sqlite3.Row, number: int | None) -> DiaryChange:
        revisions = self._database.rows(
            "SELECT * FROM diary_revisions WHERE change_id = ? AND (?2 IS NULL OR item_id = ?2) "
            "ORDER BY item_id",
            (row["id"], number),
        )
        return DiaryChange(
            id=row["id"],
            at_utc=from_us(row["at_us"]),
            action=ChangeAction(row["action"]),
            undone=bool(row["undone"]),
            undoes=row["undoes"],
            items=tuple(
                ItemChange(
                    item_id=each["item_id"],
                    before=item_from_content(each["kind"], each["before"], each["item_id"]),
                    after=item_from_content(each["kind"], each["after"], each["item_id"]),
                )
                for each in revisions
            ),
        )

    def _undo(
        self,
        connection: sqlite3.Connection,
        change_id: int | None,
        at_utc: datetime,
        request_id: str | None,
    ) -> int:
        change = self._change_to_undo(connection, change_id)
        revisions = connection.execute(
            "SELECT * FROM diary_revisions WHERE change_id = ? ORDER BY item_id", (change["id"],)
        ).fetchall()
        for each in revisions:
            if content_of(connection, each["item_id"]) != each["after"]:
                raise LibraryError(
                    f"{each['item_id']} has changed since; undo the later change first "
                    f"(`flarelag diary history {each['item_id']}`)",
                    file=self._path,
                )
            put_back(connection, each)
        mark_undone(connection, change["id"])
        number = insert_change(
            connection, at_utc, ChangeAction.UNDO, undoes=change["id"], request_id=request_id
        )
        turned = [(r["item_id"], r["kind"], r["after"], r["before"]) for r in revisions]
        insert_revisions(connection, number, turned)
        return number

    def _change_to_undo(self, connection: sqlite3.Connection, change_id: int | None) -> sqlite3.Row:
        if change_id is None:
            found = connection.execute(
                "SELECT * FROM diary_changes WHERE NOT undone AND undoes IS NULL "
                "ORDER BY id DESC LIMIT 1"
            ).fetchone()
            why = "there is no change of the diary left to undo"
        else:
            found = connection.execute(
                "SELECT * FROM diary_changes WHERE id = ?", (change_id,)
            ).fetchone()
            why = f"there is no change {change_id}; `flarelag diary history` lists them"
        if found is None:
            raise LibraryError(why, file=self._path)
        if found["undone"]:
            raise LibraryError(f"change {change_id} was undone already", file=self._path)
        return cast("sqlite3.Row", found)


def _unknown(connection: sqlite3.Connection, items: Iterable[DiaryItem]) -> list[DiaryItem]:
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


def _by_request(connection: sqlite3.Connection, request_id: str) -> Written | None:
    """Return what the request with this request_id did; null when there was none."""
    row = connection.execute(
        "SELECT id FROM diary_changes WHERE request_id = ?", (request_id,)
    ).fetchone()
    if row is None:
        return None
    numbers = connection.execute(
        "SELECT item_id FROM diary_revisions WHERE change_id = ? ORDER BY item_id", (row["id"],)
    )
    return Written(row["id"], tuple(each["item_id"] for each in numbers))
