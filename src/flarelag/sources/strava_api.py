"""Strava's API through stravalib: the only module that imports it, and what is odd about it.

stravalib waits inside calls, has no time-outs, renews tokens by itself where two variables are in
the environment, and changes filters of warnings as it is imported: none of that gets out of here.
Answers are returned as the JSON they are, to be read one by one: its models refuse a whole page
where one activity on it is odd. Whatever goes wrong is a `StravaError` of one kind.
"""

from __future__ import annotations

import logging
import time
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flarelag import __version__
from flarelag.model.strava_account import Gear
from flarelag.sources.strava_faults import FaultKind, StravaError
from flarelag.sources.strava_json import STREAMS

_showing = warnings.showwarning
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import requests
    from stravalib import exc
    from stravalib.protocol import ApiV3
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    if warnings.showwarning is not _showing:
        logging.captureWarnings(capture=False)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from requests import PreparedRequest, Response
    from stravalib.protocol import Scope

    from flarelag.config import StravaConfig

_Answer = TypeVar("_Answer")

PER_PAGE: Final = 200
SCOPES: Final[list[Scope]] = ["read", "activity:read_all", "profile:read_all"]
_HOST: Final = f"https://{ApiV3.server}"
_LARGEST: Final = 256 * (1 << 20)
_PART: Final = 1 << 16
_FARTHEST_S: Final = 2**33
_LONGEST_TIMEOUTS: Final = 10
"""An answer may take so many time-outs in all, however steadily it trickles."""


@dataclass(frozen=True, slots=True)
class ApiClient:
    """The person's own API application.

    Parameters
    ----------
    id : int
        Its number.
    secret : str
        Its secret.
    """

    id: int
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Tokens as Strava gives them.

    Parameters
    ----------
    access_token, refresh_token : str
        The one that requests carry, and the one that buys the next pair.
    expires_at : int
        When the first one ends, in seconds since 1970.
    athlete_id : int or None
        Whose account it is, where Strava says.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: int
    athlete_id: int | None = None


class StravaApi:
    """Strava's API, one request a call; none waits or tries again.

    Parameters
    ----------
    config : StravaConfig
        Where it is, and how long an answer may take.
    access_token : str or None
        What requests carry.
    """

    def __init__(self, config: StravaConfig, access_token: str | None = None) -> None:
        self.headers: Mapping[str, str] = {}
        self._config = config
        self._session = _Session(config)
        self._api = _Api(
            access_token=access_token, requests_session=self._session, rate_limiter=self._note
        )

    def close(self) -> None:
        """Close its connections."""
        self._session.close()

    def use(self, access_token: str) -> None:
        """Let requests carry another token from now on."""
        self._api.access_token = access_token

    def page(self, number: int) -> list[object]:
        """Return one page of the list of activities, the newest first; counted from 1.

        It may be short and not the last one: the first empty page is the end.
        """
        entries = self._get("/athlete/activities", page=number, per_page=PER_PAGE)
        if not isinstance(entries, list):
            raise StravaError(FaultKind.NOT_JSON)
        return entries

    def detail(self, strava_id: int) -> dict[str, Any]:
        """Return one activity with all that is known of it."""
        return self._object(f"/activities/{strava_id}", include_all_efforts="false")

    def streams(self, strava_id: int) -> dict[str, Any]:
        """Return an activity's streams by name."""
        path = f"/activities/{strava_id}/streams"
        return self._object(path, keys=",".join(STREAMS), key_by_type="true")

    def gear(self, gear_id: str) -> Gear:
        """Return a pair of shoes or a bike."""
        entry = self._object(f"/gear/{gear_id}")
        texts = {
            name: value if isinstance(value := entry.get(key), str) and value else None
            for name, key in (("name", "name"), ("brand", "brand_name"), ("model", "model_name"))
        }
        distance = entry.get("distance")
        known = isinstance(distance, int | float) and 0 <= distance < float("inf")
        return Gear(
            id=gear_id,
            distance_m=float(distance) if known and distance is not None else None,
            retired=entry.get("retired") is True,
            **texts,
        )

    def address_to_allow(self, client_id: int, redirect: str, state: str) -> str:
        """Return the web address where a person allows access."""
        url = self._api.authorization_url(
            client_id, redirect, approval_prompt="force", scope=SCOPES, state=state
        )
        return url.replace(f"{_HOST}/oauth/authorize", self._config.authorize_url, 1)

    def exchange(self, client: ApiClient, code: str) -> Grant:
        """Return the tokens that a code buys, once."""
        info, athlete = self._told(
            lambda: self._api.exchange_code_for_token(
                client.id, client.secret, code, return_athlete=True
            )
        )
        athlete_id = athlete.get("id") if isinstance(athlete, dict) else None
        return _grant(info, athlete_id if type(athlete_id) is int else None)

    def refresh(self, client: ApiClient, refresh_token: str) -> Grant:
        """Return the next pair of tokens; this object goes on with the one it has."""
        held = self._api.access_token
        try:
            info = self._told(
                lambda: self._api.refresh_access_token(client.id, client.secret, refresh_token)
            )
        finally:
            self._api.access_token = held
        return _grant(info, None)

    def revoke(self, client: ApiClient, token: str) -> None:
        """Give access back; stravalib knows only the way that ends in 2027."""
        response = self._told(
            lambda: self._session.post(
                self._config.revoke_url,
                data={"token": token},
                auth=(str(client.id), client.secret),
            )
        )
        self._told(lambda: self._api._handle_protocol_error(response))  # noqa: SLF001 - its words

    def _object(self, path: str, **params: str) -> dict[str, Any]:
        answer = self._get(path, **params)
        if not isinstance(answer, dict):
            raise StravaError(FaultKind.NOT_JSON)
        return answer

    def _get(self, path: str, **params: Any) -> Any:  # noqa: ANN401 - any JSON
        return self._told(lambda: self._api.get(path, **params))

    def _told(self, ask: Callable[[], _Answer]) -> _Answer:
        """Return an answer; whatever goes wrong becomes a fault."""
        self.headers = {}
        self._session.is_page = False
        try:
            return ask()
        except exc.Fault as error:
            raise _fault(error) from None
        except requests.exceptions.Timeout:
            raise StravaError(FaultKind.TIMEOUT) from None
        except (ValueError, KeyError, TypeError, RecursionError):
            # requests' own JSON errors are ValueErrors, too; tokens may be missing in an answer.
            raise StravaError(FaultKind.NOT_JSON, page=self._session.is_page) from None
        except requests.exceptions.RequestException:
            raise StravaError(FaultKind.NETWORK) from None

    def _note(self, headers: Mapping[str, str], _method: object) -> None:
        self.headers = dict(headers)


