"""Answers that several pages give, and what a form sent."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from flarelag.web.forms import MOST_BYTES, Fields, parse_form
from flarelag.web.rendering import render

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from flarelag.web.assets import Asset
    from flarelag.web.site import Site

BODY_WITHIN_S: Final = 15.0
"""A form of a few hundred bytes from a phone at the edge of the network."""
_FOR_EVER: Final = "public, max-age=31536000, immutable"


def site_of(request: Request) -> Site:
    """Return what the page serves."""
    site: Site = request.app.state.site
    return site


async def sent_fields(request: Request) -> Fields:
    """Return the fields of the form that was sent.

    Raises
    ------
    HTTPException
        When it is too long, has too many fields, or does not come.
    """
    try:
        return parse_form(await asyncio.wait_for(_body(request), BODY_WITHIN_S))
    except TimeoutError as error:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"}) from error
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error


async def _body(request: Request) -> bytes:
    """Return what was sent, without taking in more than any form holds."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def wants_json(request: Request) -> bool:
    """Return whether the page's script asks, which shows answers by itself."""
    return request.headers.get("accept") == "application/json"


def go_to(request: Request, location: str) -> Response:
    """Return the answer to a form that was acted on: where to look next."""
    if wants_json(request):
        return JSONResponse({"location": location})
    return RedirectResponse(location, HTTPStatus.SEE_OTHER)


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **content: object) -> Response:
    """Return a page."""
    return HTMLResponse(render(template, **content), status)


def message(request: Request, status: HTTPStatus, title: str, text: str) -> Response:
    """Return a page that says one thing."""
    if wants_json(request):
        return JSONResponse({"problem": text}, status)
    return page("message.html.j2", status, title=title, text=text)


_SENTENCES: Final = {
    HTTPStatus.BAD_REQUEST: "That form cannot be read.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "There is nothing to do at this address.",
    HTTPStatus.REQUEST_TIMEOUT: "What was sent did not arrive in time. Nothing was saved.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is more than a diary entry can hold. Nothing was "
    "saved; shorten the note and send it again.",
}


async def refused(request: Request, error: Exception) -> Response:
    """Return the answer to a request that cannot be acted on."""
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 400)
    headers = getattr(error, "headers", None)
    answer = message(request, status, "Not done", _SENTENCES.get(status, status.phrase))
    answer.headers.update(headers or {})
    return answer


async def went_wrong(request: Request, error: Exception) -> Response:
    """Return the answer when the program has a fault; what it was is for the terminal alone."""
    del error
    text = "Something went wrong in flarelag. What it was stands in the terminal it runs in."
    return message(request, HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong", text)


def asset(each: Asset) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that answers with a file of the page."""

    async def answer(request: Request) -> Response:
        del request
        return Response(
            each.content, media_type=each.media_type, headers={"Cache-Control": _FOR_EVER}
        )

    return answer
