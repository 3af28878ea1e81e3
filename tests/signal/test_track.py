from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from flarelag.model.classification import SpeedSource
from flarelag.model.frames import Records
from flarelag.signal.track import load_track

if TYPE_CHECKING:
    import dataframely as dy


def _records(**columns: list[float] | list[int] | list[float | None]) -> dy.DataFrame[Records]:
    frame = pl.DataFrame(columns)
    missing = [
        pl.lit(None, dtype=pl.Float64).alias(name)
        for name in Records.column_names()
        if name not in columns
    ]
    return Records.validate(frame.with_columns(pl.col("*").cast(pl.Float64), *missing), cast=True)


T = list(range(20))


def test_the_devices_own_speed_is_preferred():
    track = load_track(
        _records(t_s=T, speed_m_s=[3.0] * 20, distance_m=[4.0 * t for t in T]),
        bridge_s=9,
        fastest_m_s=12.4,
    )
    assert track.source is SpeedSource.DEVICE
    assert track.speed_m_s.tolist() == [3.0] * 20


def test_a_device_speed_stuck_at_zero_says_nothing():
    track = load_track(
        _records(t_s=T, speed_m_s=[0.0] * 20, distance_m=[4.0 * t for t in T]),
        bridge_s=9,
        fastest_m_s=12.4,
    )
    assert track.source is SpeedSource.DISTANCE
    assert track.speed_m_s.tolist() == [4.0] * 19


def test_a_distance_that_starts_again_is_no_speed():
    distance = [4.0 * (t % 10) for t in T]
    track = load_track(_records(t_s=T, distance_m=distance), bridge_s=9, fastest_m_s=12.4)
    assert track.speed_m_s.tolist() == [4.0] * 18


def test_positions_are_the_last_resort():
    track = load_track(
        _records(t_s=T, lat_deg=[50 + 3e-5 * t for t in T], lon_deg=[7.0] * 20),
        bridge_s=9,
        fastest_m_s=12.4,
    )
    assert track.source is SpeedSource.POSITION
    assert track.t_s[0] == 0.5
    assert track.speed_m_s == pytest.approx(np.full(19, 3.336), rel=1e-3)


def test_without_any_there_is_none():
    track = load_track(_records(t_s=T, heart_rate_bpm=[120.0] * 20), bridge_s=9, fastest_m_s=12.4)
    assert track.source is SpeedSource.NONE
    assert track.t_s.size == 0


def test_one_row_an_instant_whatever_the_order():
    t_s, speed = [2.0, 0.0, 1.0, 1.0], [5.0, 3.0, None, 4.0]
    one = load_track(_records(t_s=t_s, speed_m_s=speed), bridge_s=9, fastest_m_s=12.4)
    other = load_track(_records(t_s=t_s[::-1], speed_m_s=speed[::-1]), bridge_s=9, fastest_m_s=12.4)
    assert one.t_s.tolist() == other.t_s.tolist() == [0.0, 1.0, 2.0]
    assert one.speed_m_s.tolist() == other.speed_m_s.tolist() == [3.0, 4.0, 5.0]


def test_a_device_speed_behind_its_positions_is_told_from_them():
    # Half a minute at 2.5, half a minute at 5 m/s northward; the device shows it 3 s later.
    true = np.tile(np.repeat([2.5, 5.0], 30), 10)
    lat = np.cumsum(true) / 111_195
    track = load_track(
        _records(
            t_s=list(range(600)),
            speed_m_s=np.roll(true, 3).tolist(),
            lat_deg=lat.tolist(),
            lon_deg=[7.0] * 600,
        ),
        bridge_s=9,
        fastest_m_s=12.4,
    )
    assert track.source is SpeedSource.DEVICE
    assert track.lag_of() == pytest.approx(3.5, abs=0.3)


def test_without_positions_nothing_tells_the_lag():
    track = load_track(
        _records(t_s=list(range(300)), speed_m_s=[3.0, 5.0] * 150), bridge_s=9, fastest_m_s=12.4
    )
    assert track.lag_of() is None
