"""A frame's rows as a chart takes them.

Times of day are drawn as the clock on the wall showed them, whatever zone the reader is in: wall
time is handed to Vega as if it were UTC, and drawn on a UTC scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flarelag.report.local_time import moment_words

if TYPE_CHECKING:
    import polars as pl

ALONG_TIME: Final[dict[str, Any]] = {
    "grid": False,
    "labelOverlap": True,
    "labelSeparation": 8,
    "labelBound": 12,
    "tickCount": 6,
    "tickMinStep": 24 * 3600 * 1000,  # ms
}
"""An axis of days whose labels stay apart, and within the chart, on a phone, too."""


def rounded(frame: pl.DataFrame, digits: int = 2) -> list[dict[str, Any]]:
    """Return a frame's rows with numbers no longer than a chart can show."""
    return [
        {
            name: round(value, digits) if isinstance(value, float) else value
            for name, value in row.items()
        }
        for row in frame.iter_rows(named=True)
    ]


def timed(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows with wall time as Vega reads it, and in words."""
    return [
        row | {"time": f"{row['time']:%Y-%m-%dT%H:%M}Z", "moment": moment_words(row["time"])}
        for row in rounded(frame)
    ]
