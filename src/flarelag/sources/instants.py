"""Times as XML files write them, to exact microseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_WITH_ZONE = "%+"  # chrono's ISO 8601 / RFC 3339 with a zone
_EARLIEST_US, _LATEST_US = 0, (datetime(9999, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND


def instant(text: str | None) -> tuple[datetime | None, bool]:
    """Return an ISO 8601 instant in UTC, and whether it named its zone.

    Parameters
    ----------
    text : str or None
        `2022-05-29T15:53:35Z`, with an offset, with fractions, or without any zone: then UTC is
        assumed, as the GPX and TCX schemas ask for it.

    Returns
    -------
    tuple of datetime or None, bool
        Null for what is not a time.
    """
    if not text:
        return None, True
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC), False
        return moment.astimezone(UTC), True
    except (ValueError, OverflowError):  # the year 1 or 9999 and an offset beyond it
        return None, True


def instants_us(texts: Sequence[str]) -> tuple[pl.Series, int]:
    """Return microseconds since 1970, null where a text is no time or an earlier one.

    Parameters
    ----------
    texts : sequence of str
        One time each, as in `instant`.

    Returns
    -------
    tuple of Series of Int64, int
        The instants, and how many of them named no zone and were taken as UTC.
    """
    stripped = pl.Series(texts, dtype=pl.String).str.strip_chars()
    instants = stripped.str.to_datetime(_WITH_ZONE, time_unit="us", strict=False).to_physical()
    unzoned = 0
    if instants.null_count():
        rows = instants.is_null().arg_true()
        slow = [instant(text) for text in stripped.gather(rows)]
        unzoned = sum(not zoned for _, zoned in slow)
        values = [None if at is None else (at - EPOCH) // MICROSECOND for at, _ in slow]
        instants = instants.scatter(rows, pl.Series(values, dtype=pl.Int64))
    possible = instants.is_between(_EARLIEST_US, _LATEST_US)
    return instants.set(~possible.fill_null(value=False), None), unzoned


def from_microseconds(microseconds: int) -> datetime:
    """Return the instant this many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=microseconds)
