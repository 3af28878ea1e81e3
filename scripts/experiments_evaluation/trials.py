"""Experiments lived through by simulated people, judged by the program's own code.

Pain wanders, follows the hour and the hours sat, and answers to sessions; the people run hard when
pain is low and write more when it hurts. The coin alone decides which sessions are due with the
measure. Whatever is told of them (which sessions count, what followed, the verdict) comes from the
same functions that a library goes through.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments_evaluation.measured import mean_of
from flarelag.experiments.analysis import result_of
from flarelag.experiments.events import Done, Marked, Told
from flarelag.experiments.experiment import Experiment, Phase, standing
from flarelag.experiments.measures import OFFERED, Arm
from flarelag.experiments.outcomes import pairs_of, scores_of
from flarelag.experiments.paired import sign_flip_p
from flarelag.experiments.pairing import Session, allocate
from flarelag.experiments.plan import LEVEL, Plan, draw_orders
from flarelag.experiments.result import Result, Verdict
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

    from numpy.typing import NDArray

    from flarelag.experiments.outcomes import Pair
    from flarelag.model.diary import DiaryEntry
    from flarelag.simulation.year import YearOptions

SEEDS, TUNING_SEEDS = 20_265, 9
FIRST_DAY: Final = date(2025, 1, 6)
PEAK: Final = 1.5
"""The rise at its peak after a usual session: what a measure can take off."""
HARD_S: Final = 150.0
CLAIMED: Final = {Verdict.LOWER, Verdict.HIGHER}
_WEEKS_BEFORE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One kind of experiment.

    Parameters
    ----------
    person : str
        Whose (`flarelag.simulation.people`).
    pairs : int
        How many.
    effect : float
        What the measure adds to mean pain 6-24 h after, in points; negative helps.
    swaps : float
        How often, on average, a session is not as it was due: the measure is taken when it hurts,
        and forgotten when it does not.
    unwritten : float
        How often nothing is written in the day after a session; likelier the more it hurts.
    """

    person: str
    pairs: int = 18
    effect: float = 0.0
    swaps: float = 0.0
    unwritten: float = 0.0

    @property
    def name(self) -> str:
        """What it is called in the results."""
        parts = [self.person, f"{self.pairs} pairs", f"{self.effect:+g}"]
        parts += [f"swaps {self.swaps:g}"] if self.swaps else []
        parts += [f"unwritten {self.unwritten:g}"] if self.unwritten else []
        return ", ".join(parts)


NULL: Final = tuple(
    Trial(person=person, pairs=pairs)
    for person, pairs in (
        *(("hostile", 6), ("hostile", 12), ("hostile", 18), ("hostile", 24)),
        *(("clean", 18), ("heavy_noise", 18), ("floor", 18), ("sparse", 18)),
        *(("spontaneous_flares", 18), ("instant", 18)),
    )
)
DISTURBED: Final = (
    Trial(person="hostile", swaps=0.2, unwritten=0.2),
    Trial(person="hostile", swaps=0.2, unwritten=0.2, effect=-1.0),
)
HELPING: Final = (
    Trial(person="hostile", effect=-1.0),
    Trial(person="clean", effect=-1.0),
    Trial(person="hostile", effect=-2.0, pairs=8),
)
TRIALS: Final = (*NULL, *DISTURBED, *HELPING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRun:
    """What one experiment said.

    Parameters
    ----------
    trial : str
        Which kind.
    verdict : Verdict
        What was said of all planned sessions, had nothing stopped it.
    as_treated : bool
        Whether the same test on what was really done, not on what was due, finds a difference.
    stopped : bool
        Whether pain would have stopped it.
    verdict_stopped : Verdict
        What was said of the sessions until then.
    mean, low, high, sd : float or None
        The estimate with its interval; the spread of its pairs.
    complete, swapped : int
        Complete pairs; sessions known to be swapped.
    """

    trial: str
    verdict: Verdict
    as_treated: bool
    stopped: bool
    verdict_stopped: Verdict
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    complete: int
    swapped: int


def trial_run(trial: Trial, number: int, seeds: int = SEEDS) -> TrialRun:
    """Live one experiment through."""
    person, pairs = list(PEOPLE).index(trial.person), trial.pairs
    rates = round(100 * abs(trial.effect)), round(100 * trial.swaps)
    rng = np.random.default_rng([seeds, person, pairs, *rates, number])
    life = _Life(trial, rng, Random(number))  # noqa: S311 - a coin
    whole, stopped, until = life.results()
    spread = [each.difference for each in whole.pairs if each.difference is not None]
    estimate = whole.estimate
    return TrialRun(
        trial=trial.name,
        verdict=whole.verdict,
        as_treated=_as_treated(whole.pairs),
        stopped=stopped,
        verdict_stopped=until.verdict,
        mean=estimate.mean if estimate else None,
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        sd=float(np.std(spread, ddof=1)) if estimate else None,
        complete=whole.n_complete,
        swapped=whole.adherence.swapped,
    )


def _as_treated(pairs: Sequence[Pair]) -> bool:
    """Test what was done: a pair swapped twice changes its sign, one swapped once is none."""
    differences = []
    for pair in pairs:
        done = {slot.done for slot in pair.slots}
        if pair.difference is not None and len(done) == 1:
            differences.append(-pair.difference if Done.SWAPPED in done else pair.difference)
    return bool(differences) and sign_flip_p(differences) <= LEVEL


class _Life:
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


def trials_summary(runs: Iterable[TrialRun]) -> list[dict[str, Any]]:
    """Return, for each kind of experiment, how often which verdict was given, with its errors."""
    by_name: dict[str, list[TrialRun]] = {}
    for run in runs:
        by_name.setdefault(run.trial, []).append(run)
    kinds = {trial.name: trial for trial in TRIALS}
    return [_summary(kinds[name], found) for name, found in by_name.items()]


def _summary(trial: Trial, runs: Sequence[TrialRun]) -> dict[str, Any]:
    told = [run for run in runs if run.mean is not None]
    said = Counter(run.verdict for run in runs)
    covered = [
        float(run.low <= trial.effect <= run.high)
        for run in told
        if run.low is not None and run.high is not None
    ]
    return {
        "trial": trial.name,
        "effect": trial.effect,
        "useful": mean_of([float(run.verdict is Verdict.LOWER) for run in runs]),
        "claimed": mean_of([float(run.verdict in CLAIMED) for run in runs]),
        "claimed_with_stops": mean_of([float(run.verdict_stopped in CLAIMED) for run in runs]),
        "as_treated": mean_of([float(run.as_treated) for run in runs]),
        "stopped": mean_of([float(run.stopped) for run in runs]),
        "bias": mean_of([run.mean - trial.effect for run in told if run.mean is not None]),
        "sd_of_differences": mean_of([run.sd for run in told if run.sd is not None]),
        "covered": mean_of(covered),
        "complete_pairs": mean_of([float(run.complete) for run in runs]),
        "swapped_sessions": mean_of([float(run.swapped) for run in runs]),
        "verdicts": {each.value: said[each] for each in Verdict if said[each]},
    }
