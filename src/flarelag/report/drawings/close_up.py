"""The speed around one effort or its slowing, close up and small."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.report.drawings.paths import Box, line_path
from flarelag.report.local_time import activity_wall_time, day_words
from flarelag.report.texts import say
from flarelag.report.words import number, speed_and_pace

if TYPE_CHECKING:
    from flarelag.model.effort import Effort
    from flarelag.report.report import SessionTrace
    from flarelag.report.units import Units

WIDTH, HEIGHT = 320, 96
_TOP_ROOM: Final = 1.12
_BEFORE_SLOWING_S, _AFTER_SLOWING_S = 25.0, 15.0
_AROUND_SPRINT_S: Final = 10.0
_MOST_TICKS: Final = 7
_TICKS_EVERY_S: Final = (10, 30, 60, 120, 300, 600, 1800, 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUp:
    """The geometry of one close-up, and its words.

    Parameters
    ----------
    id : int
        The library's number of the activity.
    day, words, alt : str
        Its date, what it shows, and the picture in words.
    start_s : float
        Where what it is about begins, in seconds from the session's start: its 0.
    path : str
        The speed.
    x, width : int
        The stretch that it is about.
    seconds : tuple of (int, str)
        Where the axis has its ticks, and how it tells them.
    speeds : tuple of (int, str)
        Where whole speeds lie.
    slowing : bool
        Whether it is about a slowing.
    """

    id: int
    day: str
    words: str
    alt: str
    start_s: float
    path: str
    x: int
    width: int
    seconds: tuple[tuple[int, str], ...]
    speeds: tuple[tuple[int, str], ...]
    slowing: bool


def slowing_close_up(session: SessionTrace, number_of: int, units: Units) -> CloseUp | None:
    """Return the slowing at the end of an effort; null where none could be told."""
    effort = _effort(session, number_of)
    braking = effort.braking if effort else None
    if braking is None:
        return None
    start, end = braking.interval.start_s, braking.interval.end_s
    words = say(
        "day_one.slowing",
        entry=speed_and_pace(braking.entry_m_s, units),
        exit=speed_and_pace(braking.exit_m_s, units),
        seconds=f"{braking.interval.duration_s:.0f}",
        energy=number(braking.energy_j_kg),
        decel=number(units.slowing(braking.mean_decel_m_s2), 1, units.slowing_name),
        grade=braking.grade.value,
    )
    window = (start - _BEFORE_SLOWING_S, end + _AFTER_SLOWING_S)
    return _close_up(session, window, (start, end), words, units, slowing=True)


def sprint_close_up(session: SessionTrace, number_of: int, units: Units) -> CloseUp | None:
    """Return a sprint; null where there is no such effort."""
    effort = _effort(session, number_of)
    if effort is None:
        return None
    start, end = effort.interval.start_s, effort.interval.end_s
    share = effort.p80_fraction
    words = say(
        "day_one.sprint",
        speed=speed_and_pace(effort.p80_speed_m_s, units),
        seconds=f"{effort.interval.duration_s:.0f}",
        length=number(units.length(effort.distance_m), 0, units.length_name),
        fraction="" if share is None else say("day_one.fraction", percent=f"{100 * share:.0f}"),
    )
    window = (start - _AROUND_SPRINT_S, end + _AROUND_SPRINT_S)
    return _close_up(session, window, (start, end), words, units, slowing=False)


def _seconds_between_ticks(span_s: float) -> int:
    fits = (each for each in _TICKS_EVERY_S if span_s / each <= _MOST_TICKS)
    return next(fits, _TICKS_EVERY_S[-1])


def _effort(session: SessionTrace, number_of: int) -> Effort | None:
    classified = session.session.classification
    efforts = classified.efforts if classified else ()
    return efforts[number_of - 1] if 0 < number_of <= len(efforts) else None


def _close_up(
    session: SessionTrace,
    window: tuple[float, float],
    about: tuple[float, float],
    words: str,
    units: Units,
    *,
    slowing: bool,
) -> CloseUp:
    shown = session.trace.filter(session.trace["t_s"].is_between(*window))
    top = _TOP_ROOM * max(shown["speed_m_s"].drop_nulls().to_list(), default=5.0)
    box = Box(0, 8, WIDTH, HEIGHT - 24, *window, 0.0, top)
    zero = about[0]
    every = _seconds_between_ticks(window[1] - window[0])
    first = math.ceil((window[0] - zero) / every) * every
    ticks = [(zero + each, each) for each in range(first, math.floor(window[1] - zero) + 1, every)]
    step = 2 if units.speed(top) < 12 else 5  # noqa: PLR2004 - a handful of lines either way
    per_unit = units.speed(1.0)
    return CloseUp(
        id=session.session.id,
        day=day_words(activity_wall_time(session.session.activity)),
        words=words,
        alt=say("day_one.alt_slowing" if slowing else "day_one.alt_sprint"),
        start_s=zero,
        path=line_path(shown, box),
        x=box.x(about[0]),
        width=max(2, box.x(about[1]) - box.x(about[0])),
        seconds=tuple((box.x(at), f"{label} s".replace("-", "\u2212")) for at, label in ticks),
        speeds=tuple(
            (box.y(each / per_unit), f"{each} {units.speed_name}" if each == step else str(each))
            for each in range(step, int(units.speed(top)) + 1, step)
        ),
        slowing=slowing,
    )
