"""Who may ask the page for what: decided before anything of a request is acted on.

A page on this computer is reached by every web site that the same browser shows. A hostile one can
point a name of its own at this address (DNS rebinding) or send a form here (CSRF). So the Host
must be an address that the page was started on, and whatever changes the diary must say that the
page itself sent it.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM: Final = "application/x-www-form-urlencoded"
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not `no-referrer`: with it browsers send `Origin: null` with every form.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_READING: Final = frozenset({"GET", "HEAD"})
_ALLOWED: Final = "GET, HEAD, POST"
_OURS: Final = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is turned away.

    Parameters
    ----------
    status : HTTPStatus
        What the answer says to a program.
    reason : str
        What it says to a person.
    """

    status: HTTPStatus
    reason: str


def refusal_of(method: str, headers: Headers, hosts: frozenset[str]) -> Refusal | None:
    """Return why a request is turned away; null for one that may go on.

    Parameters
    ----------
    method : str
        As the request has it.
    headers : Headers
        All of them.
    hosts : frozenset of str
        The addresses that the page was started on, with their port, in lower case.
    """
    if method not in {*_READING, "POST"}:
        return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "this page is only read and written to")
    named = headers.getlist("host")
    if len(named) != 1 or named[0].lower() not in hosts:
        return Refusal(
            HTTPStatus.MISDIRECTED_REQUEST,
            "this page answers only at the address that `flarelag serve` printed",
        )
    if method in _READING:
        return _refused_reading(headers)
    return _refused_writing(headers, named[0].lower())


def _refused_reading(headers: Headers) -> Refusal | None:
    """Return why another site may not build this page into its own; a link to it is fine."""
    from_elsewhere = headers.get("sec-fetch-site", "none") not in _OURS
    followed = headers.get("sec-fetch-mode") == "navigate"
    framed = headers.get("sec-fetch-dest", "document") != "document"
    if from_elsewhere and (not followed or framed):
        return Refusal(HTTPStatus.FORBIDDEN, "another web site asked for this page")
    return None


def _refused_writing(headers: Headers, host: str) -> Refusal | None:
    origins, site = headers.getlist("origin"), headers.get("sec-fetch-site")
    # Browsers tell one or the other of every form; a program that tells neither is no browser.
    ours = origins == [f"http://{host}"] if origins else site == "same-origin"
    if not ours or site not in {None, *_OURS}:
        return Refusal(HTTPStatus.FORBIDDEN, "only the page itself can write to the diary")
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "only the page's own forms are read")
    return None


class Guard:
    """ASGI middleware that turns away what `refusal_of` refuses and adds the security headers.

    Parameters
    ----------
    app : ASGIApp
        What stands behind it.
    hosts : frozenset of str
        As in `refusal_of`.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = refusal_of(scope["method"], Headers(scope=scope), self._hosts)
        if refusal is None:
            await self._app(scope, receive, send_guarded)
            return
        answer = PlainTextResponse(f"flarelag: {refusal.reason}\n", refusal.status)
        if refusal.status is HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = _ALLOWED
        await answer(scope, receive, send_guarded)
