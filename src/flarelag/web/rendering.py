"""Pages as HTML. Every value is escaped by the template engine; no page is built from strings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from flarelag.model.body import Quality
from flarelag.web.assets import assets
from flarelag.web.body_map import (
    FIGURES,
    MIRRORED,
    SPOTS,
    VIEW_HEIGHT,
    VIEW_LEFT,
    VIEW_WIDTH,
    other_places,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.model.body import PainSite
    from flarelag.web.body_map import Figure, OtherPlace, Spot

TIMES: Final = (
    ("now", "now"),
    ("1 h ago", "1 h ago"),
    ("2 h ago", "2 h ago"),
    ("4 h ago", "4 h ago"),
)
"""What a tap says about when it was."""


@dataclass(frozen=True, slots=True)
class BodyMap:
    """The body map of one form.

    Parameters
    ----------
    others : tuple of OtherPlace
        Places that stand in words beside the drawings.
    """

    others: tuple[OtherPlace, ...]
    figures: tuple[Figure, ...] = FIGURES
    mirrored: str = MIRRORED
    view: str = f"{VIEW_LEFT} 0 {VIEW_WIDTH} {VIEW_HEIGHT}"

    @property
    def places(self) -> tuple[Spot | OtherPlace, ...]:
        """Every place that can be ticked."""
        return (*SPOTS, *self.others)


def body_map(places: Iterable[PainSite]) -> BodyMap:
    """Return the body map of a form that shows these places."""
    return BodyMap(other_places(places))


def render(template: str, **content: Any) -> str:  # noqa: ANN401 - what a template needs
    """Return a page as HTML.

    Parameters
    ----------
    template : str
        Its file in `templates`.
    content
        What the page shows.
    """
    return _environment().get_template(template).render(content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flarelag.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    shared: dict[str, Any] = {"asset": _url, "qualities": tuple(Quality), "times": TIMES}
    environment.globals.update(shared)
    return environment


def _url(name: str) -> str:
    return assets()[name].url
