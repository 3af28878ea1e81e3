"""Put the messages of one FIT file together into activities, one for each session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.activity import Activity
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport, sport_named, unsaid
from flarelag.model.wording import counted
from flarelag.sources.fit import structure
from flarelag.sources.fit.contents import SESSION_FIELDS
from flarelag.sources.fit.profile import word
from flarelag.sources.fit.salvage import FIRST_CLOCK_TIME
from flarelag.sources.fit.samples import no_records, records_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.sources.fit.columns import Table
    from flarelag.sources.fit.contents import Contents
    from flarelag.sources.fit.messages import Row

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_DAY_S = 86_400.0
_RPE_SCALE, _MOST_RPE = 10.0, 10.0


@dataclass(frozen=True, slots=True)
class Window:
    """One session's share of a file.

    Parameters
    ----------
    session : dict of str to (float or None)
        The session message; for a file without any, one made of nulls.
    start_s, end_s : float
        Half-open, seconds since 1989-12-31: from this session's start to the next one's.
    """

    session: Row
    start_s: float
    end_s: float

    @property
    def alone(self) -> bool:
        """Whether the file has no other session."""
        return self.start_s == -np.inf and self.end_s == np.inf

    def holds(self, row: Row) -> bool:
        """Return whether a lap, split or event belongs to the session."""
        times = structure.stretch(row) if "start_time" in row else None
        start = times[0] if times else row.get("timestamp")
        return start is not None and self.start_s <= start < self.end_s


def activities(contents: Contents) -> list[ParsedActivity]:
    """Return the activities of one FIT file, in order of time; empty where it holds none."""
    records, remarks = _timed(contents.records)
    windows = _windows(contents, records)
    records, strays = _near_sessions(records, windows)
    shares = _shares(records["timestamp"], windows)
    everywhere = (*contents.remarks, *remarks, *strays)
    return [
        _activity(contents, window, records.where(shares == number), everywhere)
        for number, window in enumerate(windows)
    ]


def _timed(records: Table) -> tuple[Table, list[str]]:
    """Return the records that have a time."""
    times = records["timestamp"]
    timed = ~np.isnan(times)
    clock = times >= FIRST_CLOCK_TIME
    remarks = []
    if clock.any():
        timed &= clock
    elif timed.any():
        remarks.append("the watch's clock was not set: times count from when it was switched on")
    left_out = len(records) - int(np.count_nonzero(timed))
    if left_out:
        remarks.append(f"{counted(left_out, 'record')} without a time left out")
        records = records.where(timed)
    return records, remarks


def _windows(contents: Contents, records: Table) -> list[Window]:
    """Return each session with its share of time, in order; one for a file without sessions."""
    by_start: dict[float, Row] = {}
    for row in contents.sessions:
        if (times := structure.stretch(row)) is None:
            continue
        # Two at one instant: one was written twice, or is a transition that took no time.
        known = structure.stretch(by_start.get(times[0], row))
        if known is None or times[1] >= known[1]:
            by_start[times[0]] = row
    if not by_start:
        return _window_of_all(contents, records)
    starts = sorted(by_start)
    # What lies before the first session or after the last one still belongs to them.
    edges = [-np.inf, *starts[1:], np.inf]
    return [
        Window(by_start[start], edges[number], edges[number + 1])
        for number, start in enumerate(starts)
    ]


def _window_of_all(contents: Contents, records: Table) -> list[Window]:
    if not len(records):
        return []
    session: Row = dict.fromkeys(SESSION_FIELDS)
    session.update(contents.sessions[0] if contents.sessions else {})
    if session["sport"] is None:
        session["sport"], session["sub_sport"] = contents.sport
    return [Window(session, -np.inf, np.inf)]


def _near_sessions(records: Table, windows: list[Window]) -> tuple[Table, list[str]]:
    """Leave out records more than a day from every session, unless that is most of them."""
    told = [t for w in windows if (t := structure.stretch(w.session)) is not None]
    if not told or not len(records):
        return records, []
    times = records["timestamp"]
    first, last = min(t[0] for t in told) - _DAY_S, max(t[0] + t[1] for t in told) + _DAY_S
    near = (times >= first) & (times <= last)
    n_far = len(records) - int(np.count_nonzero(near))
    if not n_far or 2 * n_far > len(records):
        return records, []
    left_out = f"{counted(n_far, 'record')} far from the session's time left out"
    return records.where(near), [left_out]


def _shares(times: NDArray[np.float64], windows: list[Window]) -> NDArray[np.int64]:
    """Return the window's number for each time."""
    starts = np.array([window.start_s for window in windows])
    return np.searchsorted(starts, times, side="right") - 1


