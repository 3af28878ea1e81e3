"""Where it hurt: one small figure a period, seen from behind."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from flarelag.report.texts import say

if TYPE_CHECKING:
    import polars as pl

WIDTH, HEIGHT = 132, 226
MIDDLE: Final = WIDTH // 2
LARGEST: Final = 13.0
"""Radius of the circle for the most days, in units of the figure."""
SMALLEST: Final = 3.0
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
    """

    x: int
    y: int
    radius: float
    days: int


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
    words = ", ".join(
        say("body.word", place=f"{row['side']} {row['site'].replace('_', ' ')}", n=row["days_n"])
        for row in rows
    )
    return BodyMap(
        period=period,
        alt=say("body.alt", period=period, words=words or say("body.nothing")),
        spots=tuple(_spot(row, most) for row in rows if row["site"] in _FROM_MIDDLE),
        total=say("body.days", n=rows[0]["period_days"] if rows else 0),
    )


def _spot(row: dict[str, object], most: int) -> Spot:
    aside, down = _FROM_MIDDLE[str(row["site"])]
    sign = {"left": -1, "right": 1}.get(str(row["side"]), 0)
    days = int(str(row["days_n"]))
    return Spot(MIDDLE + sign * aside, down, max(SMALLEST, LARGEST * sqrt(days / most)), days)
