"""Points of a track as columns of numbers, and the records and pauses that they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.model.frames import Records, validated_records
from flarelag.model.interval import Interval
from flarelag.sources.places import are_places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import dataframely as dy
    from numpy.typing import NDArray

TIME = "time"
CADENCE = "cadence"
"""As the file has it: strides, steps or turns, whichever the sport and the value suggest."""
MEASURED = (
    "lat_deg",
    "lon_deg",
    "altitude_m",
    "distance_m",
    "speed_m_s",
    "heart_rate_bpm",
    CADENCE,
    "power_w",
    "temperature_c",
)
_MOST_STRIDES_PER_MIN = 120
"""A stride is two steps; 120 strides a minute are 240 steps. Above this, steps were written."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points with a time, in the order of the file. NaN stands for null, inside this module only.

    Parameters
    ----------
    instant_us : ndarray of int64
        Microseconds since 1970.
    segment : ndarray of int64
        Which uninterrupted stretch each belongs to, counted from 0.
    columns : mapping of str to ndarray of float64
        One array for each of `MEASURED`.
    untimed, unreadable, misplaced, unzoned : int
        Points without a time, with one that is no time since 1970, with one weeks away from the
        rest; times without a zone.
    """

    instant_us: NDArray[np.int64]
    segment: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.float64]]
    untimed: int = 0
    unreadable: int = 0
    misplaced: int = 0
    unzoned: int = 0

    @property
    def start_us(self) -> int:
        """The earliest instant. There must be one."""
        return int(self.instant_us.min())

    @property
    def end_us(self) -> int:
        """The latest instant. There must be one."""
        return int(self.instant_us.max())

    def remarks(self) -> tuple[str, ...]:
        """Return what a user should know of the points' times."""
        left_out = "points left out because their time is"
        said = (
            (self.unzoned, "times without a zone were taken as UTC"),
            (self.untimed, f"{left_out} missing: {self.untimed}"),
            (self.unreadable, f"{left_out} unreadable or before 1970: {self.unreadable}"),
            (self.misplaced, f"{left_out} weeks from the rest: {self.misplaced}"),
        )
        return tuple(text for count, text in said if count)


def joined(parts: Sequence[Samples]) -> Samples:
    """Return several recordings as one, each starting a new segment."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(int(part.segment.max()) + 1 for part in parts[:-1])])
    return Samples(
        instant_us=np.concatenate([part.instant_us for part in parts]),
        segment=np.concatenate([p.segment + o for p, o in zip(parts, offsets, strict=True)]),
        columns={name: np.concatenate([part.columns[name] for part in parts]) for name in MEASURED},
        untimed=sum(part.untimed for part in parts),
        unreadable=sum(part.unreadable for part in parts),
        misplaced=sum(part.misplaced for part in parts),
        unzoned=sum(part.unzoned for part in parts),
    )


def records_of(samples: Samples, *, on_foot: bool) -> dy.DataFrame[Records]:
    """Return the samples as validated records.

    Parameters
    ----------
    samples : Samples
        May be empty.
    on_foot : bool
        Whether cadence counts steps. Files count strides (one foot) on foot; a median over
        120 a minute can only be steps (our own rule).
    """
    columns = dict(samples.columns)
    cadence = _not_negative(columns.pop(CADENCE))
    steps, turns = (_steps(cadence), None) if on_foot else (None, cadence)
    columns["lat_deg"], columns["lon_deg"] = _positions(columns["lat_deg"], columns["lon_deg"])
    columns["heart_rate_bpm"] = np.where(  # a strap that lost contact writes 0
        columns["heart_rate_bpm"] > 0, columns["heart_rate_bpm"], np.nan
    )
    for name in ("distance_m", "speed_m_s", "power_w"):  # -1: "not known" (iOS)
        columns[name] = _not_negative(columns[name])
    start_us = samples.start_us if samples.instant_us.size else 0
    columns["t_s"] = (samples.instant_us - start_us) / 1e6
    frame = pl.DataFrame(columns, nan_to_null=True).with_columns(
        _optional("cadence_spm", steps),
        _optional("cadence_rpm", turns),
        _optional("contact_time_s", None),
    )
    return validated_records(frame.select(Records.column_names()))


def pauses_of(samples: Samples) -> tuple[Interval, ...]:
    """Return the gaps between segments, in seconds from the earliest sample.

    A new segment without a real gap (a lap, a file that was split) is no pause: the gap has to be
    over twice the median step between samples.
    """
    if samples.instant_us.size == 0:
        return ()
    order = np.argsort(samples.instant_us, kind="stable")
    times = (samples.instant_us[order] - samples.start_us) / 1e6
    steps = np.diff(times)
    changed = np.diff(samples.segment[order]) != 0
    inside = steps[~changed]
    shortest = 2 * float(np.median(inside)) if inside.size else 0.0
    ends = np.flatnonzero(changed & (steps > shortest))
    return tuple(Interval(float(times[i]), float(times[i + 1])) for i in ends)


def _optional(name: str, values: NDArray[np.float64] | None) -> pl.Series | pl.Expr:
    if values is None:
        return pl.lit(None, dtype=pl.Float64).alias(name)
    return pl.Series(name, values, nan_to_null=True)


def _steps(cadence: NDArray[np.float64]) -> NDArray[np.float64]:
    moving = cadence[cadence > 0]
    in_steps = moving.size > 0 and float(np.median(moving)) > _MOST_STRIDES_PER_MIN
    return cadence if in_steps else 2 * cadence


def _not_negative(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values >= 0, values, np.nan)


def _positions(
    lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both or neither: half a position is none, and so is one where nobody can be."""
    valid = are_places(lat_deg, lon_deg)
    return np.where(valid, lat_deg, np.nan), np.where(valid, lon_deg, np.nan)
