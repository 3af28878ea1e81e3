"""The warning signs: text that needs no library, no script and no pairing; and her answer."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from flarelag.errors import DiaryError
from flarelag.model.warning_answers import SAID, SignsAnswer
from flarelag.model.warning_signs import WARNING_SIGNS, WARNING_SOURCE
from flarelag.web.answers import page, sent_fields
from flarelag.web.forms import new_key
from flarelag.web.writing import number_in, write
from flarelag.workflows.diary_page import trusted_zone
from flarelag.workflows.warning_answers import answer_signs

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from flarelag.store.library import Library

SOURCE: Final = "page"


async def show(request: Request) -> Response:
    """Show the warning signs; after an entry that calls for them, say first that it is saved."""
    return _show(request)


async def answer(request: Request) -> Response:
    """Keep what she says to them; after "I have one" show them again, with what to do."""
    fields = await sent_fields(request)

    def act(library: Library, now: datetime) -> str:
        said = fields.one("answer")
        if said not in {*SignsAnswer}:
            raise DiaryError("the form does not say which answer", field="answer", value=said)
        change_id = answer_signs(
            library,
            SignsAnswer(said),
            now=now,
            zone=trusted_zone(library, fields.one("zone")),
            source=SOURCE,
            request_id=fields.receipt,
        )
        if said == SignsAnswer.HAVE:
            return f"/warning-signs?said={said}&change={change_id}"
        return "/" if change_id is None else f"/?change={change_id}"

    return await run_in_threadpool(write, request, act, partial(_show, request))


def _show(request: Request, problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    change_id = number_in(request.query_params.get("change", ""))
    answered = request.query_params.get("said") == SignsAnswer.HAVE and change_id is not None
    return page(
        "warning_signs.html.j2",
        status,
        groups=WARNING_SIGNS,
        source=WARNING_SOURCE,
        change_id=change_id,
        answered=answered,
        problem=problem,
        key=new_key(),
        said=SAID,
    )
