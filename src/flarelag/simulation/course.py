"""Where a session takes place: lines on the ground, and places along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6371 km."""
TRACK_M = 400.0
_STRAIGHT_M, _RADIUS_M = 84.39, 36.8
"""A standard track as measured 30 cm from its kerb: two straights, two half circles."""
_NODE_M = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """A line on the ground.

    Parameters
    ----------
    lat_deg, lon_deg : float
        Where east 0, north 0 lies.
    east_m, north_m, height_m : ndarray, shape (n,)
        The line's nodes.
    node_m : float
        Length of the line from node to node.
    closed : bool
        Whether it runs on from its end to its start; else one turns round there.
    """

    lat_deg: float
    lon_deg: float
    east_m: npt.NDArray[np.float64]
    north_m: npt.NDArray[np.float64]
    height_m: npt.NDArray[np.float64]
    node_m: float
    closed: bool

    @property
    def length_m(self) -> float:
        """From its start to its end."""
        return self.node_m * (len(self.east_m) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places on the ground, one for each instant.

    Parameters
    ----------
    east_m, north_m, height_m : ndarray, shape (n,)
        From the course's origin, and above the sea.
    """

    east_m: npt.NDArray[np.float64]
    north_m: npt.NDArray[np.float64]
    height_m: npt.NDArray[np.float64]


def track(lat_deg: float, lon_deg: float, *, height_m: float = 48.0) -> Course:
    """Return a level 400 m track.

    Parameters
    ----------
    lat_deg, lon_deg : float
        The middle of the infield.
    height_m : float
        Above the sea.
    """
    s_m = np.linspace(0.0, TRACK_M, round(TRACK_M) + 1)
    half = TRACK_M / 2
    along, second = s_m % half, (s_m // half) % 2
    angle = np.clip((along - _STRAIGHT_M) / (half - _STRAIGHT_M), 0.0, 1.0) * np.pi
    east = np.where(
        along < _STRAIGHT_M,
        along - _STRAIGHT_M / 2,
        _STRAIGHT_M / 2 + _RADIUS_M * np.sin(angle),
    )
    north = -_RADIUS_M * np.cos(angle)
    sign = 1.0 - 2.0 * second  # the second half is the first, turned about the middle
    return Course(
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        east_m=sign * east,
        north_m=sign * north,
        height_m=np.full_like(s_m, height_m),
        node_m=1.0,
        closed=True,
    )


def loop(lat_deg: float, lon_deg: float, *, length_m: float, rng: np.random.Generator) -> Course:
    """Return a closed line of irregular shape over gently rolling ground.

    Parameters
    ----------
    lat_deg, lon_deg : float
        Its middle.
    length_m : float
        Its length.
    rng : Generator
        Draws the shape.
    """
    theta = np.linspace(0.0, 2 * np.pi, 2000)
    radius = np.ones_like(theta)
    for turns, bend in ((2, 0.25), (3, 0.12), (5, 0.05)):
        radius += bend * np.cos(turns * theta + rng.uniform(0, 2 * np.pi))
    shape = np.stack([radius * np.cos(theta), radius * np.sin(theta)])
    return _line(lat_deg, lon_deg, shape, length_m, closed=True, rng=rng)


def road(lat_deg: float, lon_deg: float, *, length_m: float, rng: np.random.Generator) -> Course:
    """Return a gently winding road that is run out and back.

    Parameters
    ----------
    lat_deg, lon_deg : float
        Its start.
    length_m : float
        From its start to where one turns round.
    rng : Generator
        Draws the shape.
    """
    x = np.linspace(0.0, 1.0, 2000)
    y = 0.05 * np.sin(2 * np.pi * 1.5 * x + rng.uniform(0, 2 * np.pi))
    bearing = rng.uniform(0, 2 * np.pi)
    turned = np.array(
        [[np.cos(bearing), -np.sin(bearing)], [np.sin(bearing), np.cos(bearing)]]
    ) @ np.stack([x, y - y[0]])
    return _line(lat_deg, lon_deg, turned, length_m, closed=False, rng=rng)


def places(course: Course, along_m: npt.NDArray[np.float64]) -> Places:
    """Return where one is after so many metres along a course.

    Parameters
    ----------
    course : Course
        The line.
    along_m : ndarray, shape (n,)
        Metres from its start, below 0 or beyond its end too.
    """
    length_m = course.length_m
    if course.closed:
        s_m = along_m % length_m
    else:
        s_m = length_m - np.abs(along_m % (2 * length_m) - length_m)
    nodes = np.arange(len(course.east_m)) * course.node_m
    return Places(
        east_m=np.interp(s_m, nodes, course.east_m),
        north_m=np.interp(s_m, nodes, course.north_m),
        height_m=np.interp(s_m, nodes, course.height_m),
    )


def degrees(
    course: Course, east_m: npt.NDArray[np.float64], north_m: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return latitude and longitude of places near a course.

    Parameters
    ----------
    course : Course
        Gives the origin.
    east_m, north_m : ndarray, shape (n,)
        From the origin.
    """
    shrink = np.cos(np.radians(course.lat_deg))
    return (
        course.lat_deg + north_m / METRES_PER_DEGREE,
        course.lon_deg + east_m / (METRES_PER_DEGREE * shrink),
    )


def _line(
    lat_deg: float,
    lon_deg: float,
    shape: npt.NDArray[np.float64],
    length_m: float,
    *,
    closed: bool,
    rng: np.random.Generator,
) -> Course:
    """Stretch a shape to a length, with evenly spaced nodes."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(shape, axis=1)))])
    n = max(2, round(length_m / _NODE_M) + 1)
    even = np.linspace(0.0, lengths[-1], n)
    scale = length_m / lengths[-1]
    s = np.linspace(0.0, 2 * np.pi, n)
    height_m = 45.0 + sum(
        (rng.uniform(0.5, 2.5) * np.sin(k * s + rng.uniform(0, 2 * np.pi)) for k in (1, 2, 4)),
        start=np.zeros(n),
    )
    return Course(
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        east_m=scale * np.interp(even, lengths, shape[0]),
        north_m=scale * np.interp(even, lengths, shape[1]),
        height_m=height_m,
        node_m=length_m / (n - 1),
        closed=closed,
    )
