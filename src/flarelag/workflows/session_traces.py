"""Sessions with their speed, as the page and pictures draw them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from flarelag.classify.speed import speed_trace
from flarelag.errors import LibraryError
from flarelag.model.parsed import ParsedActivity
from flarelag.report.report import SessionTrace
from flarelag.report.words import counted

if TYPE_CHECKING:
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library


def session_trace(
    library: Library, stored: StoredActivity, *, with_place: bool = False
) -> SessionTrace | None:
    """Return a session with its speed; None where it has none.

    Parameters
    ----------
    library : Library
        Open.
    stored : StoredActivity
        One of its activities.
    with_place : bool
        Say where it started, too.
    """
    records = library.records(stored.id)
    trace = speed_trace(ParsedActivity(stored.activity, records))
    if not trace.t_s.size:
        return None
    told = {"t_s": trace.t_s, "speed_m_s": trace.speed_m_s}
    place = _place(records) if with_place and not stored.activity.virtual else None
    return SessionTrace(stored, pl.DataFrame(told, nan_to_null=True), place)


@dataclass(slots=True)
class TraceReader:
    """Reads sessions for the page, which goes without those whose records are gone or damaged."""

    library: Library
    with_place: bool
    unreadable: set[int] = field(default_factory=set)

    def __call__(self, stored: StoredActivity) -> SessionTrace | None:
        """Return a session with its speed; None where it has none, or none that can be read."""
        try:
            return session_trace(self.library, stored, with_place=self.with_place)
        except LibraryError:
            self.unreadable.add(stored.id)
            return None

    def left_out(self) -> tuple[str, ...]:
        """Return how many there were, as a phrase."""
        what = counted(len(self.unreadable), "activity", "activities")
        why = "whose records are gone or damaged: from pictures only (`flarelag doctor` says more)"
        return (f"{what} {why}",) if self.unreadable else ()


def _place(records: pl.DataFrame) -> str | None:
    """Return where the first position is, to about a kilometre."""
    known = records.select("lat_deg", "lon_deg").drop_nulls().head(1).rows()
    return next((f"{lat:.2f}, {lon:.2f}" for lat, lon in known), None)
