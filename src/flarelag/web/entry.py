"""One line of the log: correct it or delete it. The diary's history keeps what it said."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from flarelag.errors import FlarelagError
from flarelag.model.factor_sayings import FactorCorrection, corrected_factor
from flarelag.model.factors import Factor
from flarelag.model.in_words import amount_in_words
from flarelag.model.pain_words import PainCorrection, corrected_entry
from flarelag.web.answers import message, page, sent_fields, site_of
from flarelag.web.diary import named_places
from flarelag.web.forms import Fields, new_key
from flarelag.web.log import item_in_words
from flarelag.web.rendering import body_map
from flarelag.web.writing import number_in, what_is_wrong, write
from flarelag.workflows.diary import delete_from_diary, edit_entry
from flarelag.workflows.diary_page import logged_item
from flarelag.workflows.logging_factors import edit_factor

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from flarelag.store.library import Library
    from flarelag.workflows.diary import SavedEntry
    from flarelag.workflows.diary_page import Logged
    from flarelag.workflows.logging_factors import SavedFactor


async def show(request: Request) -> Response:
    """Show an entry in a form."""
    return await run_in_threadpool(_show, request, None)


async def correct(request: Request) -> Response:
    """Save what was corrected."""
    fields = await sent_fields(request)
    number = _asked(request)

    def act(library: Library, now: datetime) -> str:
        item = logged_item(library, number)
        if isinstance(item, Factor):
            factor = corrected_factor(item, _factor_correction(fields), now=now)
            return _next(edit_factor(library, factor, now=now, request_id=fields.receipt))
        entry = corrected_entry(item, _pain_correction(fields), now=now).entry
        saved = edit_entry(library, entry, now=now, request_id=fields.receipt)
        return _next(saved, "/warning-signs" if saved.warning_causes else "/")

    return await run_in_threadpool(write, request, act, partial(_show, request, fields))


async def delete(request: Request) -> Response:
    """Take an entry out of the diary."""
    fields = await sent_fields(request)
    number = _asked(request)

    def act(library: Library, now: datetime) -> str:
        written = delete_from_diary(library, [number], now=now, request_id=fields.receipt)
        return f"/?change={written.change_id}"

    return await run_in_threadpool(write, request, act, partial(_show, request, None))


def _asked(request: Request) -> int:
    """Return the number in the address; 0, which no entry has, for anything else."""
    return number_in(request.path_params["number"]) or 0


def _next(saved: SavedEntry | SavedFactor, shown: str = "/") -> str:
    return f"{shown}?change={saved.change_id}" if saved.change_id else shown


def _pain_correction(fields: Fields) -> PainCorrection:
    return PainCorrection(
        score=fields.one("score"),
        at=fields.one("at").strip() or None,
        sites=fields.every("site"),
        qualities=fields.every("quality"),
        flare=bool(fields.one("flare")),
        woke=bool(fields.one("woke")),
        note=fields.one("note"),
    )


def _factor_correction(fields: Fields) -> FactorCorrection:
    return FactorCorrection(
        amount=fields.one("amount").strip(),
        at=fields.one("at").strip() or None,
        note=fields.one("note"),
    )


def _show(
    request: Request, fields: Fields | None, problem: str = "", status: HTTPStatus = HTTPStatus.OK
) -> Response:
    site = site_of(request)
    try:
        with site.library() as library:
            item = logged_item(library, _asked(request))
    except FlarelagError as error:
        text, _ = what_is_wrong(error)
        return message(request, HTTPStatus.NOT_FOUND, "Nothing to change", problem or text)
    shown = {
        "item_id": item.id,
        "said": item_in_words(item, now=site.clock()),
        "problem": problem,
        "form": fields or _fields_of(item),
        "delete_key": new_key(),
    }
    if isinstance(item, Factor):
        return page("factor.html.j2", status, **shown)
    places = named_places(fields) if fields else item.sites
    return page("entry.html.j2", status, map=body_map(places), **shown)


def _fields_of(item: Logged) -> Fields:
    key, note = ("key", new_key()), ("note", item.note or "")
    if isinstance(item, Factor):
        return Fields.of([key, note, ("amount", amount_in_words(item))])
    marks = {"flare": item.flare, "woke": item.woke}
    return Fields.of(
        [
            key,
            note,
            ("score", str(item.score)),
            *(("site", str(place)) for place in item.sites),
            *(("quality", str(quality)) for quality in item.qualities),
            *((name, "1") for name, holds in marks.items() if holds),
        ]
    )
