"""The measured columns of one activity: sorted, one row an instant, with the best speed it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.classification import SpeedSource
from flarelag.signal.kinematics import great_circle_m, speed_between
from flarelag.signal.lag import lag_behind

if TYPE_CHECKING:
    from collections.abc import Callable

    import dataframely as dy
    import polars as pl
    from numpy.typing import NDArray

    from flarelag.model.frames import Records

_TIE_BREAKERS = ("t_s", "speed_m_s", "distance_m", "lat_deg", "lon_deg")
_USED = (*_TIE_BREAKERS, "cadence_spm", "altitude_m")
_ENOUGH = 0.5
"""A source of speed is used when at least this part of the records has it."""
_STANDSTILL_M_S = 0.1

Samples = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""Times and speeds."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Speed samples and the columns that stand beside them.

    Parameters
    ----------
    source : SpeedSource
        Where the speed comes from.
    t_s, speed_m_s : ndarray, shape (n,)
        Times, strictly increasing, and speeds; no NaN. Empty where nothing can be told.
    cadence_spm : ndarray, shape (n,)
        Steps per minute at those times; NaN where unknown.
    record_t_s : ndarray, shape (m,)
        Times of all records.
    altitude_m : ndarray, shape (m,)
        Altitude at the records; NaN where unknown.
    lag_of : callable
        Works out how far the speed runs behind that of the positions beside it, in seconds; None
        where they cannot tell. Only where efforts were found does anyone need to know.
    """

    source: SpeedSource
    t_s: NDArray[np.float64]
    speed_m_s: NDArray[np.float64]
    cadence_spm: NDArray[np.float64]
    record_t_s: NDArray[np.float64]
    altitude_m: NDArray[np.float64]
    lag_of: Callable[[], float | None]


def load_track(records: dy.DataFrame[Records], *, bridge_s: float, fastest_m_s: float) -> Track:
    """Return the track of an activity: device speed, else of distance, else of positions.

    Parameters
    ----------
    records : DataFrame[Records]
        Samples in any order.
    bridge_s : float
        Longest step between two samples that is differenced.
    fastest_m_s : float
        Fastest speed possible.
    """
    column = _columns(records)
    t_s = column["t_s"]
    source, at_s, speed = _best_speed(column, bridge_s)

    def lag_of() -> float | None:
        if source is SpeedSource.POSITION:
            return 0.0
        prompt_t_s, prompt = _of_positions(column, bridge_s)
        return lag_behind(at_s, speed, prompt_t_s, prompt, fastest_m_s=fastest_m_s)

    cadence = interpolated(at_s, t_s, column["cadence_spm"])
    return Track(source, at_s, speed, cadence, t_s, column["altitude_m"], lag_of)


def interpolated(
    at_s: NDArray[np.float64], t_s: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a channel at other times, by straight lines; NaN where it has no value at all.

    Parameters
    ----------
    at_s : ndarray, shape (k,)
        The times.
    t_s, values : ndarray, shape (n,)
        The channel: times strictly increasing, values NaN where unknown.
    """
    known = np.isfinite(values)
    if known.all():
        return values if at_s is t_s or np.array_equal(at_s, t_s) else np.interp(at_s, t_s, values)
    if not known.any() or not at_s.size:
        return np.full(at_s.shape, np.nan)
    return np.interp(at_s, t_s[known], values[known])


def _columns(records: dy.DataFrame[Records]) -> dict[str, NDArray[np.float64]]:
    """Return the columns that are needed, one row an instant, sorted by time; NaN for null."""
    column = {name: records[name].to_numpy() for name in _USED}
    t_s = column["t_s"]
    if (t_s[1:] > t_s[:-1]).all():  # nearly always: and selecting columns costs
        return column
    frame = _one_row_an_instant(records.select(_USED))
    return {name: frame[name].to_numpy() for name in _USED}


def _one_row_an_instant(frame: pl.DataFrame) -> pl.DataFrame:
    """Sort by time; of several rows at one instant keep one, whatever order they came in."""
    t_s = frame["t_s"]
    if not t_s.is_sorted():
        frame = frame.sort("t_s")
        t_s = frame["t_s"]
    if t_s.n_unique() < frame.height:
        frame = frame.sort(_TIE_BREAKERS, nulls_last=True).unique(
            "t_s", keep="first", maintain_order=True
        )
    return frame


def _best_speed(
    column: dict[str, NDArray[np.float64]], bridge_s: float
) -> tuple[SpeedSource, NDArray[np.float64], NDArray[np.float64]]:
    """Choose the source and return its samples."""
    t_s, device = column["t_s"], column["speed_m_s"]
    if _plenty(device) and not _still(device):  # nearly always
        return SpeedSource.DEVICE, *_known(t_s, device)
    by_distance = _differenced(t_s, column["distance_m"], bridge_s)
    if _plenty(device) and _still(by_distance[1]):
        return SpeedSource.DEVICE, *_known(t_s, device)
    if _plenty(column["distance_m"]) and not _still(by_distance[1]):
        return SpeedSource.DISTANCE, *by_distance
    if _plenty(np.where(np.isfinite(column["lon_deg"]), column["lat_deg"], np.nan)):
        return SpeedSource.POSITION, *_of_positions(column, bridge_s)
    return SpeedSource.NONE, np.empty(0), np.empty(0)


def _known(t_s: NDArray[np.float64], speed: NDArray[np.float64]) -> Samples:
    known = np.isfinite(speed) & (speed >= 0)
    return (t_s, speed) if known.all() else (t_s[known], speed[known])


def _of_positions(column: dict[str, NDArray[np.float64]], bridge_s: float) -> Samples:
    lat, lon = column["lat_deg"], column["lon_deg"]
    placed = np.isfinite(lat) & np.isfinite(lon)
    steps = great_circle_m(lat[placed], lon[placed])
    return speed_between(column["t_s"][placed], steps, longest_s=bridge_s)


def _plenty(values: NDArray[np.float64]) -> bool:
    known_n = int(np.count_nonzero(np.isfinite(values)))
    return values.size > 0 and known_n >= _ENOUGH * values.size


def _still(speed: NDArray[np.float64]) -> bool:
    """Whether a channel shows no movement at all: then it says nothing."""
    return not bool((speed > _STANDSTILL_M_S).any())


def _differenced(
    t_s: NDArray[np.float64], distance_m: NDArray[np.float64], bridge_s: float
) -> Samples:
    """Return speed from cumulative distance; a step backwards is a reset and says nothing."""
    known = np.isfinite(distance_m)
    at_s, speed = speed_between(t_s[known], np.diff(distance_m[known]), longest_s=bridge_s)
    forwards = speed >= 0
    return at_s[forwards], speed[forwards]
