"""When the diary asks: after each run, the next morning, and on some days of rest.

Without entries on days of rest there is nothing to compare with, and whoever logs only when it
hurts finds that everything hurts. Which days of rest are asked about, and at what hour, is drawn
by lot from a seed: the same for the same seed, whenever it is worked out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.model.lag_bands import LAG_BANDS_H, any_between
from flarelag.model.moments import clock_on, moment_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NIGHT_FROM, NIGHT_TO = time(22), time(7)
"""Nobody is asked from ten in the evening to seven in the morning, by the clock on the wall."""
BEFORE_BED: Final = time(21, 45)
MORNING, MORNING_OPENS, MORNING_CLOSES = time(7, 30), time(5), time(12)
EVENING, EVENING_OPENS = time(20, 30), time(17)
_NEW_DAY: Final = time(4)
FIRST_REST_PROMPT: Final = time(8, 30)
_REST_QUARTERS: Final = 50
"""Quarters of an hour from the first prompt of a day of rest to the last, at 20:45."""
_REST_BEFORE, _REST_AFTER = timedelta(hours=2), timedelta(hours=3)
_SPACING: Final = timedelta(hours=2)
_AFTER_OPENS, _AFTER_CLOSES = (timedelta(hours=hours) for hours in LAG_BANDS_H[0])
_DAY: Final = timedelta(days=1)
_REACH: Final = timedelta(days=8)
"""The days of rest of a week depend on all of its runs."""
_DAYS_A_WEEK: Final = 7


class Protocol(StrEnum):
    """How often the diary asks."""

    FULL = "full"
    """About three times a day around a run, and on four days of rest a week."""
    LIGHT = "light"
    """Eight hours after a run, the next morning, and on two days of rest a week."""


class PromptKind(StrEnum):
    """What a prompt belongs to; the ones that matter most first."""

    AFTER_RUN = "after_run"
    NEXT_MORNING = "next_morning"
    NEXT_EVENING = "next_evening"
    REST_DAY = "rest_day"


@dataclass(frozen=True, slots=True)
class _Rhythm:
    after: timedelta
    next_evening: bool
    rest_days_a_week: int


_RHYTHMS: Final = {
    Protocol.FULL: _Rhythm(timedelta(hours=6), next_evening=True, rest_days_a_week=4),
    Protocol.LIGHT: _Rhythm(timedelta(hours=8), next_evening=False, rest_days_a_week=2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A run that prompts count from.

    Parameters
    ----------
    end_utc : datetime
        Its end.
    zone : str
        Where the person's clock was then: an IANA name or a fixed offset.
    words : str
        What to call it in a question: `6x200`, `track`, `run`.
    planned : bool
        From a weekly plan: nobody knows yet whether it took place.
    activity_id : int or None
        The library's number; null for one that is only planned.
    start_utc : datetime or None
        When a planned one begins; null for others, of which nobody asks.
    """

    end_utc: datetime
    zone: str
    words: str = "run"
    planned: bool = False
    activity_id: int | None = None
    start_utc: datetime | None = None

    @property
    def local_day(self) -> date:
        """The day on which it ended, by the clock on the wall."""
        return moment_at(self.end_utc, self.zone).local.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How somebody wants to be asked.

    Parameters
    ----------
    zone : str
        Where days of rest are lived.
    seed : int
        Draws the days of rest and their hours.
    protocol : Protocol
        How often.
    """

    zone: str
    seed: int
    protocol: Protocol = field(default=Protocol.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question at a time.

    Parameters
    ----------
    key : str
        The same whenever the schedule is worked out again, also when a session's end is corrected.
    kind : PromptKind
        What it belongs to.
    due_utc : datetime
        When to ask.
    opens_utc, closes_utc : datetime
        An entry from here until there answers it.
    zone : str
        Whose clock it goes by.
    session : Session or None
        The run it follows; null on a day of rest.
    """

    key: str
    kind: PromptKind
    due_utc: datetime
    opens_utc: datetime
    closes_utc: datetime
    zone: str
    session: Session | None = None

    def answered(self, instants: Sequence[datetime]) -> bool:
        """Return whether one of the entries, as `lag_bands.entry_instants` has them, answers it."""
        return any_between(instants, self.opens_utc, self.closes_utc)


def prompts_between(
    sessions: Iterable[Session], schedule: Schedule, since: datetime, until: datetime
) -> list[Prompt]:
    """Return the prompts due in `since <= due < until`, in order, at least two hours apart.

    Parameters
    ----------
    sessions : iterable of Session
        Runs and planned runs of the weeks that `since` and `until` lie in, in any order; others
        do no harm. A planned one gives way to a run of the same day.
    schedule : Schedule
        How somebody wants to be asked.
    since, until : datetime
        Aware.
    """
    near = [each for each in sessions if since - _REACH <= each.end_utc < until + _REACH]
    run_days = {each.local_day for each in near if not each.planned}
    held = (each for each in near if not each.planned or each.local_day not in run_days)
    runs = sorted(held, key=lambda each: each.end_utc)
    asked = [*_after_runs(runs, schedule), *_on_rest_days(runs, schedule, since, until)]
    return [each for each in _spaced(asked) if since <= each.due_utc < until]


