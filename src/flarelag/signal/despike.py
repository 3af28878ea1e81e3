"""Samples that no runner can have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COMPARED_S = 9.0
"""Samples further apart than this are not compared: speed may truly have changed between them."""
_LONGEST_S = 3.0
"""An excursion that samples show to last longer is real, however few they are."""
_SECONDS_PER_MINUTE = 60
_SLOWEST_SPM = 10.0
"""Below this a foot sensor says that nobody is stepping, not how."""


def spikes(
    t_s: NDArray[np.float64],
    speed_m_s: NDArray[np.float64],
    cadence_spm: NDArray[np.float64],
    *,
    fastest_m_s: float,
    rise_m_s: float,
    fall_m_s: float,
    longest_n: int,
    longest_step_m: float,
) -> NDArray[np.bool_]:
    """Return which samples are spikes.

    A spike is faster than any sprinter, or goes up and comes back within a few samples, or would
    need a longer step than legs allow at the cadence measured with it.

    Parameters
    ----------
    t_s, speed_m_s, cadence_spm : ndarray, shape (n,)
        Samples; cadence NaN where unknown.
    fastest_m_s : float
        Fastest speed possible.
    rise_m_s, fall_m_s : float
        Rise into and fall out of an excursion, from one sample to the next.
    longest_n : int
        Longest excursion, in samples.
    longest_step_m : float
        Longest step possible.

    Returns
    -------
    ndarray of bool, shape (n,)
        True at spikes.
    """
    stepping = cadence_spm >= _SLOWEST_SPM
    step_m = speed_m_s * _SECONDS_PER_MINUTE / np.maximum(cadence_spm, _SLOWEST_SPM)
    return (
        (speed_m_s > fastest_m_s)
        | (stepping & (step_m > longest_step_m))
        | _excursions(t_s, speed_m_s, rise_m_s, fall_m_s, longest_n)
    )


def _excursions(
    t_s: NDArray[np.float64],
    speed_m_s: NDArray[np.float64],
    rise_m_s: float,
    fall_m_s: float,
    longest_n: int,
) -> NDArray[np.bool_]:
    found = np.zeros(speed_m_s.shape, dtype=bool)
    change = speed_m_s[1:] - speed_m_s[:-1]
    up = change > rise_m_s
    if not up.any():  # nearly always
        return found
    near = np.diff(t_s) <= _COMPARED_S
    up, down = near & up, near & (change < -fall_m_s)
    for first in np.flatnonzero(up) + 1:
        falls = np.flatnonzero(down[first : first + longest_n])
        if falls.size and t_s[first + falls[0]] - t_s[first] <= _LONGEST_S:
            found[first : first + falls[0] + 1] = True
    return found
