"""What a watch records of a session: late, noisy, rounded and sometimes not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.model.activity import Activity
from flarelag.model.frames import Records
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport
from flarelag.simulation.laps import LapStyle, laps_of, workout_steps_of
from flarelag.simulation.sensors import every_second, timer_runs

if TYPE_CHECKING:
    from datetime import datetime

    import numpy.typing as npt

    from flarelag.simulation.course import Course
    from flarelag.simulation.runner import Runner
    from flarelag.simulation.truth import TrueSession

SMART_GAP_S = 8.0
"""Smart recording keeps a sample at least this often."""
_SMART_CHANGE = np.array([0.4, 4.0, 25.0])
"""... and whenever speed, heart rate or heading have changed by so many m/s, bpm, degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a watch sees.

    Parameters
    ----------
    smart : bool
        Record only when something changes, at most every 8 s, instead of once a second.
    device_speed : bool
        Whether the device writes a speed of its own; a phone may leave it to positions.
    lag_s, delay_s : float
        Time constant and dead time of its speed.
    speed_noise_m_s : float
        Standard deviation of its speed.
    distance_error : float
        Standard deviation of its scale of distance, as a share.
    position_noise_m, position_tau_s : float
        Standard deviation of a position along each axis, and how long errors last.
    spikes_per_h : float
        Jumps of position of 1-3 samples.
    speed_spikes_per_h : float
        Jumps of the device's speed of 1-3 samples.
    dropouts_per_h : float
        Stretches of 5-30 s without position.
    heart_rate, cadence, barometer : bool
        Which sensors it has.
    """

    smart: bool = False
    device_speed: bool = True
    lag_s: float = 0.9
    delay_s: float = 0.2
    speed_noise_m_s: float = 0.07
    distance_error: float = 0.004
    position_noise_m: float = 2.0
    position_tau_s: float = 45.0
    spikes_per_h: float = 1.0
    speed_spikes_per_h: float = 0.3
    dropouts_per_h: float = 0.5
    heart_rate: bool = True
    cadence: bool = True
    barometer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """A session, and what a watch made of it.

    Parameters
    ----------
    truth : TrueSession
        What happened.
    parsed : ParsedActivity
        What a file would say.
    """

    truth: TrueSession
    parsed: ParsedActivity


def record(
    session: TrueSession,
    *,
    watch: Watch,
    runner: Runner,
    course: Course | None,
    start_utc: datetime,
    rng: np.random.Generator,
    lap_style: LapStyle = LapStyle.NONE,
) -> Recording:
    """Return what a watch records of a session.

    Parameters
    ----------
    session : TrueSession
        What happens.
    watch : Watch
        What sees it.
    runner : Runner
        Who runs.
    course : Course or None
        Where; without one there are no positions and no altitude (indoors).
    start_utc : datetime
        Instant of the first record; aware, UTC.
    rng : Generator
        Source of chance.
    lap_style : LapStyle
        Who makes the laps.
    """
    frame = every_second(session, watch=watch, runner=runner, course=course, rng=rng)
    frame = frame.filter(pl.Series(timer_runs(session)))
    pauses = tuple(Interval(round(p.start_s), round(p.end_s)) for p in session.pauses)
    laps = laps_of(session, frame, lap_style, rng) if watch.device_speed else ()
    if watch.smart:
        edges = {x for pause in pauses for x in (pause.start_s, pause.end_s)}
        frame = frame.filter(pl.Series(_kept(frame, edges)))
    records = Records.validate(_all_columns(frame), cast=True)
    duration_s = float(records["t_s"][-1])
    indoors = course is None
    sport = session.kind.sport
    activity = Activity(
        sport=sport,
        sub_sport="treadmill" if indoors and sport is Sport.RUN else None,
        start_utc=start_utc,
        duration_s=duration_s,
        timer_s=duration_s - sum(pause.duration_s for pause in pauses),
        distance_m=records["distance_m"][-1],
        laps=laps,
        pauses=pauses,
        workout_steps=workout_steps_of(session, lap_style),
        n_records=len(records),
    )
    return Recording(truth=session, parsed=ParsedActivity(activity, records))


def _all_columns(frame: pl.DataFrame) -> pl.DataFrame:
    absent = [name for name in Records.column_names() if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in absent)


def _kept(frame: pl.DataFrame, edges: set[float]) -> list[bool]:
    """Return which samples smart recording keeps: those where something has changed."""
    t_s = frame["t_s"].to_list()
    moved = _changes(frame)
    kept, last = [True], 0
    for i in range(1, len(t_s)):
        change = np.abs(moved[i] - moved[last])
        due = t_s[i] - t_s[last] >= SMART_GAP_S or t_s[i] in edges or i == len(t_s) - 1
        keep = bool(due or (change >= _SMART_CHANGE).any())
        kept.append(keep)
        last = i if keep else last
    return kept


def _changes(frame: pl.DataFrame) -> npt.NDArray[np.float64]:
    """Return speed, heart rate and heading as columns; what the watch lacks does not change."""
    columns = []
    for name in ("speed_m_s", "heart_rate_bpm"):
        values = frame[name] if name in frame.columns else pl.zeros(len(frame), eager=True)
        columns.append(values.fill_null(strategy="forward").fill_null(0).to_numpy())
    columns.append(_heading_deg(frame))
    return np.stack(columns, axis=1)


def _heading_deg(frame: pl.DataFrame) -> npt.NDArray[np.float64]:
    if "lat_deg" not in frame.columns:
        return np.zeros(len(frame))
    filled = frame.select(
        pl.col("lat_deg", "lon_deg").fill_null(strategy="forward").fill_null(strategy="backward")
    )
    lat, lon = (filled[name].to_numpy() for name in filled.columns)
    shrink = np.cos(np.radians(lat[0]))
    window = np.ones(5) / 5
    north = np.convolve(np.gradient(lat), window, "same")
    east = np.convolve(np.gradient(lon), window, "same") * shrink
    heading: npt.NDArray[np.float64] = np.degrees(np.unwrap(np.arctan2(east, north)))
    return heading
