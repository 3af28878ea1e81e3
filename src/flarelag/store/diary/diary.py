"""The door to the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flarelag.errors import LibraryError
from flarelag.model.diary_history import ChangeAction, ItemKind, kind_of
from flarelag.store.diary.changes import changes, one_change
from flarelag.store.diary.known import unknown
from flarelag.store.diary.reading import factor_names, items_between, last_entry, n_items, one_item
from flarelag.store.diary.undoing import undo_change
from flarelag.store.diary.whole import forget, restore
from flarelag.store.diary.writing import Written, add_items, delete_items, done_before, edit_item
from flarelag.store.encoding import EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from flarelag.model.diary import DiaryEntry
    from flarelag.model.diary_history import DiaryChange, DiaryItem
    from flarelag.model.factors import Factor
    from flarelag.model.remembered import RememberedFlare
    from flarelag.model.shoes import ShoeSettings
    from flarelag.model.warning_answers import WarningAnswer
    from flarelag.store.database import Database


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
        return cast("list[DiaryEntry]", items_between(self._database, ItemKind.ENTRY, since, until))

    def factors(self, since: datetime | None = None, until: datetime | None = None) -> list[Factor]:
        """Return what was logged of factors and measures, `since <= time_utc < until`, by time."""
        return cast("list[Factor]", items_between(self._database, ItemKind.FACTOR, since, until))

    def flares(self) -> list[RememberedFlare]:
        """Return the remembered flare-ups, by their first day."""
        return cast("list[RememberedFlare]", items_between(self._database, ItemKind.FLARE))

    def shoes(self) -> list[ShoeSettings]:
        """Return what was said of shoes."""
        return cast("list[ShoeSettings]", items_between(self._database, ItemKind.SHOES))

    def warning_answers(self) -> list[WarningAnswer]:
        """Return what was said to the warning signs, by time."""
        return cast("list[WarningAnswer]", items_between(self._database, ItemKind.WARNING))

    def last_entry(self, before: datetime, number: int | None = None) -> DiaryEntry | None:
        """Return the entry that speaks of the latest time before an instant; null for none.

        Parameters
        ----------
        before : datetime
            The instant.
        number : int or None
            An entry of that instant: those of the same instant that were stored sooner count too.
        """
        found = last_entry(self._database, before, number or 0)
        return cast("DiaryEntry | None", found)

    def item(self, number: int) -> DiaryItem:
        """Return what has a number.

        Raises
        ------
        LibraryError
            When nothing has it, or what had it was deleted.
        """
        return one_item(self._database, number, self._path)

    def factor_names(self) -> dict[str, tuple[str, str]]:
        """Return every name that was logged, with its kind and scale as last logged."""
        return factor_names(self._database)

    def change(self, number: int) -> DiaryChange | None:
        """Return one change; null for none with this number."""
        return one_change(self._database, number)

    def n_items(self) -> dict[ItemKind, int]:
        """Return how many there are of each kind."""
        return n_items(self._database)

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
        return changes(self._database, number, latest)

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
            if done := done_before(connection, request_id):
                return done
            new = unknown(connection, items) if skip_known else items
            return add_items(connection, new, at_utc, action, request_id)

    def add_entries(self, entries: Sequence[DiaryEntry], *, skip_known: bool = False) -> list[int]:
        """Store pain entries as of the time the latest was entered; return their numbers."""
        latest = max((entry.entered_utc for entry in entries), default=EPOCH)
        return list(self.add(entries, at_utc=latest, skip_known=skip_known).ids)

    def edit(self, item: DiaryItem, *, at_utc: datetime, request_id: str | None = None) -> Written:
        """Put an item in the place of what has its number; what that said is kept.

        Raises
        ------
        LibraryError
            When nothing has the number, something of another kind has it, or the item cannot be
            right.
        """
        number = item.id
        assert number is not None  # noqa: S101 - an item of the library
        with self._database.transaction(durable=True) as connection:
            if done := done_before(connection, request_id):
                return done
            old = self.item(number)
            if kind_of(old) is not kind_of(item):
                raise LibraryError(f"{number} is another kind of thing", file=self._path)
            if old == item:
                return Written(None, (number,))
            return edit_item(connection, number, item, at_utc, request_id)

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
            if done := done_before(connection, request_id):
                return done
            kinds = {number: kind_of(self.item(number)) for number in wanted}
            return delete_items(connection, kinds, at_utc, request_id)

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
            done = done_before(connection, request_id)
            number = (
                done.change_id
                if done
                else undo_change(connection, change_id, at_utc, request_id, self._path)
            )
        stored = None if number is None else self.change(number)
        assert stored is not None  # noqa: S101 - the undo that this request has just made
        return stored

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
            restore(connection, items, changes)

    def forget(self) -> None:
        """Remove the whole diary with all that was made of it, also from the disk.

        Its history, experiments and forecasts go with it.

        Lines of inboxes stay known by their keys, which say nothing: what still stands in a file
        that a phone wrote would come back otherwise.
        """
        forget(self._database)
