"""The body map: flarelag's own drawing of a back and a front, and the places on them.

Each place is one shape with one checkbox. Shapes are drawn for the half of a figure that is on
the *viewer's right* and mirrored for the other half. Seen from behind, that half is the right
side of the body; seen from the front, it is the left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.diary_words import site_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

MIRRORED: Final = "matrix(-1 0 0 1 140 0)"
"""The other half of a figure, whose middle is at 70."""
VIEW_LEFT, VIEW_WIDTH, VIEW_HEIGHT = 16, 108, 300
"""What is shown of a drawing, in the units of its paths."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the drawing's units: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def mirrored(self) -> Box:
        """The same rectangle on the other half of the figure."""
        return Box(140 - self.x - self.width, self.y, self.width, self.height)

    @property
    def percent(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in percent of what is shown."""
        return (
            100 * (self.x - VIEW_LEFT) / VIEW_WIDTH,
            100 * self.y / VIEW_HEIGHT,
            100 * self.width / VIEW_WIDTH,
            100 * self.height / VIEW_HEIGHT,
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """One place on a drawing.

    Parameters
    ----------
    place : PainSite
        What it stands for.
    path : str
        Its shape, as SVG writes paths.
    box : Box
        The rectangle around the shape as it is shown.
    mirrored : bool
        Whether the shape is shown on the other half from where it is drawn.
    """

    place: PainSite
    path: str
    box: Box
    mirrored: bool = False

    @property
    def value(self) -> str:
        """What the form sends: `left:buttock`."""
        return str(self.place)

    @property
    def middle(self) -> tuple[float, float]:
        """Where its tick stands."""
        return self.box.x + self.box.width / 2, self.box.y + self.box.height / 2

    @property
    def id(self) -> str:
        """The id of its checkbox: `left-buttock`."""
        return self.value.replace(":", "-").replace("_", "-")

    @property
    def name(self) -> str:
        """What it is called: `left buttock`."""
        return site_in_words(self.place)


@dataclass(frozen=True, slots=True)
class Figure:
    """One drawing.

    Parameters
    ----------
    title : str
        What it shows.
    seen_left, seen_right : str
        Whose side is on the viewer's left and right.
    outline : str
        Half of the body's outline, the half on the viewer's right.
    lines : str
        What tells a back from a front.
    spots : tuple of Spot
        From the back down the leg.
    """

    title: str
    seen_left: str
    seen_right: str
    outline: str
    lines: str
    spots: tuple[Spot, ...]


_LEG: Final = (
    "M70 2L98 2C99 21 96 31 96 42C97 56 110 66 113 86C116 110 111 134 106 158C104 168 108 180 "
    "108 198C107 222 99 240 97 256"
)
_INNER_LEG: Final = "C75 240 73 222 74 202C75 186 78 176 77 162C76 142 73 124 71 108L70 106"
_BACK_OUTLINE: Final = (
    f"{_LEG}C97 266 99 270 101 278C102 286 98 292 88 292C78 292 75 287 76 279C77 270 78 266 77 256"
    f"{_INNER_LEG}"
)
_FRONT_OUTLINE: Final = (
    f"{_LEG}C97 262 100 268 103 276C107 286 104 296 92 296C78 296 73 290 75 278C77 268 78 264 "
    f"77 256{_INNER_LEG}"
)

_Shape = tuple[BodySite, str, Box]
_BEHIND: Final[tuple[_Shape, ...]] = (
    (
        BodySite.LOWER_BACK,
        "M85 26L94.5 25C93.5 34 93.5 42 95.5 48L98.5 57C94 58.5 90 59 85 58Z",
        Box(84, 24, 15, 35),
    ),
    (
        BodySite.BUTTOCK,
        "M74 69C82 65 98 65 106 74C111 84 110 97 101 102C90 107 76 104 74 97Z",
        Box(73, 66, 37, 39),
    ),
    (
        BodySite.BACK_OF_THIGH,
        (
            "M76 113C84 116 99 116 109.5 110C109.5 124 107 137 104 150C96 153.5 87 153.5 80 151.5"
            "C79.5 138 78 125 76 113Z"
        ),
        Box(76, 110, 34, 43),
    ),
    (
        BodySite.BACK_OF_KNEE,
        (
            "M80 160C87 162 95 162 102.5 159C102 166 102.5 172 103.5 176.5C96 179.5 87 179.5 "
            "79.5 177C80.5 171 81 166 80 160Z"
        ),
        Box(79, 159, 25, 20),
    ),
    (
        BodySite.CALF_OUTER,
        (
            "M93 186C98 186 102 185 104.5 184C106.5 199 105 214 101 229C98.5 238 96.5 246 95.5 252"
            "L91.5 252C92 230 92 208 93 186Z"
        ),
        Box(90, 184, 17, 68),
    ),
)
_IN_FRONT: Final[tuple[_Shape, ...]] = (
    (
        BodySite.HIP,
        "M98 62C103 68 109 75 110.5 89C111 97 110.5 101 110 106L100.5 105C97 91 96 76 98 62Z",
        Box(96, 62, 15, 44),
    ),
    (
        BodySite.GROIN,
        (
            "M75 100C81 95 87 90 92 87C92.5 95 93 102 94 107.5C88 109.5 82 111 76.5 111.5"
            "C76 108 75.5 104 75 100Z"
        ),
        Box(74, 87, 20, 25),
    ),
    (
        BodySite.ANKLE,
        (
            "M79 236C85 238 92 238 99 234.5C97 243 95.5 249 95 257C90 259 85 259 80 257.5"
            "C80.5 250 80 243 79 236Z"
        ),
        Box(78, 234, 21, 25),
    ),
    (
        BodySite.FOOT,
        (
            "M79.5 266C85 268 91 268 96 265.5C97.5 270 99 274 100.5 278C103 287 100 293 92 293"
            "C81 293 76.5 288 78 279Z"
        ),
        Box(77, 265, 25, 29),
    ),
)
_SPINE: Final = Spot(
    PainSite(BodySite.LOWER_BACK, Side.MIDDLE),
    "M63 27Q70 25 77 27L77 57Q70 62 63 57Z",
    Box(62, 25, 16, 36),
)


def _pair(shape: _Shape, seen_right: Side) -> tuple[Spot, Spot]:
    site, path, box = shape
    other = Side.LEFT if seen_right is Side.RIGHT else Side.RIGHT
    on_right = Spot(PainSite(site, seen_right), path, box)
    on_left = Spot(PainSite(site, other), path, box.mirrored, mirrored=True)
    return on_left, on_right


def _spots(shapes: tuple[_Shape, ...], seen_right: Side) -> tuple[Spot, ...]:
    return tuple(spot for shape in shapes for spot in _pair(shape, seen_right))


BACK: Final = Figure(
    "Seen from behind",
    "left",
    "right",
    _BACK_OUTLINE,
    "M70 5V19M70 66V104",
    (_SPINE, *_spots(_BEHIND, Side.RIGHT)),
)
FRONT: Final = Figure(
    "Seen from the front",
    "right",
    "left",
    _FRONT_OUTLINE,
    "M70 46V49M84 152C84 148 99 148 99 152M83 172C86 178 98 178 100 172"
    "M56 152C56 148 41 148 41 152M57 172C54 178 42 178 40 172",
    _spots(_IN_FRONT, Side.LEFT),
)
FIGURES: Final = (BACK, FRONT)
SPOTS: Final = tuple(spot for figure in FIGURES for spot in figure.spots)
MOST_OTHERS: Final = 12
"""Places beside the drawings: somewhere else, and what an entry names that no drawing has."""
_DRAWN: Final = frozenset(spot.value for spot in SPOTS)


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place that stands in words beside the drawings.

    Parameters
    ----------
    value : str
        What the form sends.
    id : str
        The id of its checkbox.
    name : str
        What it is called.
    """

    value: str
    id: str
    name: str


def other_id(n: int) -> str:
    """Return the id of the n-th place beside the drawings."""
    return f"other-{n}"


def other_places(places: Iterable[PainSite]) -> tuple[OtherPlace, ...]:
    """Return the places to offer beside the drawings: somewhere else, and those of an entry.

    Parameters
    ----------
    places : iterable of PainSite
        Of the entry that the form shows: "buttock", said without a side, is on no drawing.
    """
    undrawn = dict.fromkeys([PainSite(BodySite.OTHER), *places])
    return tuple(
        OtherPlace(str(place), other_id(n), _NAMES.get(place, site_in_words(place)))
        for n, place in enumerate(each for each in undrawn if str(each) not in _DRAWN)
    )


_NAMES: Final = {PainSite(BodySite.OTHER): "somewhere else"}
