"""Speed from positions and from distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG R1)."""
SHORTEST_STEP_S = 1e-3
"""No format tells times more finely; over less than that any distance would be a wild speed."""


def great_circle_m(
    lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the distances between successive positions, by the haversine formula.

    Parameters
    ----------
    lat_deg, lon_deg : ndarray, shape (n,)
        Positions in degrees.

    Returns
    -------
    ndarray, shape (n - 1,)
        Metres.
    """
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    half_lat, half_lon = np.diff(lat) / 2, np.diff(lon) / 2
    cos_lat = np.cos(lat)
    chord = np.sin(half_lat) ** 2 + cos_lat[:-1] * cos_lat[1:] * np.sin(half_lon) ** 2
    angle: NDArray[np.float64] = 2 * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return EARTH_RADIUS_M * angle


def speed_between(
    t_s: NDArray[np.float64], step_m: NDArray[np.float64], *, longest_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean speed of each step, placed at the step's middle.

    The middle is where a difference is unbiased: placed at the later sample it would lag by half
    a step. Steps longer than `longest_s` say nothing of any moment in them and are left out.

    Parameters
    ----------
    t_s : ndarray, shape (n,)
        Strictly increasing times.
    step_m : ndarray, shape (n - 1,)
        Distance covered between them.
    longest_s : float
        Longest step that is used.

    Returns
    -------
    t_s, speed_m_s : ndarray, shape (m,), m < n
        Times and speeds.
    """
    duration = np.diff(t_s)
    usable = (duration <= longest_s) & (duration >= SHORTEST_STEP_S)
    middle = t_s[:-1] + duration / 2
    return middle[usable], step_m[usable] / duration[usable]
