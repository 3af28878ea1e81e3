"""Removing what came through Strava's API once its time is over, as the API's terms ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.config import read_config

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.config import StravaConfig
    from flarelag.store.library import Library

_KEEP: Final = "strava_keep"


def strava_config(library: Library) -> StravaConfig:
    """Return the section `[strava]` of the library's settings."""
    return read_config(library.paths.config).strava


def keeps(library: Library) -> bool:
    """Return whether the person keeps what came through the API: said last, else in the file."""
    said = library.setting(_KEEP)
    return strava_config(library).keep if said is None else bool(said)


def set_keeps(library: Library, *, keep: bool) -> None:
    """Remember whether the person keeps it."""
    library.set_setting(_KEEP, int(keep))


def purge_due(library: Library, now: datetime) -> int:
    """Forget streams and raw JSON whose time is over; return of how many activities.

    Their files are left for a sweep. Efforts and doses that were worked out from them stay, and can
    be judged no more.

    Parameters
    ----------
    library : Library
        No import may be running (`Library.exclusive`).
    now : datetime
        Aware.
    """
    if keeps(library):
        return 0
    days = strava_config(library).purge_after_days
    return library.strava.purge(now - timedelta(days=days), now)
