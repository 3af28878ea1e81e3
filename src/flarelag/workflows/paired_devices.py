"""The phones that may use the diary page in a local network, as the library remembers them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flarelag.store.library import Library

PAIRED_FOR: Final = timedelta(days=400)
_DEVICES: Final = "paired_devices"


def add_device(library: Library, secret_sha256: str, *, now: datetime) -> None:
    """Remember a phone; those whose time is over are forgotten.

    Parameters
    ----------
    library : Library
        Open.
    secret_sha256 : str
        Of the secret that the phone keeps. The secret itself is kept nowhere else.
    now : datetime
        Aware.
    """
    kept = {sha256: at for sha256, at in _devices(library).items() if now - at <= PAIRED_FOR}
    kept[secret_sha256] = now
    written = {sha256: at.isoformat() for sha256, at in kept.items()}
    library.set_setting(_DEVICES, json.dumps(written))


def is_paired(library: Library, secret_sha256: str, *, now: datetime) -> bool:
    """Return whether a phone with this secret was paired, less than 400 days ago."""
    at = _devices(library).get(secret_sha256)
    return at is not None and now - at <= PAIRED_FOR


def forget_devices(library: Library) -> int:
    """Forget every phone, so that each has to pair again; return how many there were."""
    n_devices = len(_devices(library))
    library.set_setting(_DEVICES, None)
    return n_devices


def _devices(library: Library) -> dict[str, datetime]:
    kept = library.setting(_DEVICES)
    return {
        sha256: datetime.fromisoformat(at) for sha256, at in json.loads(str(kept or "{}")).items()
    }
