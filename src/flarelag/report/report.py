"""Everything that a page shows, already computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import polars as pl

    from flarelag.effects.result import EffectResult
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity
    from flarelag.report.sessions import UsualDose


@dataclass(frozen=True, slots=True, eq=False)
class SessionTrace:
    """One session with its speed.

    Parameters
    ----------
    session : StoredActivity
        The session, classified.
    trace : polars.DataFrame
        `t_s` (seconds from its start) and `speed_m_s` (smoothed; null in a gap).
    """

    session: StoredActivity
    trace: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """What the page shows. The page computes no statistics of its own.

    Parameters
    ----------
    result : EffectResult
        The answer to the question.
    activities : tuple of StoredActivity
        All activities, of any sport.
    entries : tuple of DiaryEntry
        All diary entries.
    usual_dose : UsualDose
        What makes a session a hard one.
    latest_hard : SessionTrace or None
        The latest hard session whose speed is known.
    left_out : tuple of str
        What the analysis could not use and why, one phrase each: `3 entries that ...`.
    generated_at : datetime
        When the page was made. Aware.
    versions : Mapping of str to str
        What made it: program and rules, with their versions.
    """

    result: EffectResult
    activities: tuple[StoredActivity, ...]
    entries: tuple[DiaryEntry, ...]
    usual_dose: UsualDose
    latest_hard: SessionTrace | None
    generated_at: datetime
    left_out: tuple[str, ...] = field(default=())
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def used_entries(self) -> tuple[DiaryEntry, ...]:
        """The entries that speak of an instant and were written down within a day of it."""
        return tuple(e for e in self.entries if e.time_end_utc is None and not e.recalled)
