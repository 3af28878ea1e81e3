"""How a Strava account stands, from what is stored here: stravalib is not loaded for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.store.tokens import TokenStore
from flarelag.workflows.purging import keeps

if TYPE_CHECKING:
    from flarelag.model.strava_account import Gear, SyncPlace
    from flarelag.store.library import Library
    from flarelag.store.strava.counts import AccountCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatus:
    """How the account stands.

    Parameters
    ----------
    athlete_id : int or None
        Whose account it is.
    connected : bool
        Whether there are tokens.
    scopes : tuple of str or None
        The permissions that were given; null where that is not known.
    keep : bool
        Whether what came through the API is kept for longer than its terms allow.
    place : SyncPlace
        Where the sync stands.
    counts : AccountCounts
        What the account has, and the library of it.
    gear : tuple of Gear
        Shoes and bikes, the most used first.
    """

    athlete_id: int | None
    connected: bool
    scopes: tuple[str, ...] | None
    keep: bool
    place: SyncPlace
    counts: AccountCounts
    gear: tuple[Gear, ...]


def account_status(library: Library) -> AccountStatus:
    """Return how the account stands; nothing is asked of Strava."""
    tokens = TokenStore(library.paths.root).load()
    place = library.strava.place()
    return AccountStatus(
        athlete_id=place.athlete_id,
        connected=tokens is not None,
        scopes=None if tokens is None else tokens.scopes,
        keep=keeps(library),
        place=place,
        counts=library.strava.counts(),
        gear=tuple(library.strava.gear()),
    )
