"""Whether hard sessions have entries in the hours after them, and which entry is missing most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.result import EntryToAdd
from flarelag.model.lag_bands import BANDS_NEEDED, LAG_BANDS_H

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions

_SETTLED_H = 24.0
"""A session in the diary's last 24 h has not had its two bands yet: it is not judged."""
_DAY_H = (7.0, 22.0)
"""An entry is asked for in these hours, if it can be."""
_ALIKE_FROM = 0.7
"""Length of the mean of times of day as arrows: 1 where all are one, 0 where they lie all over."""


def covered_fraction(entry_h: NDArray[np.float64], sessions: Sessions) -> float | None:
    """Return the share of hard sessions with entries in two of the bands 3-12, 12-24, 24-48 h.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order; at least one.
    sessions : Sessions
        With their hard ones told.

    Returns
    -------
    float or None
        Null where no hard session lies far enough back to be judged.
    """
    judged = _judged(entry_h, sessions)
    if not judged.any():
        return None
    return float(np.mean(_followed_up(_has_entry(entry_h, sessions.end_h[judged]))))


def entry_to_add(
    entry_h: NDArray[np.float64], sessions: Sessions, clock_h: NDArray[np.float64]
) -> EntryToAdd | None:
    """Return the entry that is most often missing after hard sessions not followed up.

    Of stretches that are missing alike, it is the one most of which lies in the day.

    A diary written once a day at the same hour can miss the same stretch each time: right after a
    morning's run, say, and a day later, but never in the hours between.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        In order; at least one.
    sessions : Sessions
        With their hard ones told.
    clock_h : array of float, shape (m,)
        The local time of day at which each session ended, in hours.

    Returns
    -------
    EntryToAdd or None
        Null where every hard session that can be judged is followed up.
    """
    judged = _judged(entry_h, sessions)
    bands = _has_entry(entry_h, sessions.end_h[judged])
    short = ~_followed_up(bands)
    if not short.any():
        return None
    usual_end_h = _usual(clock_h[judged][short])
    n_with = bands[:, short].sum(axis=1)
    emptiest = [int(band) for band in np.flatnonzero(n_with == n_with.min())]
    asked = max(emptiest, key=lambda band: _awake(LAG_BANDS_H[band], usual_end_h))
    return EntryToAdd(
        *LAG_BANDS_H[asked],
        n_without=int((~bands[asked]).sum()),
        n_sessions=int(judged.sum()),
        usual_end_h=usual_end_h,
    )


def _judged(entry_h: NDArray[np.float64], sessions: Sessions) -> NDArray[np.bool_]:
    settled: NDArray[np.bool_] = sessions.end_h <= entry_h[-1] - _SETTLED_H
    return sessions.hard_in_diary & settled


def _has_entry(entry_h: NDArray[np.float64], end_h: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which bands, in rows, hold an entry after which sessions, in columns."""
    bands = [
        np.searchsorted(entry_h, end_h + low) < np.searchsorted(entry_h, end_h + high)
        for low, high in LAG_BANDS_H
    ]
    told: NDArray[np.bool_] = np.array(bands)
    return told


def _followed_up(bands: NDArray[np.bool_]) -> NDArray[np.bool_]:
    followed: NDArray[np.bool_] = bands.sum(axis=0) >= BANDS_NEEDED
    return followed


def _awake(band_h: tuple[float, float], end_h: float | None) -> float:
    """Return which share of a stretch lies in the day, by when sessions end; 0 where none knows."""
    if end_h is None:
        return 0.0
    hour = (end_h + np.arange(*band_h, 0.5)) % 24
    return float(np.mean((hour >= _DAY_H[0]) & (hour < _DAY_H[1])))


def _usual(clock_h: NDArray[np.float64]) -> float | None:
    """Return the mean time of day; null where the times lie all over it."""
    mean = np.mean(np.exp(2j * np.pi * clock_h / 24))
    if abs(mean) < _ALIKE_FROM:
        return None
    return float(np.angle(mean) / (2 * np.pi) * 24 % 24)
