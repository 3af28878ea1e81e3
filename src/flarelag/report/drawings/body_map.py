"""Where it hurt: one small figure a period, seen from behind."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from flarelag.report.frames import NOT_SAID
from flarelag.report.texts import say
from flarelag.report.words import counted

if TYPE_CHECKING:
    import polars as pl

WIDTH, HEIGHT = 132, 226
MIDDLE: Final = WIDTH // 2
LARGEST: Final = 13.0
"""Radius of the circle for the most days, in units of the figure."""
SMALLEST: Final = 3.0
BELOW: Final = 16
_FROM_MIDDLE: Final = {
    "lower_back": (12, 24),
    "buttock": (16, 54),
    "hip": (34, 50),
    "groin": (5, 74),
    "back_of_thigh": (21, 92),
    "back_of_knee": (22, 122),
    "calf_outer": (27, 152),
    "ankle": (23, 190),
    "foot": (27, 208),
}
"""How far from the middle, and how far down, each place lies."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place with pain.

    Parameters
    ----------
    x, y : int
        Where.
    radius : float
        How large: its area goes with the days.
    days : int
        Days with pain there.
    sided : bool
        Whether the side is known. A place whose side was not said lies on the middle line, below
        one that is said to be in the middle.
    """

    x: int
    y: int
    radius: float
    days: int
    sided: bool


@dataclass(frozen=True, slots=True)
class BodyMap:
    """The figure of one period.

    Parameters
    ----------
    period : str
        Which.
    alt : str
        The figure in words.
    spots : tuple of Spot
        The places with pain.
    total : str
        How many days had a place, in words.
    """

    period: str
    alt: str
    spots: tuple[Spot, ...]
    total: str

    @property
    def unsided(self) -> bool:
        """Whether the side of a place in it was not said."""
        return not all(spot.sided for spot in self.spots)


def body_maps(places: pl.DataFrame) -> tuple[BodyMap, ...]:
    """Return one figure a period, on one scale.

    Parameters
    ----------
    places : DataFrame
        As from `frames.places`.
    """
    most = max(places["days_n"].to_list(), default=1)
    return tuple(
        _body_map(period, places.filter(places["period"] == period), most)
        for period in places["period"].unique(maintain_order=True)
    )


def _body_map(period: str, places: pl.DataFrame, most: int) -> BodyMap:
    rows = list(places.iter_rows(named=True))
    words = ", ".join(say("body.word", place=_place_words(row), n=row["days_n"]) for row in rows)
    middle = {row["site"] for row in rows if row["side"] == "middle"}
    return BodyMap(
        period=period,
        alt=say("body.alt", period=period, words=words or say("body.nothing")),
        spots=tuple(_spot(row, most, middle) for row in rows if row["site"] in _FROM_MIDDLE),
        total=counted(rows[0]["period_days"] if rows else 0, "day"),
    )


def _place_words(row: dict[str, object]) -> str:
    site, side = str(row["site"]).replace("_", " "), row["side"]
    return say("body.unsided", site=site) if side == NOT_SAID else f"{side} {site}"


def _spot(row: dict[str, object], most: int, middle: set[object]) -> Spot:
    aside, down = _FROM_MIDDLE[str(row["site"])]
    sign = {"left": -1, "right": 1}.get(str(row["side"]), 0)
    days, sided = int(str(row["days_n"])), row["side"] != NOT_SAID
    radius = max(SMALLEST, LARGEST * sqrt(days / most))
    if not sided and row["site"] in middle:
        down += BELOW
    return Spot(MIDDLE + sign * aside, down, radius, days, sided)
