"""An activity as a FIT file, in the order in which a watch writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from garmin_fit_sdk import Encoder, Profile

from flarelag.model.sport import Sport
from flarelag.simulation.sensors import SEMICIRCLE_DEG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flarelag.model.activity import Activity, Lap, WorkoutStep
    from flarelag.model.parsed import ParsedActivity

    Message = dict[str, Any]

FIT_EPOCH_S = 631_065_600
"""1989-12-31 00:00 UTC in Unix seconds: FIT counts from there."""
PRODUCT_NAME = "flarelag synthetic watch"
_NUMBER = {name: int(number) for name, number in Profile["mesg_num"].items()}
_SPORTS = {Sport.RUN: "running", Sport.RIDE: "cycling"}
_PER_UNIT = {"distance": 100, "time": 1000}
"""Workout steps count centimetres and milliseconds."""


def fit_bytes(parsed: ParsedActivity, *, zone: str, enhanced: bool = True) -> bytes:
    """Return a FIT activity file.

    Parameters
    ----------
    parsed : ParsedActivity
        What to write.
    zone : str
        Where the watch's local time is meant.
    enhanced : bool
        Whether speed and altitude stand in the wide `enhanced_` fields or in the old ones.
    """
    encoder = Encoder()
    for message in _messages(parsed, zone=zone, enhanced=enhanced):
        encoder.write_mesg(message)
    return bytes(encoder.close())


def _messages(parsed: ParsedActivity, *, zone: str, enhanced: bool) -> Iterator[Message]:
    activity = parsed.activity
    start_s = _fit_time(activity)
    yield _message(
        "FILE_ID",
        type="activity",
        manufacturer="development",
        product=1,
        time_created=start_s,
        serial_number=1,
    )
    yield from _workout(activity)
    yield _message("DEVICE_INFO", timestamp=start_s, device_index=0, product_name=PRODUCT_NAME)
    timed = [*_records(parsed, start_s, enhanced=enhanced), *_timer(activity, start_s)]
    timed += [_lap(i, lap, start_s) for i, lap in enumerate(activity.laps)]
    yield from sorted(timed, key=lambda message: message["timestamp"])
    yield from _summary(activity, start_s, zone)


def _message(name: str, **fields: object) -> Message:
    """Return a message without the fields that are unknown."""
    known = {key: value for key, value in fields.items() if value is not None}
    return {"mesg_num": _NUMBER[name], **known}


def _fit_time(activity: Activity) -> int:
    return round(activity.start_utc.timestamp()) - FIT_EPOCH_S


def _workout(activity: Activity) -> Iterator[Message]:
    steps = activity.workout_steps
    if not steps:
        return
    yield _message(
        "WORKOUT",
        sport=_SPORTS[activity.sport],
        num_valid_steps=len(steps),
        wkt_name="Track session",
    )
    for step in steps:
        yield _message(
            "WORKOUT_STEP",
            message_index=step.index,
            intensity=step.intensity.value if step.intensity else None,
            duration_type=step.duration_type,
            duration_value=_step_value(step),
            target_type="open",
        )


def _step_value(step: WorkoutStep) -> int | None:
    if step.duration_value is None or step.duration_type is None:
        return None
    return round(step.duration_value * _PER_UNIT[step.duration_type])


def _records(parsed: ParsedActivity, start_s: int, *, enhanced: bool) -> Iterator[Message]:
    prefix = "enhanced_" if enhanced else ""
    for row in parsed.records.iter_rows(named=True):
        steps_spm, turns_rpm = row["cadence_spm"], row["cadence_rpm"]
        yield _message(
            "RECORD",
            timestamp=start_s + round(row["t_s"]),
            position_lat=_semicircles(row["lat_deg"]),
            position_long=_semicircles(row["lon_deg"]),
            distance=row["distance_m"],
            heart_rate=None if row["heart_rate_bpm"] is None else round(row["heart_rate_bpm"]),
            # On foot FIT counts strides, two steps each.
            cadence=round(steps_spm / 2)
            if steps_spm is not None
            else turns_rpm and round(turns_rpm),
            **{f"{prefix}altitude": row["altitude_m"], f"{prefix}speed": row["speed_m_s"]},
        )


def _semicircles(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees / SEMICIRCLE_DEG)


def _timer(activity: Activity, start_s: int) -> Iterator[Message]:
    end_s = activity.duration_s or 0.0
    moments = [(0.0, "start")]
    for pause in activity.pauses:
        moments += [(pause.start_s, "stop_all"), (pause.end_s, "start")]
    for t_s, what in [*moments, (end_s, "stop_all")]:
        yield _message(
            "EVENT", timestamp=start_s + round(t_s), event="timer", event_type=what, event_group=0
        )


def _lap(index: int, lap: Lap, start_s: int) -> Message:
    return _message(
        "LAP",
        message_index=index,
        timestamp=start_s + round(lap.interval.end_s),
        start_time=start_s + round(lap.interval.start_s),
        total_elapsed_time=lap.interval.duration_s,
        total_timer_time=lap.timer_s,
        total_distance=lap.distance_m,
        event="lap",
        event_type="stop",
        lap_trigger=lap.trigger.value if lap.trigger else None,
        intensity=lap.intensity.value if lap.intensity else None,
        wkt_step_index=lap.workout_step_index,
    )


def _summary(activity: Activity, start_s: int, zone: str) -> Iterator[Message]:
    end_s = start_s + round(activity.duration_s or 0.0)
    offset = activity.start_utc.astimezone(ZoneInfo(zone)).utcoffset()
    yield _message(
        "SESSION",
        message_index=0,
        timestamp=end_s,
        start_time=start_s,
        sport=_SPORTS[activity.sport],
        sub_sport=activity.sub_sport or "generic",
        total_elapsed_time=activity.duration_s,
        total_timer_time=activity.timer_s,
        total_distance=activity.distance_m,
        first_lap_index=0,
        num_laps=len(activity.laps),
        event="lap",
        event_type="stop",
        trigger="activity_end",
    )
    yield _message(
        "ACTIVITY",
        timestamp=end_s,
        local_timestamp=end_s + round(offset.total_seconds()) if offset is not None else None,
        total_timer_time=activity.timer_s,
        num_sessions=1,
        type="manual",
        event="activity",
        event_type="stop",
    )