def _activity(
    contents: Contents, window: Window, records: Table, remarks: tuple[str, ...]
) -> ParsedActivity:
    session = window.session
    sport, sub_sport, unknown = _sport(session)
    frame, odd = records_frame(records, on_foot=sport.on_foot) if len(records) else (None, [])
    origin_s = _origin_s(session, records)
    found_laps = structure.laps(filter(window.holds, contents.laps), origin_s)
    follows_workout = any(lap.workout_step_index is not None for lap in found_laps)
    activity = Activity(
        sport=sport,
        sub_sport=sub_sport,
        start_utc=FIT_EPOCH + timedelta(seconds=origin_s),
        duration_s=_duration_s(session, records),
        timer_s=_timer_s(session, records),
        distance_m=_distance_m(session, records),
        utc_offset_s=contents.utc_offset_s,
        device=contents.device,
        perceived_exertion=_perceived_exertion(session),
        laps=found_laps,
        pauses=structure.pauses(filter(window.holds, contents.timer_events), origin_s),
        workout_steps=contents.steps if follows_workout or window.alone else (),
        splits=structure.splits(filter(window.holds, contents.splits), origin_s),
        n_records=len(records),
        salvaged=contents.salvaged,
        remarks=(*remarks, *odd, *unknown),
    )
    return ParsedActivity(activity, no_records() if frame is None else frame)


def _sport(session: Row) -> tuple[Sport, str | None, list[str]]:
    """Return the sport, the file's finer word, and a remark where neither tells a sport."""
    named, finer = word("sport", session["sport"]), word("sub_sport", session["sub_sport"])
    if named is not None and named.isdigit():
        return Sport.OTHER, finer, [f"FIT sport {named} is not known"]
    sport = sport_named(named)
    if sport is Sport.OTHER:
        sport = sport_named(finer)
    return sport, finer, [*unsaid(named, finer)]


def _perceived_exertion(session: Row) -> float | None:
    told = session["workout_rpe"]
    return told / _RPE_SCALE if told is not None and told / _RPE_SCALE <= _MOST_RPE else None


def _origin_s(session: Row, records: Table) -> float:
    if len(records):
        return float(records["timestamp"].min())
    times = structure.stretch(session)
    return times[0] if times else 0.0


def _duration_s(session: Row, records: Table) -> float | None:
    """Return the session's own duration; what its records span where that is missing or zero."""
    if session["total_elapsed_time"]:
        return session["total_elapsed_time"]
    if len(records):
        times = records["timestamp"]
        return float(times.max() - times.min())
    times_told = structure.stretch(session)
    return times_told[1] if times_told else None


def _timer_s(session: Row, records: Table) -> float | None:
    """Return the time with the timer running; zero is none where there are records."""
    timer_s = session["total_timer_time"]
    return None if timer_s == 0.0 and len(records) > 1 else timer_s


def _distance_m(session: Row, records: Table) -> float | None:
    if session["total_distance"] is not None:
        return session["total_distance"]
    told = records["distance"][~np.isnan(records["distance"])]
    return float(told[-1]) if len(told) else None
