"""What can go wrong with a request to Strava."""

from __future__ import annotations

from enum import StrEnum


class FaultKind(StrEnum):
    """What can go wrong with a request."""

    TIMEOUT = "no answer in time"
    NETWORK = "no connection"
    SERVER = "an error of the server"
    NOT_JSON = "an answer that is no JSON"
    LIMIT = "too many requests"
    UNAUTHORIZED = "access refused"
    MISSING_SCOPE = "a permission is missing"
    INACTIVE = "the application is inactive"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not there"
    REFUSED = "the request was refused"


class StravaError(Exception):
    """A request that failed.

    Parameters
    ----------
    kind : FaultKind
        How.
    status : int or None
        The answer's HTTP status; null where there was none.
    page : bool
        The answer was a web page.
    """

    def __init__(self, kind: FaultKind, *, status: int | None = None, page: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status
        self.page = page
