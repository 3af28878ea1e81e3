"""Which positions are places where somebody can have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NULL_ISLAND_DEG: Final = 0.01
"""Receivers without a fix write 0, 0: a place in the Gulf of Guinea where nobody runs."""
_POLE_DEG: Final = 90.0
_HALF_TURN_DEG: Final = 180.0


def are_places(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which positions are whole, on the globe and no receiver's zeros.

    Parameters
    ----------
    lat_deg, lon_deg : ndarray of float64, shape (n,)
        NaN where unknown.
    """
    lat, lon = np.abs(lat_deg), np.abs(lon_deg)
    on_globe: NDArray[np.bool_] = (lat <= _POLE_DEG) & (lon <= _HALF_TURN_DEG)
    return on_globe & ((lat >= _NULL_ISLAND_DEG) | (lon >= _NULL_ISLAND_DEG))
