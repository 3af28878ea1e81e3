"""The warning signs: text that needs no library, no script and no pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.warning_signs import WARNING_SIGNS, WARNING_SOURCE
from flarelag.web.answers import page
from flarelag.web.writing import number_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def show(request: Request) -> Response:
    """Show the warning signs; after an entry that calls for them, say first that it is saved."""
    change_id = number_in(request.query_params.get("change", ""))
    return page(
        "warning_signs.html.j2", groups=WARNING_SIGNS, source=WARNING_SOURCE, change_id=change_id
    )
