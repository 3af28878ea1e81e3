"""Changes of the diary: each is kept, and each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from flarelag.model.diary import DiaryEntry
from flarelag.model.factors import Factor
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import WarningAnswer

if TYPE_CHECKING:
    from datetime import datetime

DiaryItem: TypeAlias = DiaryEntry | Factor | RememberedFlare | ShoeSettings | WarningAnswer
"""What a diary holds; all share one row of numbers."""


class ItemKind(StrEnum):
    """The kinds of what a diary holds."""

    ENTRY = "entry"
    FACTOR = "factor"
    FLARE = "flare"
    SHOES = "shoes"
    WARNING = "warning"


_KINDS: dict[type[DiaryItem], ItemKind] = {
    DiaryEntry: ItemKind.ENTRY,
    Factor: ItemKind.FACTOR,
    RememberedFlare: ItemKind.FLARE,
    ShoeSettings: ItemKind.SHOES,
    WarningAnswer: ItemKind.WARNING,
}


def kind_of(item: DiaryItem) -> ItemKind:
    """Return which kind an item is."""
    return _KINDS[type(item)]


class ChangeAction(StrEnum):
    """What a change did."""

    ADD = "add"
    IMPORT = "import"
    EDIT = "edit"
    DELETE = "delete"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What a change did to one item.

    Parameters
    ----------
    item_id : int
        The library's number for it.
    before, after : DiaryItem or None
        What it said; null where it was not there.
    """

    item_id: int
    before: DiaryItem | None
    after: DiaryItem | None

    @property
    def present(self) -> DiaryItem:
        """What it said after the change, or before where it is not there any more."""
        there = self.after or self.before
        assert there is not None  # noqa: S101 - a change is of something
        return there


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryChange:
    """One change of the diary, which was written whole or not at all.

    Parameters
    ----------
    id : int
        The library's number for it, in the order of time.
    at_utc : datetime
        When it was made.
    action : ChangeAction
        What it did.
    undone : bool
        Whether it has been taken back.
    undoes : int or None
        The change that this one took back.
    items : tuple of ItemChange
        What it did to each item.
    """

    id: int
    at_utc: datetime
    action: ChangeAction
    undone: bool
    undoes: int | None
    items: tuple[ItemChange, ...]
