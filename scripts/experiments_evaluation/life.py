"""One person through one experiment, session by session, with a diary that answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from flarelag.experiments.analysis import result_of
from flarelag.experiments.events import Done, Marked, Told
from flarelag.experiments.experiment import Experiment, Phase, standing
from flarelag.experiments.measures import OFFERED, Arm
from flarelag.experiments.outcomes import pairs_of, scores_of
from flarelag.experiments.pairing import Session, allocate
from flarelag.experiments.plan import Plan, draw_orders
from flarelag.experiments.stopping import usual_reach
from flarelag.model.sport import Sport
from flarelag.simulation.calendar import plan_sessions
from flarelag.simulation.diary import keep_diary
from flarelag.simulation.pain import Exposure, daily_wave, delayed, draw_drift, mean_rise, response
from flarelag.simulation.people import PEOPLE
from flarelag.simulation.sitting import draw_sitting, sat_before
from flarelag.simulation.truth import SessionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from random import Random

    from numpy.typing import NDArray

    from experiments_evaluation.trials import Trial
    from flarelag.experiments.result import Result
    from flarelag.model.diary import DiaryEntry
    from flarelag.simulation.year import YearOptions

FIRST_DAY: Final = date(2025, 1, 6)
PEAK: Final = 1.5
"""The rise at its peak after a usual session: what a measure can take off."""
HARD_S: Final = 150.0
_WEEKS_BEFORE: Final = 4


class Life:
    """One person through one experiment.

    Parameters
    ----------
    trial : Trial
        Which.
    rng : Generator
        Source of all chance but the coin.
    coin : Random
        Draws the order of each pair.
    """

    def __init__(self, trial: Trial, rng: np.random.Generator, coin: Random) -> None:
        self.trial, self.rng = trial, rng
        # One hard session a week: some follow too soon, and four weeks come before the start.
        weeks = _WEEKS_BEFORE + round(2.4 * trial.pairs) + 2
        self.options: YearOptions = PEOPLE[trial.person].options(
            first_day=FIRST_DAY, weeks=weeks, peak=PEAK
        )
        calendar = self.options.calendar
        self.drift = draw_drift(self.options.pain, calendar.hours, rng)
        planned = plan_sessions(calendar, self.drift, rng)
        self.sessions = [self._session(each.start_utc, each.kind) for each in planned]
        self.plan = Plan(
            measure=OFFERED["ice"],
            orders=draw_orders(trial.pairs, coin),
            seed=0,
            started_utc=calendar.start_utc + timedelta(weeks=_WEEKS_BEFORE),
            zone=calendar.zone,
            hard_dose="hard_s",
            hard_from_s=HARD_S / 2,
        )
        self.told = tuple(Told(self.plan.started_utc, pair) for pair in range(trial.pairs))
        self.end = max(each.end_utc for each in self.sessions) + timedelta(days=3)

    def results(self) -> tuple[Result, bool, Result]:
        """Return what is said of it all, whether pain would have stopped it, and what then."""
        places = allocate(self.plan, self.sessions, self.told, until=self.end).slots
        due = {slot.session: slot.due for slot in places if slot.session is not None}
        swapped = self._swapped(due)
        taken = [each for each, arm in due.items() if (arm is Arm.WITH) is (each not in swapped)]
        entries = self._diary(taken)
        unwritten = self._drawn(list(due), self.trial.unwritten, self._soreness(list(due)))
        entries = [each for each in entries if not _in_day_after(each, unwritten)]
        before = (e for e in entries if e.time_utc < self.plan.started_utc)
        experiment = Experiment(
            id=1,
            plan=replace(self.plan, reach=usual_reach(before)),
            sha256="",
            intact=True,
            events=(*self.told, *self._marks(due, swapped)),
        )
        whole = standing(experiment, self.sessions, [], now=self.end)
        until = standing(experiment, self.sessions, entries, now=self.end)
        found = [
            result_of(
                each,
                pairs_of(self.plan, each.allocation.slots, scores_of(entries), self.sessions),
            )
            for each in (whole, until)
        ]
        return found[0], until.stop is not None and until.phase is Phase.STOPPED, found[1]

    def _session(self, start: datetime, kind: SessionKind) -> Session:
        hard = kind is SessionKind.SPRINTS
        return Session(
            start_utc=start,
            end_utc=start + timedelta(minutes=52 * self.rng.uniform(0.85, 1.15)),
            sport=Sport(kind.sport),
            hard=hard,
            dose_s=HARD_S * self.rng.uniform(0.75, 1.25) if hard else 0.0,
        )

    def _soreness(self, sessions: Sequence[Session]) -> NDArray[np.float64]:
        """Return how pain will wander by itself in the hours after sessions, in points."""
        ends = np.array([self._hours(each.end_utc) for each in sessions])
        return self.drift.at(ends + 6.0)

    def _drawn(
        self, sessions: Sequence[Session], rate: float, sore: NDArray[np.float64]
    ) -> set[Session]:
        """Draw sessions at a rate on average, at odds that grow with soreness."""
        if not rate or not sessions:
            return set()
        odds = np.exp(sore)
        drawn = self.rng.random(len(sessions)) < np.minimum(1.0, rate * odds / odds.mean())
        return {each for each, yes in zip(sessions, drawn, strict=True) if yes}

    def _swapped(self, due: dict[Session, Arm]) -> set[Session]:
        """Draw sessions that were not as due: she takes it when it hurts, and forgets else."""
        sessions = list(due)
        sign = np.array([1.0 if arm is Arm.WITHOUT else -1.0 for arm in due.values()])
        sore = sign * self._soreness(sessions) if sessions else sign
        return self._drawn(sessions, self.trial.swaps, sore)

    def _marks(self, due: dict[Session, Arm], swapped: set[Session]) -> list[Marked]:
        """Return what she says of each session: the truth."""
        return [
            Marked(
                each.end_utc,
                each.start_utc,
                each.end_utc,
                Done.SWAPPED if each in swapped else Done.AS_DUE,
            )
            for each in due
        ]

    def _hours(self, at: datetime) -> float:
        return self.options.calendar.hours_of(at)

    def _diary(self, taken: Sequence[Session]) -> list[DiaryEntry]:
        """Return the entries of a life in which the measure was taken after some sessions."""
        options, rng = self.options, self.rng
        calendar, model = options.calendar, options.pain
        done = [
            Exposure(end_h=self._hours(each.end_utc), sport=each.sport, dose=each.dose_s or 0.0)
            for each in self.sessions
        ]
        taken_h = [self._hours(each.end_utc) for each in taken]
        # It works with the same delay as what it is for; its mean over 6-24 h is what is planted.
        size = self.trial.effect / mean_rise(replace(model, delayed_peak=1.0))
        sprint_days = {int(each.end_h // 24) for each in done if each.dose > 0}
        sitting_h = draw_sitting(options.sitting, 7 * calendar.weeks, sprint_days, rng)

        def pain(t_h: NDArray[np.float64]) -> NDArray[np.float64]:
            total = model.baseline + self.drift.at(t_h) + daily_wave(model, t_h % 24)
            total += response(model, t_h, done, per_dose=HARD_S)
            if model.sitting_rise_per_h:
                sat = sat_before(sitting_h, calendar, t_h) - options.sitting.mean_h
                total += model.sitting_rise_per_h * sat
            for end_h in taken_h if size else ():
                total += size * delayed(model, t_h - end_h)
            return total

        return list(
            keep_diary(
                options.habit,
                calendar,
                pain,
                usual=model.baseline,
                report_sd=model.report_sd,
                sessions=tuple((int(each.end_h // 24), each.end_h) for each in done),
                rng=rng,
            )
        )


def _in_day_after(entry: DiaryEntry, sessions: Iterable[Session]) -> bool:
    day = timedelta(days=1)
    return any(each.end_utc <= entry.time_utc < each.end_utc + day for each in sessions)