class _Api(ApiV3):
    """stravalib's protocol that knows no secret and renews no token by itself."""

    def _check_credentials(self) -> None:
        self.client_id = None
        self.client_secret = None


class _Session(requests.Session):
    """Sends stravalib's requests where the settings say, with time-outs and an end to everything.

    Parameters
    ----------
    config : StravaConfig
        Addresses and time-outs.
    """

    def __init__(self, config: StravaConfig) -> None:
        super().__init__()
        self.is_page = False
        self._timeouts_s = config.connect_timeout_s, config.read_timeout_s
        self._places = {
            f"{_HOST}{ApiV3.api_base}/": config.api_url.rstrip("/") + "/",
            f"{_HOST}/oauth/token": config.token_url,
        }
        self.headers["User-Agent"] = f"flarelag/{__version__}"
        # Else a ~/.netrc would take the place of the token in the header.
        self.auth = _as_it_is

    def send(self, request: PreparedRequest, **options: Any) -> Response:  # noqa: ANN401
        """Send a request and read its answer to the end."""
        for place, instead in self._places.items():
            if request.url is not None and request.url.startswith(place):
                request.url = instead + request.url.removeprefix(place)
                break
        options |= {"timeout": self._timeouts_s, "allow_redirects": False, "stream": True}
        with super().send(request, **options) as response:
            self.is_page = "html" in response.headers.get("Content-Type", "").lower()
            self._read(response)
        return response

    def _read(self, response: Response) -> None:
        try:
            response._content = b"".join(self._parts(response))  # noqa: SLF001 - as `content` does
        except ReadTimeoutError as error:
            raise requests.exceptions.ReadTimeout(error) from error
        except HTTPError as error:
            raise requests.exceptions.ConnectionError(error) from error

    def _parts(self, response: Response) -> Iterator[bytes]:
        """Yield an answer as it comes: `iter_content` would wait until a part is full."""
        ends_s = time.monotonic() + _LONGEST_TIMEOUTS * self._timeouts_s[1]
        size = 0
        while part := response.raw.read1(_PART, decode_content=True):
            yield part
            size += len(part)
            if size > _LARGEST:
                raise requests.exceptions.ContentDecodingError("larger than any activity")
            if time.monotonic() > ends_s:
                raise requests.exceptions.ReadTimeout("it trickles")


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request


def _grant(info: Mapping[str, Any], athlete_id: int | None) -> Grant:
    texts = info.get("access_token"), info.get("refresh_token")
    expires_at = info.get("expires_at")
    sound = isinstance(expires_at, int) and 0 < expires_at < _FARTHEST_S
    if not sound or not all(isinstance(each, str) and each for each in texts):
        raise StravaError(FaultKind.NOT_JSON)
    return Grant(
        access_token=str(texts[0]),
        refresh_token=str(texts[1]),
        expires_at=int(expires_at or 0),
        athlete_id=athlete_id,
    )


def _fault(error: exc.Fault) -> StravaError:
    """Return what stravalib says of an answer as one of our kinds."""
    response = error.response
    status = response.status_code if response is not None else None
    if isinstance(error, exc.ApplicationInactive):
        kind = FaultKind.INACTIVE
    elif isinstance(error, exc.AccessUnauthorized):
        kind = FaultKind.MISSING_SCOPE if _scope_missing(response) else FaultKind.UNAUTHORIZED
    else:
        kinds = {403: FaultKind.FORBIDDEN, 404: FaultKind.NOT_FOUND, 429: FaultKind.LIMIT}
        other = FaultKind.SERVER if status is None or status >= 500 else FaultKind.REFUSED  # noqa: PLR2004
        kind = kinds.get(status or 0, other)
    return StravaError(kind, status=status)


def _scope_missing(response: Response | None) -> bool:
    """Return whether a 401 is about a permission, not about the token."""
    try:
        content = response.json() if response is not None else None
    except ValueError:
        return False
    errors = content.get("errors") if isinstance(content, dict) else None
    listed = errors if isinstance(errors, list) else [errors]
    return any(isinstance(each, dict) and each.get("code") == "missing" for each in listed)
