"""Asking Strava: within its limits, with tokens that are fresh, again where that may help."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from flarelag.errors import SyncError
from flarelag.sources.strava_api import ApiClient
from flarelag.sources.strava_faults import FaultKind, StravaError
from flarelag.sources.strava_limits import Rates, counted_in, observed, opens_at, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.sources.strava_api import StravaApi
    from flarelag.store.strava.tables import StravaTables
    from flarelag.store.tokens import Tokens, TokenStore

_Answer = TypeVar("_Answer")
_PASSING: Final = frozenset(
    {FaultKind.TIMEOUT, FaultKind.NETWORK, FaultKind.SERVER, FaultKind.NOT_JSON}
)
_DELAYS_S: Final = (1.0, 4.0, 15.0)
_EARLY: Final = timedelta(minutes=5)
"""A token that ends so soon is renewed before it is used."""
_KEPT: Final = "What was done is kept; run the same command again later."


class LimitReached(Exception):  # noqa: N818 - no error: the sync goes on later
    """Strava answers no more requests for now.

    Parameters
    ----------
    until : datetime
        When it does again.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def retry_delay_s(kind: FaultKind, n_tried: int) -> float | None:
    """Return how long to wait before a request is tried again; null where it is not.

    Parameters
    ----------
    kind : FaultKind
        How it failed.
    n_tried : int
        How often it has.
    """
    if kind not in _PASSING or n_tried > len(_DELAYS_S):
        return None
    return _DELAYS_S[n_tried - 1]


def explained(fault: StravaError) -> SyncError:
    """Return what went wrong in one sentence, and what to do."""
    connect = "Connect again: flarelag sync strava connect"
    reasons = {
        FaultKind.TIMEOUT: f"Strava does not answer in time. {_KEPT}",
        FaultKind.NETWORK: f"Strava cannot be reached, or breaks off. {_KEPT}",
        FaultKind.SERVER: f"Strava answers with an error of its own ({fault.status}). {_KEPT}",
        FaultKind.NOT_JSON: f"Strava sends what cannot be read. {_KEPT}",
        FaultKind.UNAUTHORIZED: "Strava does not accept flarelag's access any more: it was taken "
        f"back, or has ended. What was done is kept. {connect}",
        FaultKind.MISSING_SCOPE: "a permission is missing at Strava. What was done is kept. "
        f"{connect} (and leave every box ticked)",
        FaultKind.INACTIVE: "Strava has made your API application inactive: the account that owns "
        "it needs an active subscription, and must then reactivate it at "
        "strava.com/settings/api. What was done is kept. Your own export from Strava needs "
        "neither: flarelag import export.zip",
    }
    if fault.page:
        return SyncError(f"Strava sends a web page in place of data: maintenance, perhaps. {_KEPT}")
    other = f"Strava refused a request ({fault.status or fault.kind}). {_KEPT}"
    return SyncError(reasons.get(fault.kind, other))


@dataclass(slots=True)
class Courier:
    """Takes requests to Strava and brings the answers.

    Parameters
    ----------
    api : StravaApi
        What it asks.
    tables : StravaTables
        Where it notes what it has used up, before each request: however the program ends, no
        request goes uncounted.
    store : TokenStore
        Where renewed tokens are kept, before they are used.
    tokens : Tokens
        The ones it has.
    clock : callable
        Returns the time. Aware.
    sleep : callable
        Waits so many seconds, between two tries.
    """

    api: StravaApi
    tables: StravaTables
    store: TokenStore
    tokens: Tokens
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    rates: Rates = field(init=False)
    n_requests: int = field(init=False, default=0)
    renewed: str | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        self.rates = Rates.from_json(self.tables.rates())

    def ask(self, request: Callable[[StravaApi], _Answer]) -> _Answer:
        """Send a request and return its answer.

        Raises
        ------
        LimitReached
            It may not be sent now.
        StravaError
            It failed, and trying again did not help or cannot.
        SyncError
            Access has ended.
        """
        n_tried, renewed = 0, False
        while True:
            self._wait_for_no_window()
            self._renew_in_time()
            try:
                return self._send(request)
            except StravaError as fault:
                if fault.kind is FaultKind.LIMIT:
                    self._pause()
                if fault.kind is FaultKind.UNAUTHORIZED and not renewed:
                    self.renew()
                    renewed = True
                    continue
                n_tried += 1
                delay_s = retry_delay_s(fault.kind, n_tried)
                if delay_s is None:
                    raise
            self.sleep(delay_s)

    def renew(self) -> None:
        """Buy the next pair of tokens and keep it before it is used.

        Raises
        ------
        StravaError
            That failed, and trying again did not help.
        """
        client = ApiClient(self.tokens.client_id, self.tokens.client_secret)
        n_tried = 0
        while True:
            try:
                grant = self.api.refresh(client, self.tokens.refresh_token)
                break
            except StravaError as fault:
                if fault.kind in {FaultKind.REFUSED, FaultKind.UNAUTHORIZED, FaultKind.NOT_FOUND}:
                    raise StravaError(FaultKind.UNAUTHORIZED, status=fault.status) from None
                n_tried += 1
                delay_s = retry_delay_s(fault.kind, n_tried)
                if delay_s is None:
                    raise
            self.sleep(delay_s)
        self.tokens = replace(
            self.tokens,
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            expires_at=grant.expires_at,
        )
        self.store.save(self.tokens)
        self.api.use(self.tokens.access_token)

    def keep_rates(self) -> None:
        """Store the limits as the last answer had them."""
        self.tables.set_rates(self.rates.to_json())

    def _send(self, request: Callable[[StravaApi], _Answer]) -> _Answer:
        self.rates = counted_in(self.rates, self.clock())
        self.keep_rates()
        self.n_requests += 1
        try:
            return request(self.api)
        finally:
            self.rates = observed(self.rates, self.api.headers, self.clock())

    def _wait_for_no_window(self) -> None:
        opens = opens_at(self.rates, self.clock())
        if opens is not None:
            raise LimitReached(opens)

    def _pause(self) -> None:
        """End after an answer of 429."""
        now = self.clock()
        self.rates = refused(self.rates, now)
        raise LimitReached(opens_at(self.rates, now) or now) from None

    def _renew_in_time(self) -> None:
        """Renew a token about to end; one just renewed is trusted, whatever our clock says."""
        ends = datetime.fromtimestamp(self.tokens.expires_at, UTC)
        if self.clock() >= ends - _EARLY and self.tokens.access_token != self.renewed:
            self.renew()
            self.renewed = self.tokens.access_token
