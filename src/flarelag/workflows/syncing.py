"""Syncing a Strava account: every step is stored as it is taken, and none is taken twice.

A sync is a round: the list, page by page until an empty one; what the list no longer has; details
and streams of what is new or changed; gear. It may end anywhere (limits, faults, a power cut) and
goes on from there the next time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flarelag.errors import SyncError
from flarelag.sources.strava_api import StravaApi
from flarelag.sources.strava_faults import StravaError
from flarelag.workflows.executors import available_cpus
from flarelag.workflows.maintenance import swept
from flarelag.workflows.purging import purge_due, strava_config
from flarelag.workflows.strava_requests import Courier, explained
from flarelag.workflows.sync_run import SyncOutcome, SyncProgress, SyncRun

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flarelag.model.strava_account import SyncPlace
    from flarelag.store.library import Library
    from flarelag.store.tokens import TokenStore


def sync_strava(
    library: Library,
    store: TokenStore,
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None] = time.sleep,
    whole: bool = False,
    jobs: int | None = None,
    on_progress: Callable[[SyncProgress], None] | None = None,
) -> SyncOutcome:
    """Bring the library up to date with the account, as far as Strava's limits let it.

    Parameters
    ----------
    library : Library
        Where to. Its settings say where Strava is.
    store : TokenStore
        The account's tokens.
    clock : callable
        Returns the time. Aware.
    sleep : callable
        Waits so many seconds before a request is tried again; never for a limit.
    whole : bool
        Ask for the details of every activity again.
    jobs : int or None
        Worker processes; null for one for each CPU.
    on_progress : callable or None
        Called as activities are through.

    Raises
    ------
    SyncError
        No account is connected, or Strava does not play along; what was done is kept.
    LibraryBusyError
        When an import is running.
    """
    tokens = store.load()
    if tokens is None:
        raise SyncError("no Strava account is connected: flarelag sync strava connect")
    with library.exclusive():
        if n_purged := purge_due(library, clock()):
            swept(library)
        api = StravaApi(strava_config(library), tokens.access_token)
        courier = Courier(api, library.strava, store, tokens, clock, sleep)
        run = SyncRun(library, courier, _place(library, clock(), whole=whole), on_progress)
        stopped = run.go(jobs if jobs is not None else available_cpus())
        api.close()
    if isinstance(stopped, StravaError):
        raise explained(stopped)
    return run.outcome(stopped, n_purged)


def _place(library: Library, now: datetime, *, whole: bool) -> SyncPlace:
    """Return the round that is under way, or begin another."""
    place = library.strava.place()
    if place.under_way and (place.whole or not whole):
        return place
    return library.strava.begin(now, whole=whole)
