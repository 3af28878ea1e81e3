"""How the model's values stand in SQLite's columns: instants, JSON lists, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from flarelag.model.activity import Intensity, Lap, LapTrigger, Split, Weather, WorkoutStep
from flarelag.model.interval import Interval
from flarelag.model.metadata import FIELDS, Metadata
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.outcome import Origin

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Made once: `json.dumps` makes one at every call that asks for anything but its defaults.
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_MICROSECOND = timedelta(microseconds=1)
_said = attrgetter(*FIELDS)


def to_us(instant: datetime) -> int:
    """Return an aware instant as microseconds since 1970 UTC, exactly."""
    return (instant - EPOCH) // _MICROSECOND


def from_us(value: int) -> datetime:
    """Return the UTC instant of `to_us`."""
    return EPOCH + value * _MICROSECOND


def to_json(value: object) -> str:
    """Return compact JSON; NaN is refused."""
    # Most lists are empty: pauses, splits, remarks.
    return "[]" if value in ([], ()) else _to_json(value)


def storable(text: str | None) -> str | None:
    r"""Return a text that SQLite takes: names of files need not be valid Unicode.

    What is not stands as `\udce9`: a person can read it, and no file is opened by it.
    """
    return None if text is None else text.encode(errors="backslashreplace").decode()


def origin_columns(origin: Origin) -> dict[str, str | None]:
    """Return the columns by which a file or an archive's member is known."""
    return {"origin_path": storable(origin.path), "origin_member": storable(origin.member)}


def texts(column: str) -> tuple[str, ...]:
    """Return a JSON list of texts."""
    return tuple(json.loads(column))


def flags(column: str) -> tuple[bool, ...]:
    """Return a JSON list of true and false."""
    return tuple(json.loads(column))


def intervals_json(intervals: Sequence[Interval]) -> str:
    """Return intervals as `[[start_s, end_s], ...]`."""
    return to_json([[each.start_s, each.end_s] for each in intervals])


def intervals(column: str) -> tuple[Interval, ...]:
    """Read `intervals_json` back."""
    return tuple(Interval(start, end) for start, end in json.loads(column))


def laps_json(laps: Sequence[Lap]) -> str:
    """Return laps as JSON objects, unknown values left out."""
    return to_json(
        [
            _known(
                start_s=lap.interval.start_s,
                end_s=lap.interval.end_s,
                timer_s=lap.timer_s,
                distance_m=lap.distance_m,
                trigger=lap.trigger,
                intensity=lap.intensity,
                workout_step_index=lap.workout_step_index,
            )
            for lap in laps
        ]
    )


def laps(column: str) -> tuple[Lap, ...]:
    """Read `laps_json` back."""
    return tuple(
        Lap(
            interval=Interval(each["start_s"], each["end_s"]),
            timer_s=each.get("timer_s"),
            distance_m=each.get("distance_m"),
            trigger=LapTrigger(each["trigger"]) if "trigger" in each else None,
            intensity=_intensity(each),
            workout_step_index=each.get("workout_step_index"),
        )
        for each in json.loads(column)
    )


def workout_steps_json(steps: Sequence[WorkoutStep]) -> str:
    """Return workout steps as JSON objects, unknown values left out."""
    return to_json(
        [
            _known(
                index=step.index,
                intensity=step.intensity,
                duration_type=step.duration_type,
                duration_value=step.duration_value,
                name=step.name,
            )
            for step in steps
        ]
    )


def workout_steps(column: str) -> tuple[WorkoutStep, ...]:
    """Read `workout_steps_json` back."""
    return tuple(
        WorkoutStep(
            index=each["index"],
            intensity=_intensity(each),
            duration_type=each.get("duration_type"),
            duration_value=each.get("duration_value"),
            name=each.get("name"),
        )
        for each in json.loads(column)
    )


def splits_json(splits: Sequence[Split]) -> str:
    """Return splits as JSON objects, unknown values left out."""
    return to_json(
        [
            _known(
                start_s=split.interval.start_s,
                end_s=split.interval.end_s,
                kind=split.kind,
                distance_m=split.distance_m,
            )
            for split in splits
        ]
    )


def splits(column: str) -> tuple[Split, ...]:
    """Read `splits_json` back."""
    return tuple(
        Split(
            interval=Interval(each["start_s"], each["end_s"]),
            kind=each["kind"],
            distance_m=each.get("distance_m"),
        )
        for each in json.loads(column)
    )


def weather_json(weather: Weather | None) -> str | None:
    """Return weather as a JSON object, unknown values left out; null for none."""
    return None if weather is None else to_json(_known(**asdict(weather)))


def weather(column: str | None) -> Weather | None:
    """Read `weather_json` back."""
    return None if column is None else Weather(**json.loads(column))


def metadata_json(metadata: Metadata) -> str:
    """Return metadata as a JSON object, unknown values left out."""
    return to_json(_known(**metadata_columns(metadata)))


def metadata(column: str) -> Metadata:
    """Read `metadata_json` back."""
    values: dict[str, Any] = json.loads(column)
    sport = values.pop("sport", None)
    said_weather = weather(values.pop("weather", None))
    return Metadata(**values, weather=said_weather, sport=None if sport is None else Sport(sport))


def metadata_columns(metadata: Metadata) -> dict[str, object]:
    """Return metadata as it stands in the table of activities."""
    values: dict[str, object] = dict(zip(FIELDS, _said(metadata), strict=True))
    values["weather"] = weather_json(metadata.weather)
    return values


def _known(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


def _intensity(each: dict[str, Any]) -> Intensity | None:
    return Intensity(each["intensity"]) if "intensity" in each else None
