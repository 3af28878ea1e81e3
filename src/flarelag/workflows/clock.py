"""The zone that this computer's clock shows."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from flarelag.errors import DiaryError
from flarelag.model.moments import zone_named

LOCALTIME = Path("/etc/localtime")


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
