from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flarelag.errors import InputError
from flarelag.model.frames import Records
from flarelag.sources.zones import offset_at, zone_of

if TYPE_CHECKING:
    import dataframely as dy


def records(*positions: tuple[float | None, float | None]) -> dy.DataFrame[Records]:
    frame = pl.DataFrame(
        {
            "t_s": [float(n) for n in range(len(positions))],
            "lat_deg": [lat for lat, _ in positions],
            "lon_deg": [lon for _, lon in positions],
        },
        schema={"t_s": pl.Float64, "lat_deg": pl.Float64, "lon_deg": pl.Float64},
    )
    missing = [name for name in Records.column_names() if name not in frame.columns]
    empty = (pl.lit(None, dtype=pl.Float64).alias(name) for name in missing)
    return Records.validate(frame.with_columns(*empty).select(Records.column_names()))


@pytest.mark.parametrize(
    ("positions", "zone"),
    [
        ([(52.5, 13.4)], "Europe/Berlin"),
        ([(None, None), (0.0, 0.0), (-33.9, 151.2), (52.5, 13.4)], "Australia/Sydney"),
        ([(0.0, 0.001)], None),
        ([(None, None)], None),
        ([], None),
    ],
)
def test_the_first_valid_position_decides(
    positions: list[tuple[float | None, float | None]], zone: str | None
):
    assert zone_of(records(*positions)) == zone


@pytest.mark.parametrize(
    ("zone", "instant", "offset_s"),
    [
        ("Europe/Berlin", datetime(2024, 1, 1, tzinfo=UTC), 3600),
        ("Europe/Berlin", datetime(2024, 7, 1, tzinfo=UTC), 7200),
        ("Europe/Berlin", datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC), 3600),
        ("Europe/Berlin", datetime(2024, 3, 31, 1, 0, 0, tzinfo=UTC), 7200),
        ("Asia/Kathmandu", datetime(2024, 1, 1, tzinfo=UTC), 20700),
        ("America/St_Johns", datetime(2024, 1, 1, tzinfo=UTC), -12600),
    ],
)
def test_the_offset_is_the_zones_at_that_instant(zone: str, instant: datetime, offset_s: int):
    assert offset_at(zone, instant) == offset_s


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "/etc/passwd"])
def test_an_unknown_zone_is_named(zone: str):
    with pytest.raises(InputError, match="no time zone"):
        offset_at(zone, datetime(2024, 1, 1, tzinfo=UTC))
