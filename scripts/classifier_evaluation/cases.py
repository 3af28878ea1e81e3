"""Sessions to judge by, with what truly happened in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.model.interval import Interval
    from flarelag.model.parsed import ParsedActivity

DROP_M_S, WITHIN_S, ENTRY_M_S = 1.5, 5.0, 3.6
"""A slowing worth finding: from at least this speed, by so much, within so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueStretch:
    """An effort as it truly was.

    Parameters
    ----------
    interval : Interval
        In the runner's time.
    energy_j_kg : float or None
        Energy shed at its end; null where there was no slowing worth finding, or none is known.
    """

    interval: Interval
    energy_j_kg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One recording and its truth.

    Parameters
    ----------
    name : str
        Kind of session, or the file's name.
    parsed : ParsedActivity
        What the classifier is given.
    truth : tuple of TrueStretch
        Its efforts, in order.
    best_100m_m_s : float or None
        The runner's best 100 m, as far as the classifier may know it.
    own_best_m_s : float or None
        The best 100 m within this session; null where it is not known or nobody sprinted.
    """

    name: str
    parsed: ParsedActivity
    truth: tuple[TrueStretch, ...]
    best_100m_m_s: float | None
    own_best_m_s: float | None = None
