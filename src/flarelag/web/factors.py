"""What else went on: factors as chips, several in one form, and correcting one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError
from flarelag.model.factor_sayings import FactorWords, understand_factor
from flarelag.model.factor_words import name_in_words
from flarelag.model.factors import FactorKind, FactorSource, Scale
from flarelag.workflows.diary_page import save_together, trusted_zone
from flarelag.workflows.logging_factors import factor_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flarelag.model.factors import FactorName
    from flarelag.store.library import Library
    from flarelag.web.forms import Fields

_TITLES: Final = {
    FactorKind.FACTOR: "What may matter",
    FactorKind.MEASURE: "Done about it",
}


@dataclass(frozen=True, slots=True)
class Pick:
    """One chip.

    Parameters
    ----------
    name : str
        What the form sends.
    label : str
        What it says.
    hours : bool
        Whether it needs an amount of hours.
    """

    name: str
    label: str
    hours: bool


def picks(names: Iterable[FactorName]) -> list[tuple[str, list[Pick]]]:
    """Return the chips by kind, each kind with its title."""
    known = tuple(names)
    return [
        (
            title,
            [
                Pick(each.name, name_in_words(each.name), each.scale is not Scale.YES)
                for each in known
                if each.kind is kind
            ],
        )
        for kind, title in _TITLES.items()
    ]


def log_factors(library: Library, fields: Fields, *, now: datetime) -> int | None:
    """Store what a form logs as one change, and return its number.

    Raises
    ------
    DiaryError
        Nothing was picked, or something cannot be right; nothing is stored then.
    """
    known = factor_names(library)
    factors = [understand_factor(each, now=now, known=known) for each in _words(library, fields)]
    if not factors:
        raise DiaryError("nothing is picked yet", field="factor")
    return save_together(library, factors, now=now, request_id=fields.receipt)


def _words(library: Library, fields: Fields) -> list[FactorWords]:
    zone = trusted_zone(library, fields.one("zone"))
    own = fields.one("own").strip()
    kind = FactorKind.MEASURE if fields.has("own_kind", "measure") else FactorKind.FACTOR
    picked = [(name, fields.one(f"amount.{name}"), None) for name in fields.every("factor")]
    said = [*picked, *([(own, fields.one("own_amount"), kind)] if own else [])]
    return [
        FactorWords(
            name=name,
            zone=zone,
            amount=amount.strip() or None,
            at=fields.one("at").strip() or None,
            note=fields.one("note") if len(said) == 1 else None,
            new=new,
            source=FactorSource.PAGE,
        )
        for name, amount, new in said
    ]
