"""Judging one activity: what each worker does when the library is classified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.classify.activity import classify_activity
from flarelag.model.parsed import ParsedActivity
from flarelag.store.records import unpack_records

if TYPE_CHECKING:
    from flarelag.model.activity import Activity
    from flarelag.model.classification import Classification
    from flarelag.model.load import ForceLine


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassifyUnit:
    """One activity to classify, self-contained for a worker.

    Parameters
    ----------
    id : int
        The library's number.
    activity : Activity
        The session.
    packed_records : bytes or None
        Its records as the library keeps them.
    best_100m_m_s : float or None
        The person's best 100 m at its date.
    force_line : ForceLine
        Whose line of force over speed the load index uses.
    """

    id: int
    activity: Activity
    packed_records: bytes | None
    best_100m_m_s: float | None
    force_line: ForceLine


def classify_unit(unit: ClassifyUnit) -> Classification:
    """Classify one activity."""
    parsed = ParsedActivity(unit.activity, unpack_records(unit.packed_records))
    return classify_activity(parsed, best_100m_m_s=unit.best_100m_m_s, force_line=unit.force_line)
