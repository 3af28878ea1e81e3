"""The gate in a local network: only paired phones come in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse

from flarelag.web.answers import go_to, page, sent_fields, site_of, wants_json
from flarelag.web.assets import assets
from flarelag.web.pairing import COOKIE, COOKIE_LIVES, PairingOutcome, new_token, token_sha256
from flarelag.workflows.paired_devices import add_device, is_paired

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from flarelag.web.site import Site

_OPEN: Final = frozenset({"/pair", "/warning-signs", *(f"/{name}" for name in assets())})
"""What tells nothing of anybody: the warning signs are there for whoever needs them."""
_CLOSED: Final = (
    "No phone can be paired now: a code is good once, for ten minutes and five attempts. "
    "Start `flarelag serve --lan` again for a new one."
)
_PROBLEMS: Final = {
    PairingOutcome.WRONG: "That is not the code. Look at it again on your computer.",
    PairingOutcome.CLOSED: _CLOSED,
}
_STATUS: Final = {
    PairingOutcome.WRONG: HTTPStatus.FORBIDDEN,
    PairingOutcome.CLOSED: HTTPStatus.TOO_MANY_REQUESTS,
}


class Gate:
    """ASGI middleware that lets paired phones in; others see the pairing page.

    Parameters
    ----------
    app : ASGIApp
        What stands behind it.
    site : Site
        Whose desk decides whether there is a gate at all.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        if self._site.desk is None or scope["path"] in _OPEN or await self._knows(request):
            await self._app(scope, receive, send)
            return
        await _turned_away(request)(scope, receive, send)

    async def _knows(self, request: Request) -> bool:
        token = request.cookies.get(COOKIE, "")
        return bool(token) and await run_in_threadpool(self._is_paired, token)

    def _is_paired(self, token: str) -> bool:
        with self._site.library() as library:
            return is_paired(library, token_sha256(token), now=self._site.clock())


def _turned_away(request: Request) -> Response:
    if wants_json(request):
        text = "Not saved: this phone is not paired any more. Open /pair in another tab, then save."
        return JSONResponse({"problem": text}, HTTPStatus.UNAUTHORIZED)
    return RedirectResponse("/pair", HTTPStatus.SEE_OTHER)


async def show(request: Request) -> Response:
    """Ask for the code; one in the address, as the QR code has it, is filled in and not tried."""
    site = site_of(request)
    if site.desk is None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    is_open = site.desk.is_open(site.clock())
    return page(
        "pair.html.j2",
        open=is_open,
        problem="" if is_open else _CLOSED,
        code=request.query_params.get("code", "")[:20],
    )


async def pair(request: Request) -> Response:
    """Pair the phone that sends the right code: it gets a cookie."""
    site = site_of(request)
    fields = await sent_fields(request)
    if site.desk is None:
        return go_to(request, "/")
    now = site.clock()
    outcome = site.desk.attempt(fields.one("code"), now=now)
    if outcome is not PairingOutcome.PAIRED:
        site.say(f"pairing: a wrong or late code from {_caller(request)}")
        return _not_paired(request, outcome)
    token = new_token()
    await run_in_threadpool(_remember, site, token, now)
    site.say(f"paired: {_caller(request)}. To pair another phone, start again.")
    answer = go_to(request, "/")
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(COOKIE_LIVES.total_seconds()),
        httponly=True,
        samesite="strict",
    )
    return answer


def _not_paired(request: Request, outcome: PairingOutcome) -> Response:
    problem, status = _PROBLEMS[outcome], _STATUS[outcome]
    if wants_json(request):
        return JSONResponse({"problem": problem}, status)
    return page(
        "pair.html.j2", status, open=outcome is PairingOutcome.WRONG, problem=problem, code=""
    )


def _remember(site: Site, token: str, now: datetime) -> None:
    with site.library() as library:
        add_device(library, token_sha256(token), now=now)


def _caller(request: Request) -> str:
    return request.client.host if request.client else "somebody"
