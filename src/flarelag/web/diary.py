"""The diary page: how is it now, and what was said lately."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from flarelag.errors import DiaryError, FlarelagError
from flarelag.model.diary_words import parse_pain_sites
from flarelag.model.pain_words import PainWords, understand_pain
from flarelag.web.answers import message, page, sent_fields, site_of
from flarelag.web.factors import log_factors, picks
from flarelag.web.forms import Fields, new_key
from flarelag.web.log import log_days, shown_change
from flarelag.web.rendering import body_map
from flarelag.web.writing import number_in, what_is_wrong, write
from flarelag.workflows.diary import save_entry, undo
from flarelag.workflows.diary_page import recent_diary, trusted_zone

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from flarelag.model.body import PainSite
    from flarelag.store.library import Library

QUESTION: Final = "How is it now?"
SOURCE: Final = "page"


async def show(request: Request) -> Response:
    """Show the page."""
    return await run_in_threadpool(_show, request)


async def save_pain(request: Request) -> Response:
    """Save an entry; show the warning signs next where it calls for them."""
    fields = await sent_fields(request)

    def act(library: Library, now: datetime) -> str:
        understood = understand_pain(_pain_words(library, fields), now=now)
        saved = save_entry(library, understood.entry, request_id=fields.receipt)
        page = "/warning-signs" if saved.warning_causes else "/"
        return f"{page}?change={saved.change_id}"

    return await run_in_threadpool(write, request, act, partial(_show, request, pain=fields))


async def save_factors(request: Request) -> Response:
    """Save what else went on."""
    fields = await sent_fields(request)

    def act(library: Library, now: datetime) -> str:
        return f"/?change={log_factors(library, fields, now=now)}"

    return await run_in_threadpool(write, request, act, partial(_show, request, factors=fields))


async def take_back(request: Request) -> Response:
    """Take a change back."""
    fields = await sent_fields(request)

    def act(library: Library, now: datetime) -> str:
        number = number_in(fields.one("change"))
        if number is None:
            raise DiaryError("the form does not say which change to undo", field="change")
        undone = undo(library, now=now, change_id=number, request_id=fields.receipt)
        return f"/?change={undone.id}"

    return await run_in_threadpool(write, request, act, partial(_show, request))


def _pain_words(library: Library, fields: Fields) -> PainWords:
    return PainWords(
        score="0" if fields.one("zero") else fields.one("score"),
        zone=trusted_zone(library, fields.one("zone")),
        at=fields.one("at").strip() or fields.one("when") or "now",
        sites=fields.every("site"),
        qualities=fields.every("quality"),
        flare=bool(fields.one("flare")),
        woke=bool(fields.one("woke")),
        note=fields.one("note"),
        source=SOURCE,
    )


def _show(
    request: Request,
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
    *,
    pain: Fields | None = None,
    factors: Fields | None = None,
) -> Response:
    """Return the page; a form that was sent, as it was sent."""
    site = site_of(request)
    now = site.clock()
    try:
        with site.library() as library:
            change_id = number_in(request.query_params.get("change", ""))
            recent = recent_diary(library, now=now, change_id=change_id)
    except FlarelagError as error:
        text, wrong = what_is_wrong(error)
        return message(request, wrong, "The diary cannot be opened", problem or text)
    places = named_places(pain) if pain else recent.usual_places
    return page(
        "diary.html.j2",
        status,
        question=recent.question or QUESTION,
        remark=recent.remark,
        problem=problem,
        pain=pain or _fresh(places),
        factors=factors or Fields.of([("key", new_key()), ("own_kind", "factor")]),
        picks=picks(recent.names),
        undo_key=new_key(),
        map=body_map(places),
        hidden=recent.guard.why,
        experiment=recent.experiment,
        answer_key=new_key(),
        change=shown_change(recent.change, now=now) if recent.change else None,
        days=log_days(recent),
    )


def _fresh(places: tuple[PainSite, ...]) -> Fields:
    """Return what the form says before anything is typed."""
    sites = (("site", str(place)) for place in places)
    return Fields.of([("key", new_key()), ("when", "now"), *sites])


def named_places(fields: Fields) -> tuple[PainSite, ...]:
    """Return the places that a form names, those that are known."""
    places: list[PainSite] = []
    for text in fields.every("site"):
        try:
            places += parse_pain_sites([text])
        except DiaryError:
            continue
    return tuple(places)
