"""The time zone an activity took place in, and its offset at an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from flarelag.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    import dataframely as dy

    from flarelag.model.frames import Records

_NULL_ISLAND_DEG = 0.01
"""Receivers without a fix write 0, 0: a place in the Gulf of Guinea where nobody runs."""


def zone_of(records: dy.DataFrame[Records]) -> str | None:
    """Return the IANA name of the zone of the first valid position, null where there is none.

    Parameters
    ----------
    records : DataFrame[Records]
        Samples of one activity.
    """
    lat_deg, lon_deg = records["lat_deg"].to_numpy(), records["lon_deg"].to_numpy()
    known = np.isfinite(lat_deg) & np.isfinite(lon_deg)
    away = (np.abs(lat_deg) >= _NULL_ISLAND_DEG) | (np.abs(lon_deg) >= _NULL_ISLAND_DEG)
    located = np.flatnonzero(known & away)
    if not located.size:
        return None
    from tzfpy import get_tz  # noqa: PLC0415 - loads 5 MB of outlines, only when needed

    first = located[0]
    return get_tz(float(lon_deg[first]), float(lat_deg[first])) or None


def offset_at(zone: str, instant: datetime) -> int:
    """Return local time minus UTC in seconds.

    Parameters
    ----------
    zone : str
        IANA name.
    instant : datetime
        Aware.

    Raises
    ------
    InputError
        When there is no such zone.
    """
    try:
        local = instant.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"there is no time zone named {zone!r}") from error
    offset = local.utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
