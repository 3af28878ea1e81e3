"""Acting on a form: through the library, once, and without losing a word of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from flarelag.errors import DiaryError, FlarelagError, LibraryBusyError
from flarelag.web.answers import go_to, site_of, wants_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from flarelag.store.library import Library

    Act = Callable[[Library, datetime], str]
    ShowAgain = Callable[[str, HTTPStatus], Response]


def write(request: Request, act: Act, again: ShowAgain) -> Response:
    """Act on a form.

    Parameters
    ----------
    request : Request
        What sent it.
    act : callable
        Given the open library and now, does it and returns where to look next.
    again : callable
        Given what is wrong and a status, returns the page with everything that was typed.
    """
    site = site_of(request)
    try:
        with site.library() as library:
            return go_to(request, act(library, site.clock()))
    except FlarelagError as error:
        problem, status = what_is_wrong(error)
    return (
        JSONResponse({"problem": problem}, status)
        if wants_json(request)
        else again(problem, status)
    )


def what_is_wrong(error: FlarelagError) -> tuple[str, HTTPStatus]:
    """Return what a person reads of an error, without the library's place on the disk."""
    if isinstance(error, LibraryBusyError):
        return (
            "Not saved yet: flarelag is importing just now. Nothing is lost; save again.",
            HTTPStatus.SERVICE_UNAVAILABLE,
        )
    if isinstance(error, DiaryError):
        return f"Not saved: {error.reason}.", HTTPStatus.UNPROCESSABLE_ENTITY
    return f"Not saved: {error.reason}.", HTTPStatus.CONFLICT


def number_in(text: str) -> int | None:
    """Return the number that a field or an address holds; null for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else None


_LONGEST = 18
"""Digits that SQLite's integers hold."""
