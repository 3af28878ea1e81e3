"""A diary as people keep it: three times a day or so, rounded, with days left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import GREATEST_SCORE, LEAST_SCORE, DiaryEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy.typing as npt

    from flarelag.simulation.calendar import Calendar

    Pain = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]

_WAKING = range(8, 23)
_GREATEST_GAP_DAYS = 3
_RECENT_H, _FLARE_RISE, _FLARE_APART_H = 72.0, 2.0, 24.0
_REFERRED_FROM, _SHARP_FROM, _WOKE_FROM = 5, 6, 6
_MORNING_BEFORE = 10
_BEDTIME = 23.0
_NOTES = ("sat in meetings all day", "long train ride", "stiff getting up", "better after moving")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryHabit:
    """When a person writes.

    Parameters
    ----------
    local_hours : tuple of float
        Usual times of day.
    jitter_h : float
        Standard deviation around them.
    skipped : float
        Share of entries forgotten.
    gaps_per_week : float
        How often one to three days in a row are left out.
    extra_per_point : float
        Chance, in each waking hour, of a further entry for each point above the usual level.
    recalled, vague : float
        Share of entries written down a day or more late, and of entries that speak of a stretch
        of the day instead of an instant.
    after_sessions_h : float or None
        The light protocol in the place of usual hours: one entry so long after each session (at
        bedtime, if that comes first), one the next morning, and the usual ones on rest days.
    rest_days_per_week : int
        On how many days of a week without a session the light protocol asks for entries.
    """

    local_hours: tuple[float, ...] = (7.6, 13.2, 21.2)
    jitter_h: float = 0.6
    skipped: float = 0.08
    gaps_per_week: float = 0.25
    extra_per_point: float = 0.0
    recalled: float = 0.01
    vague: float = 0.01
    after_sessions_h: float | None = None
    rest_days_per_week: int = 2


def keep_diary(
    habit: DiaryHabit,
    calendar: Calendar,
    pain: Pain,
    *,
    usual: float,
    report_sd: float,
    sessions: Sequence[tuple[int, float]] = (),
    rng: np.random.Generator,
) -> tuple[DiaryEntry, ...]:
    """Return the entries of all weeks, in order of time.

    Parameters
    ----------
    habit : DiaryHabit
        When entries are made.
    calendar : Calendar
        The days.
    pain : callable
        True pain at hours from the start of the simulation.
    usual : float
        The level above which pain prompts further entries.
    report_sd : float
        Standard deviation of a score around the true pain, before rounding.
    sessions : sequence of (int, float)
        Day and end, in hours from the start of the simulation: for the light protocol.
    rng : Generator
        Source of chance.
    """
    kept = _kept_days(habit, calendar, rng)
    if habit.after_sessions_h is None:
        times = sorted((day, hour) for day in kept for hour in _hours(habit, rng))
    else:
        times = sorted(_light(habit, calendar, sessions, set(kept), rng))
    if habit.extra_per_point > 0:
        times = sorted(times + _prompted(habit, calendar, pain, usual, rng))
    t_h = np.array([calendar.hours_of(calendar.instant(*time)) for time in times])
    true = pain(t_h)
    rounded = np.round(true + rng.normal(0.0, report_sd, len(t_h)))
    scores = np.clip(rounded, LEAST_SCORE, GREATEST_SCORE).astype(int)
    flares = _flares(t_h, scores)
    return tuple(
        _entry(habit, calendar, time, int(score), flare=bool(flare), rng=rng)
        for time, score, flare in zip(times, scores, flares, strict=True)
    )


def _kept_days(habit: DiaryHabit, calendar: Calendar, rng: np.random.Generator) -> list[int]:
    days = 7 * calendar.weeks
    kept = np.ones(days, dtype=bool)
    for first in np.flatnonzero(rng.random(days) < habit.gaps_per_week / 7).tolist():
        kept[first : first + int(rng.integers(1, _GREATEST_GAP_DAYS + 1))] = False
    return np.flatnonzero(kept).tolist()


def _hours(habit: DiaryHabit, rng: np.random.Generator) -> list[float]:
    usual = np.array(habit.local_hours)
    made = rng.random(len(usual)) >= habit.skipped
    hours = np.clip(usual + rng.normal(0, habit.jitter_h, len(usual)), 5.0, 23.9)
    return [float(hour) for hour in hours[made]]


def _light(
    habit: DiaryHabit,
    calendar: Calendar,
    sessions: Sequence[tuple[int, float]],
    kept: Collection[int],
    rng: np.random.Generator,
) -> set[tuple[int, float]]:
    """Return the times of the light protocol: after sessions, next mornings, some rest days."""
    morning = habit.local_hours[0]
    busy = {day for day, _ in sessions}
    times: set[tuple[int, float]] = set()
    for day, end_h in sessions:
        midnight_h = calendar.hours_of(calendar.instant(day, 0.0))
        later = min(end_h - midnight_h + (habit.after_sessions_h or 0.0), _BEDTIME)
        times |= {(day, later), (day + 1, morning + float(rng.normal(0, habit.jitter_h)))}
    for week in range(calendar.weeks):
        free = [day for day in range(7 * week, 7 * week + 7) if day not in busy]
        chosen = rng.permutation(free)[: habit.rest_days_per_week].tolist()
        times |= {(day, hour) for day in chosen for hour in _hours(habit, rng)}
    return {time for time in times if time[0] in kept}


def _prompted(
    habit: DiaryHabit, calendar: Calendar, pain: Pain, usual: float, rng: np.random.Generator
) -> list[tuple[int, float]]:
    """Return further times, likelier the more it hurts."""
    days = 7 * calendar.weeks
    times = [(day, hour + float(rng.random())) for day in range(days) for hour in _WAKING]
    noon_h = [calendar.hours_of(calendar.instant(day, 12.0)) for day in range(days)]
    t_h = np.array([noon_h[day] + hour - 12.0 for day, hour in times])
    chance = habit.extra_per_point * np.maximum(pain(t_h) - usual, 0.0)
    made = rng.random(len(times)) < chance
    return [time for time, yes in zip(times, made, strict=True) if yes]


def _flares(t_h: npt.NDArray[np.float64], scores: npt.NDArray[np.int_]) -> npt.NDArray[np.bool_]:
    """Return where the person would say "flare-up": 2 above her last three days, once a day."""
    flares = np.zeros(len(t_h), dtype=bool)
    last_h = -np.inf
    for i, (now_h, score) in enumerate(zip(t_h, scores, strict=True)):
        recent = scores[(t_h < now_h) & (t_h >= now_h - _RECENT_H)]
        far = now_h - last_h >= _FLARE_APART_H
        if far and len(recent) and score >= np.ceil(np.median(recent) + _FLARE_RISE):
            flares[i], last_h = True, now_h
    return flares


def _entry(
    habit: DiaryHabit,
    calendar: Calendar,
    when: tuple[int, float],
    score: int,
    *,
    flare: bool,
    rng: np.random.Generator,
) -> DiaryEntry:
    time_utc = calendar.instant(*when)
    vague = bool(rng.random() < habit.vague)
    end_utc = time_utc + timedelta(hours=3) if vague else None
    recalled = bool(rng.random() < habit.recalled)
    delay = rng.uniform(25 * 3600, 40 * 3600) if recalled else rng.uniform(5, 600)
    offset = calendar.offset_at(time_utc)
    woke = score >= _WOKE_FROM and when[1] < _MORNING_BEFORE and rng.random() < 0.5  # noqa: PLR2004 - half the time
    noted = rng.random() < 0.06  # noqa: PLR2004 - most entries are a number and nothing else
    return DiaryEntry(
        time_utc=time_utc,
        time_end_utc=end_utc,
        entered_utc=(end_utc or time_utc) + timedelta(seconds=round(delay)),
        zone=calendar.zone_on(when[0]),
        utc_offset_s=int(offset.total_seconds()),
        score=score,
        sites=_sites(score),
        qualities=_qualities(score),
        flare=flare,
        woke=bool(woke),
        note=_NOTES[int(rng.integers(len(_NOTES)))] if noted else None,
        source="simulation",
    )


def _sites(score: int) -> tuple[PainSite, ...]:
    """Return where it hurts: the buttock, and down to the calf when it is worse."""
    if score == 0:
        return ()
    buttock = PainSite(BodySite.BUTTOCK, Side.LEFT)
    calf = PainSite(BodySite.CALF_OUTER, Side.LEFT)
    return (buttock, calf) if score >= _REFERRED_FROM else (buttock,)


def _qualities(score: int) -> tuple[Quality, ...]:
    if score == 0:
        return ()
    return (Quality.SHARP,) if score >= _SHARP_FROM else (Quality.ACHE,)
