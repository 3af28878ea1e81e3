"""Speed with its noise taken out, piece by piece, with no loop over samples."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from flarelag.signal.quantile import median_of_five

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.signal.grid import Grid

_BRIDGED_WEIGHT = 1e-3
"""A bridged point pulls this much as hard as a measured one: it only keeps the system regular."""

_SETTLED_N, _SETTLED_PENALTY = 64, 25.0
"""So far from either end of a piece the equations no longer show that it has one, to the last bit,
up to such a penalty: 70 times the one for positions. (At 1,000 they still do, by 1e-8.)"""


def smooth(
    grid: Grid,
    middling_m_s: NDArray[np.float64],
    *,
    noise_m_s: float,
    jerk_m_s2: float,
    decay: float,
    gate: float,
) -> NDArray[np.float64]:
    """Return the smoothed speed.

    The state is speed and acceleration: ``v' = v + a``, ``a' = decay * a + w``, with w ~ N(0,
    jerk^2) and measurements of v with noise N(0, noise^2). The Kalman filter followed by the
    Rauch-Tung-Striebel smoother gives this model's posterior mean, which is also the solution of
    one penalised least-squares problem

        minimise  sum (y_i - v_i)^2 / noise^2  +  sum (v_i+2 - (1 + d) v_i+1 + d v_i)^2 / jerk^2

    with a symmetric matrix of bandwidth 2, so it is solved at once for all pieces (no penalty
    reaches across a cut). Samples further than `gate` times the noise from the running median of
    five count as missing.

    Parameters
    ----------
    grid : Grid
        Speed in pieces.
    middling_m_s : ndarray, shape (n,)
        Its running median of five.
    noise_m_s : float
        Standard deviation of one sample.
    jerk_m_s2 : float
        Standard deviation of the change of acceleration from one second to the next.
    decay : float
        What remains of an acceleration after a second.
    gate : float
        Samples beyond this many standard deviations are not believed.

    Returns
    -------
    ndarray, shape (n,)
        Never negative.
    """
    from scipy.linalg.lapack import (  # noqa: PLC0415 - 0.3 s that who smooths nothing saves
        dpbsv,
        dpbtrs,
    )

    n = grid.t_s.size
    if n == 0:
        return np.empty(0)
    believed = np.abs(grid.raw_m_s - middling_m_s) <= gate * noise_m_s
    weight = np.where(grid.measured & believed, 1.0, _BRIDGED_WEIGHT)
    target = weight * np.where(believed, grid.raw_m_s, middling_m_s)
    penalty = (noise_m_s / jerk_m_s2) ** 2
    # `scipy.linalg.solveh_banded` calls the same, after a look at every number.
    # By the lower bands, as it takes three fifths of the time that the upper ones do.
    settles = grid.starts.size == 1 and n >= 2 * _SETTLED_N and penalty <= _SETTLED_PENALTY
    if settles and (weight == 1).all():
        factor = _factor_of_all_believed(n, penalty, decay)
        smoothed, fault = dpbtrs(factor, target, lower=True, overwrite_b=True)
    else:
        joined = (grid.piece[2:] == grid.piece[:-2]) * penalty
        matrix = _normal_matrix(weight, joined, decay)
        _, smoothed, fault = dpbsv(matrix, target, lower=True, overwrite_ab=True, overwrite_b=True)
    if fault:
        raise np.linalg.LinAlgError("speed cannot be smoothed: its equations have no one solution")
    positive: NDArray[np.float64] = np.maximum(smoothed, 0.0)
    return positive


def _factor_of_all_believed(n: int, penalty: float, decay: float) -> NDArray[np.float64]:
    """Return the Cholesky factor's lower bands where all points of one piece weigh the same.

    Away from the ends of such a piece every column of the factor is the same one, however long
    the piece is: so the factor of a short one tells it, and half of the work is saved.
    """
    short = _short_factor(penalty, decay)
    factor = np.empty((3, n), order="F")
    factor[:, :_SETTLED_N] = short[:, :_SETTLED_N]
    factor[:, _SETTLED_N:-_SETTLED_N] = short[:, _SETTLED_N - 1 : _SETTLED_N]
    factor[:, -_SETTLED_N:] = short[:, -_SETTLED_N:]
    return factor


@cache
def _short_factor(penalty: float, decay: float) -> NDArray[np.float64]:
    from scipy.linalg.lapack import dpbtrf  # noqa: PLC0415 - as above

    n = 2 * _SETTLED_N
    factor: NDArray[np.float64]
    factor, _ = dpbtrf(_normal_matrix(np.ones(n), np.full(n - 2, penalty), decay), lower=True)
    return factor


def _normal_matrix(
    weight: NDArray[np.float64], joined: NDArray[np.float64], decay: float
) -> NDArray[np.float64]:
    """Return the normal equations' lower bands (rows: main diagonal, first, second)."""
    n = weight.size
    oldest, middle, newest = decay, -(1 + decay), 1.0
    bands = np.zeros((3, n))
    bands[0] = weight
    if n > 2:  # noqa: PLR2004 - a penalty needs three points
        bands[0, :-2] += joined * oldest**2
        bands[0, 1:-1] += joined * middle**2
        bands[0, 2:] += joined * newest**2
        bands[1, :-2] += joined * oldest * middle
        bands[1, 1:-1] += joined * middle * newest
        bands[2, :-2] += joined * oldest * newest
    return bands


def running_median(grid: Grid) -> NDArray[np.float64]:
    """Return the running median of five of the raw speed; windows stop at the ends of their piece.

    Parameters
    ----------
    grid : Grid
        Speed in pieces.
    """
    if not grid.t_s.size:
        return np.empty(0)
    # An end of a piece stands for the two points beyond it, too.
    times = np.ones(grid.t_s.shape, dtype=np.intp)
    times[grid.starts] += 2
    times[grid.ends - 1] += 2
    drawn_out = grid.raw_m_s.repeat(times)
    middling = median_of_five(*(drawn_out[k : drawn_out.size - 4 + k] for k in range(5)))
    shown: NDArray[np.float64] = middling[np.arange(grid.t_s.size) + 4 * grid.piece]
    return shown
