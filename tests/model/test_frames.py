from __future__ import annotations

import polars as pl
import pytest
from dataframely.exc import SchemaError, ValidationError

from flarelag.model.frames import Records, validated_records

SOUND = pl.DataFrame(
    {name: [0.0, None if name != "t_s" else 1.0, 3.5] for name in Records.column_names()},
    schema=dict.fromkeys(Records.column_names(), pl.Float64),
)


@pytest.mark.parametrize("frame", [SOUND, SOUND.clear()], ids=["three rows", "none"])
def test_sound_records_are_returned_as_they_are(frame: pl.DataFrame):
    assert validated_records(frame) is frame


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("name", Records.column_names())
def test_no_column_holds_nan_or_infinity(name: str, value: float | None):
    broken = SOUND.with_columns(pl.Series(name, [0.0, 1.0, value]))
    with pytest.raises(ValidationError, match=name):
        validated_records(broken)


@pytest.mark.parametrize(
    ("name", "value"),
    [("t_s", None), ("t_s", -0.5), ("lat_deg", 90.1), ("lat_deg", -91.0), ("lon_deg", -180.5)],
)
def test_the_bounds_of_the_schema_hold(name: str, value: float | None):
    broken = SOUND.with_columns(pl.Series(name, [0.0, value, 1.0]))
    with pytest.raises(ValidationError, match=name):
        validated_records(broken)


@pytest.mark.parametrize("frame", [SOUND.drop("lat_deg"), SOUND.cast({"heart_rate_bpm": pl.Int64})])
def test_columns_that_lack_or_have_another_type_are_refused(frame: pl.DataFrame):
    with pytest.raises(SchemaError):
        validated_records(frame)
