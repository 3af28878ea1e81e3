"""A diary in flarelag's own CSV columns."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.diary import DiaryEntry

COLUMNS = (
    *("id", "time", "time_end", "entered", "zone", "score"),
    *("sites", "quality", "flare", "woke", "note"),
)


def diary_csv(entries: Sequence[DiaryEntry]) -> bytes:
    """Return the entries as CSV, times as ISO 8601 with their local offset.

    Parameters
    ----------
    entries : sequence of DiaryEntry
        In the order in which they are to stand.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, entry in enumerate(entries, 1):
        writer.writerow([number, *_cells(entry)])
    return text.getvalue().encode()


def _cells(entry: DiaryEntry) -> list[str]:
    def local(moment: datetime | None) -> str:
        return moment.astimezone(ZoneInfo(entry.zone)).isoformat() if moment else ""

    return [
        local(entry.time_utc),
        local(entry.time_end_utc),
        local(entry.entered_utc),
        entry.zone,
        str(entry.score),
        "|".join(str(site) for site in entry.sites),
        "|".join(entry.qualities),
        "yes" if entry.flare else "",
        "yes" if entry.woke else "",
        entry.note or "",
    ]
