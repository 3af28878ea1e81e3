"""One recorded session and the structure that its source declared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.model.carried import carried

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.interval import Interval
    from flarelag.model.sport import Sport


_LONGEST_S: Final = 30 * 86_400
_VIRTUAL_WORLDS: Final = ("zwift", "rouvy", "virtualtraining", "bkool", "kinomap", "fulgaz")
"""Makers, as files name them, of programs whose every activity is one."""


class LapTrigger(StrEnum):
    """What ended a lap."""

    MANUAL = "manual"
    TIME = "time"
    DISTANCE = "distance"
    POSITION = "position"
    SESSION_END = "session_end"
    OTHER = "other"


class Intensity(StrEnum):
    """What a workout or a lap says a stretch was for (FIT's words)."""

    ACTIVE = "active"
    INTERVAL = "interval"
    REST = "rest"
    RECOVERY = "recovery"
    WARMUP = "warmup"
    COOLDOWN = "cooldown"
    OTHER = "other"


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """A split made by the device or by its wearer.

    Parameters
    ----------
    interval : Interval
        Seconds from the activity's start.
    timer_s : float or None
        Seconds with the timer running.
    distance_m : float or None
        Distance the source gives for the lap.
    trigger : LapTrigger or None
        What ended it.
    intensity : Intensity or None
        What the lap says it was for.
    workout_step_index : int or None
        The workout step it belongs to (FIT `wkt_step_index`).
    """

    interval: Interval
    timer_s: float | None = None
    distance_m: float | None = None
    trigger: LapTrigger | None = None
    intensity: Intensity | None = None
    workout_step_index: int | None = None


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutStep:
    """One step of the structured workout that was followed.

    Parameters
    ----------
    index : int
        FIT `message_index`.
    intensity : Intensity or None
        What the step is for.
    duration_type : str or None
        FIT's word: `distance`, `time`, `open`, `repeat_until_steps_cmplt`, ...
    duration_value : float or None
        Metres or seconds, as the type says.
    name : str or None
        The step's own name.
    """

    index: int
    intensity: Intensity | None = None
    duration_type: str | None = None
    duration_value: float | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A stretch that the device itself named (FIT message 312).

    Parameters
    ----------
    interval : Interval
        Seconds from the activity's start.
    kind : str
        FIT's word: `interval_active`, `interval_rest`, `interval_warmup`, `run_active`, ...
    distance_m : float or None
        Distance covered.
    """

    interval: Interval
    kind: str
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """The weather outside, as a weather service has it; a watch's thermometer is not meant.

    Parameters
    ----------
    temperature_c, apparent_temperature_c : float or None
        Air temperature, and what it feels like.
    humidity : float or None
        Relative, 0 to 1.
    wind_speed_m_s : float or None
        Mean wind.
    condition : str or None
        The source's own word or number for rain, cloud, ..., unchanged.
    """

    temperature_c: float | None = None
    apparent_temperature_c: float | None = None
    humidity: float | None = None
    wind_speed_m_s: float | None = None
    condition: str | None = None


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One recorded session, without its records.

    Parameters
    ----------
    sport : Sport
        What it was.
    sub_sport : str or None
        The source's own finer word (`treadmill`, `trail`, `virtual_activity`), unchanged.
    start_utc : datetime
        Instant of the first record, or the session's start where there are no records. Aware, UTC.
    duration_s : float or None
        From start to end, pauses included.
    timer_s : float or None
        With the timer running.
    distance_m : float or None
        As the source sums it up, else the last record's distance.
    zone : str or None
        IANA name of the zone it took place in, once it is known.
    utc_offset_s : int or None
        Local time minus UTC as the file itself declares it.
    name, description, private_note, gear, device : str or None
        As the source gives them. Personal: never in a report unless asked for.
    perceived_exertion : float or None
        0 to 10, as the person entered it.
    strava_id : int or None
        Strava's own number for it, where it is known there.
    weather : Weather or None
        As the source gives it.
    laps : tuple of Lap
        In order of time.
    pauses : tuple of Interval
        Timer stopped; disjoint and in order.
    workout_steps : tuple of WorkoutStep
        The structured workout, if one was followed.
    splits : tuple of Split
        Stretches that the device named.
    n_records : int
        How many records there are.
    manual : bool
        Entered by hand: there never was a recording.
    salvaged : bool
        The file was damaged; this is what could be read.
    remarks : tuple of str
        What a user should know of the reading, one plain sentence each.
    """

    sport: Sport
    start_utc: datetime
    sub_sport: str | None = None
    duration_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    zone: str | None = None
    utc_offset_s: int | None = None
    name: str | None = None
    description: str | None = None
    private_note: str | None = None
    gear: str | None = None
    device: str | None = None
    perceived_exertion: float | None = None
    strava_id: int | None = None
    weather: Weather | None = None
    laps: tuple[Lap, ...] = field(default=())
    pauses: tuple[Interval, ...] = field(default=())
    workout_steps: tuple[WorkoutStep, ...] = field(default=())
    splits: tuple[Split, ...] = field(default=())
    n_records: int = 0
    manual: bool = False
    salvaged: bool = False
    remarks: tuple[str, ...] = field(default=())

    @property
    def treadmill(self) -> bool:
        """Whether the recording was made indoors on a belt, as every run in a virtual world is."""
        on_belt = {"treadmill", "indoor_running"}
        return (self.sub_sport or "").casefold() in on_belt or self.virtual

    @property
    def virtual(self) -> bool:
        """Whether its positions are those of a game or a film: no place where the person was."""
        if self.sub_sport is not None and "virtual" in self.sub_sport.casefold():
            return True
        return self.device is not None and self.device.casefold().startswith(_VIRTUAL_WORLDS)


def activity_end(activity: Activity) -> datetime | None:
    """Return the instant at which an activity ended; null where that is unknown.

    A duration of more than 30 days is a clock's fault, so the end is unknown, too.
    """
    if activity.duration_s is None or activity.duration_s > _LONGEST_S:
        return None
    return activity.start_utc + timedelta(seconds=activity.duration_s)
