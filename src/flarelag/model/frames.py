"""Every column schema, declared once.

A frame is validated at the door where it enters (after parsing, or when a caller hands it in);
behind that door its type, `dy.DataFrame[Records]`, says that it has been.
Unknown is null: NaN and infinity are refused.
"""

from __future__ import annotations

from functools import cache
from math import isfinite
from typing import cast

import dataframely as dy
import polars as pl


class Records(dy.Schema):
    """The samples of one activity, in the order of the file.

    `t_s` counts from the earliest record, whose instant is the activity's `start_utc`.
    """

    t_s = dy.Float64(nullable=False, min=0)
    lat_deg = dy.Float64(nullable=True, min=-90, max=90)
    lon_deg = dy.Float64(nullable=True, min=-180, max=180)
    altitude_m = dy.Float64(nullable=True)
    distance_m = dy.Float64(nullable=True)
    speed_m_s = dy.Float64(nullable=True)
    heart_rate_bpm = dy.Float64(nullable=True)
    cadence_spm = dy.Float64(nullable=True)
    """Steps per minute, both feet (on foot only)."""
    cadence_rpm = dy.Float64(nullable=True)
    """Turns or strokes per minute (everything else)."""
    power_w = dy.Float64(nullable=True)
    temperature_c = dy.Float64(nullable=True)
    contact_time_s = dy.Float64(nullable=True)
    """Ground contact per step."""


def validated_records(frame: pl.DataFrame) -> dy.DataFrame[Records]:
    """Return `Records.validate(frame)`, at a tenth of its cost where nothing is wrong.

    Parameters
    ----------
    frame : DataFrame
        Columns as `Records` has them.

    Raises
    ------
    dataframely.exc.ValidationError, dataframely.exc.SchemaError
        What breaks the schema.
    """
    names, columns = _columns()
    if (
        frame.columns == names
        and all(dtype == pl.Float64 for dtype in frame.dtypes)
        and all(map(_is_sound, frame, columns))
    ):
        return cast("dy.DataFrame[Records]", frame)
    return Records.validate(frame)


@cache
def _columns() -> tuple[list[str], list[dy.Float64]]:
    columns = Records.columns()
    return list(columns), [cast("dy.Float64", column) for column in columns.values()]


def _is_sound(values: pl.Series, column: dy.Float64) -> bool:
    """Return whether a column surely keeps its rule; a doubt is for the schema to settle."""
    if values.null_count() and not column.nullable:
        return False
    low, high = cast("float | None", values.min()), cast("float | None", values.max())
    return (
        isfinite(values.sum())  # one NaN or infinity makes the sum so
        and (low is None or column.min is None or low >= column.min)
        and (high is None or column.max is None or high <= column.max)
    )


class Exposures(dy.Schema):
    """Activities as the delayed-effect model sees them: one row each, at its end.

    Further columns named `dose_<name>` may stand beside `dose`.
    """

    end = dy.Datetime(nullable=False, time_zone="UTC", time_unit="us")
    utc_offset_min = dy.Int32(nullable=False)
    sport = dy.String(nullable=False, regex="^(run|ride|other)$")
    dose = dy.Float64(nullable=True, min=0)


class DiaryScores(dy.Schema):
    """Pain scores as the delayed-effect model sees them: one row for each site of an entry."""

    time = dy.Datetime(nullable=False, time_zone="UTC", time_unit="us")
    utc_offset_min = dy.Int32(nullable=False)
    score = dy.Int64(nullable=False, min=0, max=10)
    site = dy.String(nullable=True)
    side = dy.String(nullable=True)


class Factors(dy.Schema):
    """What else a person logged: one row for each stretch of sitting, each painkiller, ..."""

    time = dy.Datetime(nullable=False, time_zone="UTC", time_unit="us")
    utc_offset_min = dy.Int32(nullable=False)
    name = dy.String(nullable=False, min_length=1)
    value = dy.Float64(nullable=False, min=0)
    """Hours of it, or 1 and 0 for yes and no."""
    end = dy.Datetime(nullable=True, time_zone="UTC", time_unit="us")
    """When a stretch ended; null for an instant."""
    automatic = dy.Bool(nullable=False)
    """Known without anybody having logged it: it does not make its day one on which she logged."""


class TrainingSessions(dy.Schema):
    """Activities as their own history sees them: one row each, in order of time."""

    id = dy.Int64(nullable=False)
    time = dy.Datetime(nullable=False, time_unit="us")
    """Start by the clock on the wall."""
    sport = dy.String(nullable=False, regex="^(run|ride|other)$")
    duration_min = dy.Float64(nullable=True, min=0)
    distance_km = dy.Float64(nullable=True, min=0)
    hard = dy.Bool(nullable=True)
    """A hard session; null for a run of unknown dose."""
    hard_s = dy.Float64(nullable=True, min=0)
    sprint_s = dy.Float64(nullable=True, min=0)
    hard_stops_n = dy.Int64(nullable=True, min=0)
    gear = dy.String(nullable=True)


class TrainingEfforts(dy.Schema):
    """Efforts of all activities, in order of time, with the slowing at their ends."""

    activity_id = dy.Int64(nullable=False)
    number = dy.Int64(nullable=False, min=1)
    """Counted within the activity."""
    effort_class = dy.String(nullable=False)
    confidence = dy.Float64(nullable=False)
    start_s = dy.Float64(nullable=False)
    end_s = dy.Float64(nullable=False)
    distance_m = dy.Float64(nullable=True)
    p80_speed_m_s = dy.Float64(nullable=True)
    p80_fraction = dy.Float64(nullable=True)
    braking = dy.String(nullable=True)
    """Grade of the slowing; null where none could be told, as are the columns below."""
    braking_start_s = dy.Float64(nullable=True)
    braking_end_s = dy.Float64(nullable=True)
    entry_m_s = dy.Float64(nullable=True)
    exit_m_s = dy.Float64(nullable=True)
    energy_j_kg = dy.Float64(nullable=True)
    mean_decel_m_s2 = dy.Float64(nullable=True)
