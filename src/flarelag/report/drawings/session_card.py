"""One hard session and the pain that followed, small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.model.activity import activity_end
from flarelag.model.effort import BrakingGrade, EffortClass
from flarelag.report.drawings.paths import Box, line_path
from flarelag.report.local_time import activity_wall_time, day_words
from flarelag.report.texts import say
from flarelag.report.words import clock, counted, cut, distance_words, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.report.report import Report, SessionTrace

WIDTH: Final = 640
LONGEST_WORDS: Final = 160
BEFORE_H, AFTER_H = 24.0, 72.0
_FLOOR_M_S: Final = 0.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A stretch of time behind the line.

    Parameters
    ----------
    x, width : int
        Where.
    """

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Dot:
    """One pain score.

    Parameters
    ----------
    x, y : int
        Where.
    score : int
        The score.
    label : bool
        Write the score beside it: it is the highest after the session.
    """

    x: int
    y: int
    score: int
    label: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    """The geometry of one session, and its words.

    Parameters
    ----------
    id : int
        The library's number of the activity.
    day, doses, told : str
        Its date, its doses, and its distance and time, in words.
    alt : str
        The picture in words.
    path : str
        The speed.
    efforts, braking, pauses : tuple of Ground
        What stands behind it.
    hard_stops : tuple of int
        Where a slowing was hard.
    dots : tuple of Dot
        The pain around it.
    end_x : int
        Where the session ends, in the strip of pain.
    title, note, place : str or None
        Only where they were asked for.
    """

    id: int
    day: str
    doses: str
    told: str
    alt: str
    path: str
    efforts: tuple[Ground, ...]
    braking: tuple[Ground, ...]
    pauses: tuple[Ground, ...]
    hard_stops: tuple[int, ...]
    dots: tuple[Dot, ...]
    end_x: int
    title: str | None
    note: str | None
    place: str | None


TRACE_TOP, TRACE_HEIGHT = 14, 86
PAIN_TOP, PAIN_HEIGHT = 122, 60
PAIN_BOX: Final = Box(0, PAIN_TOP, WIDTH, PAIN_HEIGHT, -BEFORE_H, AFTER_H, 0.0, 10.0)


def session_card(report: Report, session: SessionTrace, *, top_m_s: float) -> SessionCard:
    """Return one session's card.

    Parameters
    ----------
    report : Report
        The whole report.
    session : SessionTrace
        Which.
    top_m_s : float
        The speed at the upper edge: the same on all cards, so that they can be compared.
    """
    activity, classified = session.session.activity, session.session.classification
    end_s = float(session.trace["t_s"][-1]) or 1.0
    box = Box(0, TRACE_TOP, WIDTH, TRACE_HEIGHT, 0.0, end_s, _FLOOR_M_S, top_m_s)
    efforts = classified.efforts if classified else ()
    braked = [each.braking for each in efforts if each.braking is not None]
    dots = _dots(report, session)
    day = day_words(activity_wall_time(activity))
    pain = _pain_words(dots)
    sprints = sum(each.effort_class is EffortClass.SPRINT for each in efforts)
    stops = sum(each.grade is BrakingGrade.HARD for each in braked)
    options = report.options
    return SessionCard(
        id=session.session.id,
        day=day,
        doses=say(
            "sessions.doses",
            dose=number(report.usual_dose.of(session.session)),
            spent=say(f"doses.in_{report.usual_dose.name}"),
            sprints=counted(sprints, "sprint"),
            stops=counted(stops, "hard slow-down"),
        ),
        told=say(
            "sessions.distance_time",
            distance=distance_words(activity, options.units),
            time=clock(activity.duration_s or end_s),
        ),
        alt=say("sessions.alt", day=day, efforts=counted(len(efforts), "effort"), pain=pain),
        path=line_path(session.trace, box),
        efforts=tuple(_ground(box, e.interval.start_s, e.interval.end_s) for e in efforts),
        braking=tuple(_ground(box, b.interval.start_s, b.interval.end_s) for b in braked),
        pauses=tuple(_ground(box, p.start_s, p.end_s) for p in activity.pauses),
        hard_stops=tuple(box.x(b.interval.start_s) for b in braked if b.grade is BrakingGrade.HARD),
        dots=dots,
        end_x=PAIN_BOX.x(0.0),
        title=_own(activity.name) if options.with_notes else None,
        note=_own(activity.description, activity.private_note) if options.with_notes else None,
        place=session.place if options.with_places else None,
    )


def _own(*texts: str | None) -> str | None:
    """Return the runner's own words, cut; null where there are none."""
    return cut(" · ".join(text for text in texts if text), LONGEST_WORDS) or None


def _ground(box: Box, start: float, end: float) -> Ground:
    return Ground(box.x(start), max(2, box.x(end) - box.x(start)))


def _dots(report: Report, session: SessionTrace) -> tuple[Dot, ...]:
    end = activity_end(session.session.activity)
    if end is None:
        return ()
    first, last = end - timedelta(hours=BEFORE_H), end + timedelta(hours=AFTER_H)
    lags = [
        ((entry.time_utc - end).total_seconds() / 3600, entry.score)
        for entry in report.used_between(first, last)
    ]
    highest = max((lag for lag in lags if lag[0] >= 0), key=lambda lag: lag[1], default=None)
    return tuple(
        Dot(PAIN_BOX.x(h), PAIN_BOX.y(score), score, (h, score) == highest) for h, score in lags
    )


def _pain_words(dots: Sequence[Dot]) -> str:
    highest = next((dot for dot in dots if dot.label), None)
    if highest is None:
        return say("sessions.no_entry")
    hours = (highest.x / WIDTH) * (BEFORE_H + AFTER_H) - BEFORE_H
    return say("sessions.highest", score=highest.score, hours=f"{max(0.0, hours):.0f}")
