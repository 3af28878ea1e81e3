"""Connecting a Strava account, and letting go of it."""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.errors import LibraryError, SyncError
from flarelag.sources.strava_api import ApiClient, StravaApi
from flarelag.sources.strava_faults import FaultKind, StravaError
from flarelag.store.tokens import Tokens, TokenStore
from flarelag.workflows.maintenance import swept
from flarelag.workflows.purging import strava_config
from flarelag.workflows.strava_requests import explained

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.sources.loopback import Redirect
    from flarelag.store.library import Library

NOTICE: Final = """\
Before you connect:
- Strava's API terms restrict what a program may do with data from its API: it may keep them for
  7 days, show them to nobody but you, and use them for no analysis Strava does not allow and for
  no AI. flarelag therefore marks what came that way, and removes its recordings after {days} days
  (efforts and doses worked out from them stay). --keep switches that off; that is your decision.
- Your own bulk export (Strava > Settings > My Account > Download or Delete Your Account > Request
  Your Archive) is not bound by these terms, holds the original files, and needs no API:
  flarelag import export.zip
- You use your own API application (strava.com/settings/api, callback domain 127.0.0.1). Since
  June 2026 the account that owns it needs an active Strava subscription.
- Nothing is sent anywhere but to Strava. `flarelag sync strava disconnect` takes access back."""
_READS: Final = frozenset({"activity:read", "activity:read_all"})
_COSTS: Final = {
    "activity:read_all": "activities that only you can see will be missing",
    "profile:read_all": "how far your shoes and bikes have gone will not be known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """What came of connecting.

    Parameters
    ----------
    kept_in : str
        Where the tokens are, in words.
    missing : tuple of str
        What each permission that was not given costs, in words.
    scopes_known : bool
        Whether Strava said which were given.
    """

    kept_in: str
    missing: tuple[str, ...]
    scopes_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected:
    """What came of letting go.

    Parameters
    ----------
    revoked : bool
        Whether Strava was told.
    n_removed : int
        Recordings that were removed from the library.
    """

    revoked: bool
    n_removed: int


def missing_scopes(scopes: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return what the permissions that were not given cost, in words.

    Parameters
    ----------
    scopes : tuple of str or None
        Those that were; null where that is not known: then nothing is said.

    Raises
    ------
    SyncError
        Without any to read activities there is nothing to sync.
    """
    if scopes is None:
        return ()
    if not _READS & set(scopes):
        raise SyncError(
            "Strava was told not to show your activities, so there is nothing to sync; nothing "
            "was stored. Connect again and leave the boxes for activities ticked: "
            "flarelag sync strava connect"
        )
    return tuple(cost for scope, cost in _COSTS.items() if scope not in scopes)


def connect(
    library: Library, client: ApiClient, receive: Callable[[Callable[[str, str], str]], Redirect]
) -> Connected:
    """Let the person allow access, and keep the tokens.

    Parameters
    ----------
    library : Library
        It remembers whose account it is.
    client : ApiClient
        The person's own API application.
    receive : callable
        Given what makes a web address of a redirect's address and a state, sends the person there
        and returns what comes back.

    Raises
    ------
    SyncError
        No access was given, too little of it, or to another account than before.
    """
    with closing(StravaApi(strava_config(library))) as api:
        redirect = receive(lambda address, state: api.address_to_allow(client.id, address, state))
        missing = missing_scopes(redirect.scopes)
        try:
            grant = api.exchange(client, redirect.code)
        except StravaError as fault:
            raise _not_connected(fault) from None
    known = library.strava.place().athlete_id
    if None not in {known, grant.athlete_id} and known != grant.athlete_id:
        raise SyncError(
            "this library is synced with another Strava account. Disconnect that one first "
            "(flarelag sync strava disconnect --delete-data), or use another library (--library)."
        )
    tokens = Tokens(
        client_id=client.id,
        client_secret=client.secret,
        access_token=grant.access_token,
        refresh_token=grant.refresh_token,
        expires_at=grant.expires_at,
        scopes=redirect.scopes,
        athlete_id=grant.athlete_id,
    )
    kept_in = TokenStore(library.paths.root).save(tokens)
    library.strava.set_athlete(grant.athlete_id)
    return Connected(kept_in=kept_in, missing=missing, scopes_known=redirect.scopes is not None)


def new_state() -> str:
    """Return a text that nobody can guess."""
    return secrets.token_urlsafe(32)


def disconnect(library: Library, *, delete_data: bool, offline: bool = False) -> Disconnected:
    """Give access back, forget the tokens and, if asked, all that came through the API.

    Parameters
    ----------
    library : Library
        Where from.
    delete_data : bool
        Remove all recordings that came through the API.
    offline : bool
        Tell Strava nothing.

    Raises
    ------
    SyncError
        Strava could not be told; nothing was forgotten.
    LibraryBusyError
        When an import is running.
    """
    store = TokenStore(library.paths.root)
    with library.exclusive():
        revoked = not offline and _revoked(library, store)
        store.delete()
        n_removed = library.strava.forget(recordings=delete_data)
        if delete_data:
            swept(library)
    return Disconnected(revoked=revoked, n_removed=n_removed)


def _revoked(library: Library, store: TokenStore) -> bool:
    """Tell Strava; return whether it has taken access back (or had done so before)."""
    try:
        tokens = store.load()
    except LibraryError:
        return False  # not to be trusted: they are only deleted
    if tokens is None:
        return False
    client = ApiClient(tokens.client_id, tokens.client_secret)
    with closing(StravaApi(strava_config(library))) as api:
        try:
            api.revoke(client, tokens.refresh_token)
        except StravaError as fault:
            if fault.kind in {FaultKind.UNAUTHORIZED, FaultKind.REFUSED, FaultKind.NOT_FOUND}:
                return False
            why = explained(fault).reason.partition(".")[0]
            raise SyncError(
                f"{why}, so access could not be given back and nothing was deleted. Try again, or "
                "delete it here alone (flarelag sync strava disconnect --offline) and remove "
                "flarelag's application at strava.com/settings/apps"
            ) from None
    return True


def _not_connected(fault: StravaError) -> SyncError:
    """Return why a code could not be exchanged, in one sentence."""
    if fault.kind in {FaultKind.REFUSED, FaultKind.UNAUTHORIZED, FaultKind.NOT_FOUND}:
        return SyncError(
            "Strava did not accept this: the client id or secret is wrong, or the code was used "
            "before or is too old. Look them up at strava.com/settings/api and connect again."
        )
    reason = explained(fault).reason.replace(
        "What was done is kept; run", "Nothing was stored; run"
    )
    return SyncError(reason.replace("What was done is kept. ", ""))
