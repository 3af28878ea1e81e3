"""Keeping factors and measures: the names of what is logged, saving and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.model.factors import KNOWN_NAMES, Factor, FactorKind, FactorName, Scale

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.store.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFactor:
    """Something logged that the disk has.

    Parameters
    ----------
    factor : Factor
        With the library's number.
    change_id : int or None
        The change of the diary that this was; null: nothing was new in it.
    """

    factor: Factor
    change_id: int | None


def factor_names(library: Library) -> dict[str, FactorName]:
    """Return all that can be logged by name: everybody's list, then the person's own words."""
    own = {
        name: FactorName(name=name, kind=FactorKind(kind), scale=Scale(scale))
        for name, (kind, scale) in library.diary.factor_names().items()
        if name not in KNOWN_NAMES
    }
    return {**KNOWN_NAMES, **own}


def save_factor(library: Library, factor: Factor, *, request_id: str | None = None) -> SavedFactor:
    """Store something logged, and wait until the disk has it.

    Parameters
    ----------
    library : Library
        Open; an import may be running.
    factor : Factor
        As `understand_factor` returns it.
    request_id : str or None
        Names the request: asked for the same one again, what was stored then is returned.
    """
    written = library.diary.add([factor], at_utc=factor.entered_utc, request_id=request_id)
    return _saved(library, written.ids[0], written.change_id)


def edit_factor(
    library: Library, factor: Factor, *, now: datetime, request_id: str | None = None
) -> SavedFactor:
    """Put something logged in the place of what has its number; what that said is kept.

    Raises
    ------
    LibraryError
        Nothing has this number, or something of another kind has it.
    """
    written = library.diary.edit(factor, at_utc=now, request_id=request_id)
    return _saved(library, written.ids[0], written.change_id)


def _saved(library: Library, number: int, change_id: int | None) -> SavedFactor:
    factor = library.diary.item(number)
    assert isinstance(factor, Factor)  # noqa: S101 - it was one when it was written
    return SavedFactor(factor=factor, change_id=change_id)
