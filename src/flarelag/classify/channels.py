"""What was measured beside speed, on the grid that speed is judged on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import dataframely as dy
    from numpy.typing import NDArray

    from flarelag.model.frames import Records


@dataclass(frozen=True, slots=True, eq=False)
class Channels:
    """Cadence, contact time, heart rate and distance at the points of a grid; NaN where unknown.

    Parameters
    ----------
    cadence_spm, contact_time_s, heart_rate_bpm, distance_m : ndarray, shape (n,)
        Interpolated between samples that lie near enough to each other.
    """

    cadence_spm: NDArray[np.float64]
    contact_time_s: NDArray[np.float64]
    heart_rate_bpm: NDArray[np.float64]
    distance_m: NDArray[np.float64]


def channels(
    records: dy.DataFrame[Records], t_s: NDArray[np.float64], *, bridge_s: float
) -> Channels:
    """Return the channels at given times.

    Parameters
    ----------
    records : DataFrame[Records]
        Samples in any order.
    t_s : ndarray, shape (n,)
        Times, increasing.
    bridge_s : float
        Longest gap that is bridged.
    """
    names = ("cadence_spm", "contact_time_s", "heart_rate_bpm", "distance_m")
    there = np.array_equal(records["t_s"].to_numpy(), t_s)
    return Channels(*(_on_grid(records, name, t_s, bridge_s, there=there) for name in names))


def samples(
    records: dy.DataFrame[Records], name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the times at which one channel has a value, strictly increasing, and its values.

    Parameters
    ----------
    records : DataFrame[Records]
        Samples in any order.
    name : str
        The channel.
    """
    t_s, values = records["t_s"].to_numpy(), records[name].to_numpy()
    known = np.isfinite(values)
    if not known.all():
        t_s, values = t_s[known], values[known]
    if not (t_s[1:] > t_s[:-1]).all():
        order = np.lexsort((values, t_s))
        t_s, values = t_s[order], values[order]
        first = np.diff(t_s, prepend=-1.0) > 0
        t_s, values = t_s[first], values[first]
    return t_s, values


def _on_grid(
    records: dy.DataFrame[Records],
    name: str,
    at_s: NDArray[np.float64],
    bridge_s: float,
    *,
    there: bool,
) -> NDArray[np.float64]:
    unknown_n = records[name].null_count()
    if not at_s.size or unknown_n == records.height:
        return np.full(at_s.shape, np.nan)
    if there and not unknown_n:
        return records[name].to_numpy()
    t_s, values = samples(records, name)
    if np.array_equal(t_s, at_s):
        return values
    after = np.searchsorted(t_s, at_s)
    before = np.searchsorted(t_s, at_s, "right") - 1
    inside = (before >= 0) & (after < t_s.size)
    gap_s = t_s[np.minimum(after, t_s.size - 1)] - t_s[np.maximum(before, 0)]
    return np.where(inside & (gap_s <= bridge_s), np.interp(at_s, t_s, values), np.nan)
