"""The time zone an activity took place in, and its offset at an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from flarelag.errors import InputError
from flarelag.sources.places import are_places

if TYPE_CHECKING:
    from datetime import datetime

    import dataframely as dy

    from flarelag.model.frames import Records


def zone_of(records: dy.DataFrame[Records]) -> str | None:
    """Return the IANA name of the zone of the first valid position, null where there is none.

    Parameters
    ----------
    records : DataFrame[Records]
        Samples of one activity.
    """
    latitude, longitude = records["lat_deg"].to_numpy(), records["lon_deg"].to_numpy()
    located = np.flatnonzero(are_places(latitude, longitude))
    if not located.size:
        return None
    from tzfpy import get_tz  # noqa: PLC0415 - loads 5 MB of outlines, only when needed

    first = located[0]
    return get_tz(float(longitude[first]), float(latitude[first])) or None


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
