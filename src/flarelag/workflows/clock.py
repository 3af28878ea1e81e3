"""The zone that this computer's clock shows, and the one a person calls home."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flarelag.errors import DiaryError
from flarelag.model.moments import zone_named

if TYPE_CHECKING:
    from flarelag.store.library import Library

LOCALTIME = Path("/etc/localtime")
HOME_ZONE = "home_zone"
"""The setting that holds the zone of activities that say nothing of their own."""


def home_zone(library: Library, named: str | None) -> str:
    """Return the zone of activities that say nothing of their own.

    Parameters
    ----------
    library : Library
        It remembers the zone that was named last.
    named : str or None
        What the person says now; null: what she said before, else this computer's zone.

    Raises
    ------
    DiaryError
        When there is no such zone.
    """
    if named is not None:
        zone_named(named)
        library.set_setting(HOME_ZONE, named)
        return named
    remembered = library.setting(HOME_ZONE)
    return system_zone() if remembered is None else str(remembered)


def system_zone() -> str:
    """Return this computer's zone: an IANA name, else today's offset such as `+01:00`.

    The variable TZ decides, then where /etc/localtime points to.
    """
    candidates = (os.environ.get("TZ", "").lstrip(":"), _zone_of_link(LOCALTIME))
    for name in candidates:
        if name and _is_zone(name):
            return name
    offset = datetime.now(UTC).astimezone().strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"


def _zone_of_link(path: Path) -> str:
    """Return `Europe/Zurich` for a link to `/usr/share/zoneinfo/Europe/Zurich`."""
    return str(path.resolve()).partition("/zoneinfo/")[2]


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except DiaryError:
        return False
    return True
