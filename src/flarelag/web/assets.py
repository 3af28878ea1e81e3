"""The page's style sheet, script and icon: held in memory, each at one fixed address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from flarelag.paths import shared_style
from flarelag.web.body_map import MOST_OTHERS, SPOTS, other_id

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES: Final = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the page loads.

    Parameters
    ----------
    name : str
        Its name.
    media_type : str
        What it is.
    content : bytes
        All of it.
    """

    name: str
    media_type: str
    content: bytes

    @property
    def url(self) -> str:
        """Its address, another one for other content: browsers may keep it for ever."""
        return f"/{self.name}?v={hashlib.sha256(self.content).hexdigest()[:12]}"


@cache
def assets() -> dict[str, Asset]:
    """Return every file that the page loads, by name."""
    folder = files("flarelag.web") / "static"
    contents = {name: (folder / name).read_bytes() for name in _TYPES}
    contents["page.css"] = b"".join(
        (
            shared_style().encode(),
            contents["page.css"],
            "\n".join(["", *_body_map_rules(), ""]).encode(),
        )
    )
    return {name: Asset(name, _TYPES[name], content) for name, content in contents.items()}


def _body_map_rules() -> Iterator[str]:
    """Yield what the strict policy keeps out of the page itself: where each place's checkbox is.

    The checkbox lies unseen over its shape, so that whoever explores the screen by touch finds it
    there. Its name shows in the summary for as long as it is ticked, without a script.
    """
    for spot in SPOTS:
        left, top, width, height = spot.box.percent
        yield (
            f"#{spot.id}{{left:{left:.1f}%;top:{top:.1f}%;width:{width:.1f}%;height:{height:.1f}%}}"
        )
    ids = [*(spot.id for spot in SPOTS), *(other_id(n) for n in range(MOST_OTHERS))]
    shown = (f'form:has(#{each}:checked) .place[data-id="{each}"]' for each in ids)
    yield ",".join(shown) + "{display:inline}"
