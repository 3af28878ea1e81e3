"""The page's addresses, behind the guard and the pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from flarelag.web import diary, entry, gate, signs
from flarelag.web.answers import asset, refused, went_wrong
from flarelag.web.assets import assets
from flarelag.web.guard import Guard

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from flarelag.web.site import Site


def diary_app(site: Site, hosts: frozenset[str]) -> ASGIApp:
    """Return the page as an ASGI application.

    Parameters
    ----------
    site : Site
        What it serves.
    hosts : frozenset of str
        The addresses that it answers at, with their port: `127.0.0.1:8383`.
    """
    app = Starlette(
        routes=[
            Route("/", diary.show, methods=["GET"]),
            Route("/pain", diary.save_pain, methods=["POST"]),
            Route("/factors", diary.save_factors, methods=["POST"]),
            Route("/undo", diary.take_back, methods=["POST"]),
            Route("/entries/{number}", entry.show, methods=["GET"]),
            Route("/entries/{number}", entry.correct, methods=["POST"]),
            Route("/entries/{number}/delete", entry.delete, methods=["POST"]),
            Route("/warning-signs", signs.show, methods=["GET"]),
            Route("/warning-signs/answer", signs.answer, methods=["POST"]),
            Route("/pair", gate.show, methods=["GET"]),
            Route("/pair", gate.pair, methods=["POST"]),
            *(Route(f"/{name}", asset(each), methods=["GET"]) for name, each in assets().items()),
        ],
        middleware=[Middleware(gate.Gate, site=site)],
        exception_handlers={HTTPException: refused, Exception: went_wrong},
    )
    app.state.site = site
    app.router.redirect_slashes = False
    return Guard(app, hosts)
