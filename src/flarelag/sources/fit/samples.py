"""The `record` messages as flarelag's records: one place for each quantity, SI units.

FIT may say the same thing twice (`speed` and `enhanced_speed`) or squeeze two into three bytes
(`compressed_speed_distance`); the better value wins sample by sample, and an invalid one never
replaces a valid one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.errors import UnsafeInputError
from flarelag.model.frames import Records, validated_records
from flarelag.model.wording import counted
from flarelag.sources.fit.clock import compressed_times
from flarelag.sources.fit.columns import (
    Table,
    in_file_order,
    is_absent,
    is_unset,
    of_message,
    table,
)
from flarelag.sources.fit.developer import stand_ins
from flarelag.sources.fit.profile import field_spec
from flarelag.sources.places import are_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dataframely as dy
    from numpy.typing import NDArray

    from flarelag.sources.fit.heart_rate import Beats
    from flarelag.sources.fit.layout import Layout

    Column = NDArray[np.float64]

RECORD_FIELDS = (
    "timestamp",
    "position_lat",
    "position_long",
    "enhanced_altitude",
    "altitude",
    "distance",
    "enhanced_speed",
    "speed",
    "heart_rate",
    "cadence",
    "fractional_cadence",
    "power",
    "temperature",
    "stance_time",
)
# 23 days of one a second. A record may be as short as one byte, and takes over 100 in memory.
MOST_RECORDS = 2_000_000
_SEMICIRCLES = 2**31
_HALF_TURN_DEG = 180.0
_NULLS = {name: pl.Series(name, [None], dtype=pl.Float64) for name in Records.column_names()}
_COMPRESSED_BYTES = 3
_ALL_ONES = 0xFFFFFF
_TWELVE_BITS = 0xFFF


def record_table(
    data: bytes, layouts: Sequence[Layout], strap: Beats
) -> tuple[Table, tuple[str, ...]]:
    """Return all `record` messages, and what a user should know of their reading.

    Parameters
    ----------
    data : bytes
        The whole file.
    layouts : sequence of Layout
        What the walk found.
    strap : Beats
        Heart rate for records that have none.

    Returns
    -------
    Table
        Columns `RECORD_FIELDS`, NaN where there is no value; times in seconds since 1989-12-31.
    tuple of str
        Remarks.

    Raises
    ------
    UnsafeInputError
        There are more records than any recording has.
    """
    if sum(len(layout) for layout in of_message(layouts, "record")) > MOST_RECORDS:
        raise UnsafeInputError(f"more than {MOST_RECORDS:,} records in one FIT file")
    found = table(layouts, "record", RECORD_FIELDS)
    columns = found.columns
    untimed = np.isnan(columns["timestamp"])
    if untimed.any():
        times = compressed_times(data, layouts, found.starts[untimed])
        columns["timestamp"] = columns["timestamp"].copy()
        columns["timestamp"][untimed] = times
    for name, values in _speed_and_distance(layouts).items():
        columns[name] = _first_valid(columns[name], values)
    remarks = []
    for name, values in stand_ins(layouts).items():
        if not _is_there(columns, name) and not np.isnan(values).all():
            columns[name] = values
            remarks.append(f"{name.replace('_', ' ')} comes from an app's or a pod's own field")
    if len(strap.time_s):
        remarks += _fill_heart_rate(columns, strap)
    return found, tuple(remarks)


def _fill_heart_rate(columns: dict[str, Column], strap: Beats) -> list[str]:
    """Take the heart rate of records that have none from the strap; say how many there are."""
    kept = strap.at(columns["timestamp"])
    filled = np.isnan(columns["heart_rate"]) & ~np.isnan(kept)
    if not filled.any():
        return []
    columns["heart_rate"] = _first_valid(columns["heart_rate"], kept)
    n_filled = counted(int(np.count_nonzero(filled)), "record")
    return [f"heart rate of {n_filled} comes from the strap's memory"]


def _is_there(columns: dict[str, Column], name: str) -> bool:
    names = (name, f"enhanced_{name}")
    return any(k in columns and not is_absent(columns[k]) for k in names)


def _first_valid(better: Column, other: Column) -> Column:
    if is_absent(better):
        return other
    return np.where(np.isnan(better), other, better)


def _speed_and_distance(layouts: Sequence[Layout]) -> dict[str, Column]:
    """Unpack `compressed_speed_distance`: 12 bits of 0.01 m/s, 12 bits of 1/16 m that wrap."""
    number = field_spec("record", "compressed_speed_distance").number
    chosen = of_message(layouts, "record")
    if not any(number in layout.fields for layout in chosen):
        return {}
    starts, placed = in_file_order(chosen)
    packed = np.full(len(starts), _ALL_ONES, dtype=np.int64)
    for layout, rows in placed:
        place = layout.fields.get(number)
        if place is not None and place.size == _COMPRESSED_BYTES:
            low, middle, high = (
                layout.values(place.offset + i, "u1").astype(np.int64) for i in range(3)
            )
            packed[rows] = low | middle << 8 | high << 16
    return _unpacked(packed)


def _unpacked(packed: NDArray[np.int64]) -> dict[str, Column]:
    valid = packed != _ALL_ONES
    speed, distance = np.full(len(packed), np.nan), np.full(len(packed), np.nan)
    speed[valid] = (packed[valid] & _TWELVE_BITS) / 100.0
    counted = packed[valid] >> 12
    steps = np.diff(counted, prepend=0) & _TWELVE_BITS
    distance[valid] = np.cumsum(steps) / 16.0
    return {"speed": speed, "distance": distance}


def records_frame(records: Table, *, on_foot: bool) -> tuple[dy.DataFrame[Records], list[str]]:
    """Return timed record messages as the validated frame, and remarks on what was left out.

    Parameters
    ----------
    records : Table
        At least one message; every time stamp valid.
    on_foot : bool
        Whether cadence counts strides (two steps each).
    """
    latitude, longitude, remarks = _positions(records)
    turns = records["cadence"]
    if not is_unset(records["fractional_cadence"]):
        turns = turns + np.nan_to_num(records["fractional_cadence"])
    cadence = {"cadence_spm": 2 * turns} if on_foot else {"cadence_rpm": turns}
    columns = {
        "t_s": records["timestamp"] - records["timestamp"].min(),
        "lat_deg": latitude,
        "lon_deg": longitude,
        "altitude_m": _first_valid(records["enhanced_altitude"], records["altitude"]),
        "distance_m": records["distance"],
        "speed_m_s": _first_valid(records["enhanced_speed"], records["speed"]),
        "heart_rate_bpm": records["heart_rate"],
        "power_w": records["power"],
        "temperature_c": records["temperature"],
        "contact_time_s": records["stance_time"] / 1000.0,
        **cadence,
    }
    return _validated(columns, len(records)), remarks


def _positions(records: Table) -> tuple[Column, Column, list[str]]:
    """Return latitude and longitude in degrees, and a remark on those that are none."""
    latitude, longitude = records["position_lat"], records["position_long"]
    if is_unset(latitude) and is_unset(longitude):
        return latitude, longitude, []
    latitude = latitude * _HALF_TURN_DEG / _SEMICIRCLES
    longitude = longitude * _HALF_TURN_DEG / _SEMICIRCLES
    told = ~(np.isnan(latitude) & np.isnan(longitude))
    misplaced = told & ~are_places(latitude, longitude)
    if not misplaced.any():
        return latitude, longitude, []
    latitude[misplaced] = longitude[misplaced] = np.nan
    n_misplaced = counted(int(np.count_nonzero(misplaced)), "position")
    return latitude, longitude, [f"{n_misplaced} without a fix or beyond the poles left out"]


def no_records() -> dy.DataFrame[Records]:
    """Return the frame of an activity that has a summary only."""
    return _validated({}, 0)


def _validated(columns: dict[str, Column], n: int) -> dy.DataFrame[Records]:
    frame = [_series(name, columns.get(name), n) for name in _NULLS]
    return validated_records(pl.DataFrame(frame))


def _series(name: str, column: Column | None, n: int) -> pl.Series:
    """Return a column with nulls; filling NaN costs more than finding that there is none."""
    if column is None or is_unset(column):
        return _NULLS[name].new_from_index(0, n)
    return pl.Series(name, column, nan_to_null=bool(np.isnan(column.sum())))