def waiting_prompts(
    prompts: Iterable[Prompt], instants: Sequence[datetime], now: datetime
) -> list[Prompt]:
    """Return the prompts that an entry made now would answer, and none has answered yet.

    Parameters
    ----------
    prompts : iterable of Prompt
        As `prompts_between` returns them, from a day before now.
    instants : sequence of datetime
        As `lag_bands.entry_instants` returns them.
    now : datetime
        Aware.
    """
    open_now = (each for each in prompts if each.opens_utc <= now < each.closes_utc)
    return [each for each in open_now if not each.answered(instants)]


def next_prompt(
    prompts: Iterable[Prompt], instants: Sequence[datetime], now: datetime
) -> Prompt | None:
    """Return the first prompt due after now that no entry has answered early; null for none."""
    later = (each for each in prompts if each.due_utc > now and not each.answered(instants))
    return min(later, key=lambda each: each.due_utc, default=None)


def question(prompt: Prompt, at: datetime) -> str:
    """Return what a prompt asks at an instant: `4 h after your 6x200: how is it now?`."""
    if prompt.session is None:
        return "A day without a run: how is it now?"
    hours = round((at - prompt.session.end_utc) / timedelta(hours=1))
    return f"{hours} h after your {prompt.session.words}: how is it now?"


def _after_runs(runs: Sequence[Session], schedule: Schedule) -> list[Prompt]:
    prompts = []
    nth: Counter[date] = Counter()
    for run in runs:
        day = run.local_day
        nth[day] += 1
        prompts += _after_run(run, f"{day:%Y%m%d}-{nth[day]}", _RHYTHMS[schedule.protocol])
    return prompts


def _after_run(run: Session, key: str, rhythm: _Rhythm) -> list[Prompt]:
    ended = moment_at(run.end_utc, run.zone).local
    # Whoever comes home after midnight sleeps first: the next morning is that day's.
    next_day = ended.date() if ended.time() < _NEW_DAY else ended.date() + _DAY
    times = {
        PromptKind.NEXT_MORNING: tuple(
            clock_on(next_day, clock, run.zone)
            for clock in (MORNING, MORNING_OPENS, MORNING_CLOSES)
        )
    }
    if due := _due_by_day(run.end_utc, run.end_utc + rhythm.after, run.zone):
        times[PromptKind.AFTER_RUN] = due, run.end_utc + _AFTER_OPENS, run.end_utc + _AFTER_CLOSES
    if rhythm.next_evening:
        times[PromptKind.NEXT_EVENING] = (
            clock_on(next_day, EVENING, run.zone),
            clock_on(next_day, EVENING_OPENS, run.zone),
            clock_on(next_day + _DAY, time(), run.zone),
        )
    return [
        Prompt(
            key=f"{key}-{kind}",
            kind=kind,
            due_utc=due,
            opens_utc=opens,
            closes_utc=closes,
            zone=run.zone,
            session=run,
        )
        for kind, (due, opens, closes) in times.items()
    ]


def _due_by_day(end_utc: datetime, due_utc: datetime, zone: str) -> datetime | None:
    """Return when to ask instead of in the night: before bed where that is late enough.

    Null where it is not: the morning's prompt asks then.
    """
    due = moment_at(due_utc, zone).local
    if NIGHT_TO <= due.time() < NIGHT_FROM:
        return due_utc
    evening = due.date() if due.time() >= NIGHT_FROM else due.date() - _DAY
    before_bed = clock_on(evening, BEFORE_BED, zone)
    return before_bed if before_bed - end_utc >= _AFTER_OPENS else None


def _on_rest_days(
    runs: Sequence[Session], schedule: Schedule, since: datetime, until: datetime
) -> list[Prompt]:
    run_days = {each.local_day for each in runs}
    first = moment_at(since, schedule.zone).local.date()
    last = moment_at(until, schedule.zone).local.date()
    monday = first - timedelta(days=first.weekday())
    prompts = []
    while monday <= last:
        days = [monday + n * _DAY for n in range(_DAYS_A_WEEK)]
        drawn = sorted(days, key=lambda day: _lot(schedule.seed, "day", day))
        rest = [day for day in drawn if day not in run_days]
        n_asked = _RHYTHMS[schedule.protocol].rest_days_a_week
        prompts += [_on_rest_day(day, schedule) for day in rest[:n_asked]]
        monday += _DAYS_A_WEEK * _DAY
    return prompts


def _on_rest_day(day: date, schedule: Schedule) -> Prompt:
    quarter = _lot(schedule.seed, "hour", day) % _REST_QUARTERS
    due = clock_on(day, FIRST_REST_PROMPT, schedule.zone) + quarter * timedelta(minutes=15)
    return Prompt(
        key=f"{day:%Y%m%d}-{PromptKind.REST_DAY}",
        kind=PromptKind.REST_DAY,
        due_utc=due,
        opens_utc=due - _REST_BEFORE,
        closes_utc=due + _REST_AFTER,
        zone=schedule.zone,
    )


def _lot(seed: int, what: str, day: date) -> int:
    """Return a number drawn for a day: the same on every machine and in every version."""
    drawn = hashlib.sha256(f"{seed}:{what}:{day.isoformat()}".encode()).digest()
    return int.from_bytes(drawn[:8], "big")


def _spaced(prompts: Iterable[Prompt]) -> list[Prompt]:
    """Return prompts in order, of those within two hours of one another the one that matters."""
    kinds = list(PromptKind)
    kept: list[Prompt] = []
    for each in sorted(prompts, key=lambda prompt: (kinds.index(prompt.kind), prompt.due_utc)):
        if all(abs(each.due_utc - other.due_utc) >= _SPACING for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda prompt: prompt.due_utc)
