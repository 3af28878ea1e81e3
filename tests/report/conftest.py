"""A plausible half-year of one runner, made by hand: what the page is tested on."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from flarelag.effects.around import AroundBin
from flarelag.effects.daily import by_hour_and_place, by_hour_of_day
from flarelag.effects.places import PlaceResult
from flarelag.effects.result import (
    Controls,
    EffectResult,
    Estimate,
    LagBin,
    Missing,
    Outcome,
    Shuffled,
    Verdict,
)
from flarelag.model.activity import Activity
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.classification import Classification, Doses, SpeedSource
from flarelag.model.diary import DiaryEntry
from flarelag.model.effort import Braking, BrakingGrade, Effort, EffortClass, EffortSource
from flarelag.model.interval import Interval
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.model.stored import StoredActivity
from flarelag.report.frames import measures
from flarelag.report.report import Report, SessionTrace
from flarelag.report.sessions import AroundKind, UsualDose
from flarelag.training.volume import WeekStart
from flarelag.workflows.analysis_frames import diary_frame
from flarelag.workflows.shoes import shoes_of
from flarelag.workflows.training import training_of

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_DAY = datetime(2026, 5, 4, tzinfo=UTC)
TITLE = "Hidden <b>title</b> at Lake Geheim"
NOTE = "secret note </script><script>alert(1)</script>"
ZONE = "Europe/Zurich"
MADE = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)
REPS_M_S = {EffortClass.TEMPO: 4.1, EffortClass.SPRINT: 7.1}


def effort(kind: EffortClass, start_s: float, duration_s: float) -> Effort:
    """An effort that ends in a slowing: hard after a sprint, soft after a tempo repeat."""
    speed, end = REPS_M_S[kind], start_s + duration_s
    hard = kind is EffortClass.SPRINT
    return Effort(
        interval=Interval(start_s, end),
        effort_class=kind,
        source=EffortSource.DETECTED,
        confidence=0.95,
        mean_speed_m_s=speed,
        distance_m=speed * duration_s,
        p80_fraction=speed / 7.3,
        braking=Braking(
            interval=Interval(end - 0.5, end + (2.5 if hard else 4.5)),
            entry_m_s=speed,
            exit_m_s=0.6 if hard else 1.4,
            grade=BrakingGrade.HARD if hard else BrakingGrade.SOFT,
        ),
    )


def efforts_of_hard_session() -> tuple[Effort, ...]:
    """Six 1000 m repeats with eight minutes between them, then four 200 m sprints."""
    repeats = [effort(EffortClass.TEMPO, 900 + n * 724, 244) for n in range(6)]
    sprints = [effort(EffortClass.SPRINT, 5400 + n * 330, 29) for n in range(4)]
    return (*repeats, *sprints)


def trace_of(efforts: tuple[Effort, ...], duration_s: int) -> pl.DataFrame:
    """Speed once a second: jogging at 2.6 m/s, walking after efforts, one gap of 20 s."""
    speed: list[float | None] = [2.6 + 0.15 * math.sin(t / 40) for t in range(duration_s)]
    for each in efforts:
        start, end = int(each.interval.start_s), int(each.interval.end_s)
        braking = each.braking
        assert braking is not None
        peak = each.mean_speed_m_s or 0.0
        for t in range(start, end):
            speed[t] = min(peak + 0.1 * math.sin(t / 3), 2.6 + (t - start) * 1.6)
        slowing_s = int(braking.interval.duration_s)
        for t in range(end, end + 90):
            share = min(1.0, (t - end + 1) / slowing_s)
            speed[t] = peak + (braking.exit_m_s - peak) * share + 0.05 * math.sin(t)
    speed[700:720] = [None] * 20
    return pl.DataFrame({"t_s": [float(t) for t in range(duration_s)], "speed_m_s": speed})


def stored(
    number: int, sport: Sport, start: datetime, duration_s: float, speed: float, *efforts: Effort
) -> StoredActivity:
    run = sport is Sport.RUN
    seconds = {
        kind: sum(e.interval.duration_s for e in efforts if e.effort_class is kind)
        for kind in EffortClass
    }
    sprint_s, tempo_s = seconds[EffortClass.SPRINT], seconds[EffortClass.TEMPO]
    doses = Doses(
        run_min=duration_s / 60 if run else 0.0,
        effort_s=sprint_s + tempo_s,
        sprint_s=sprint_s,
        fast_s=0.0,
        tempo_s=tempo_s,
        hard_s=sprint_s,
        hard_stops_n=sum(bool(e.braking and e.braking.grade is BrakingGrade.HARD) for e in efforts),
    )
    return StoredActivity(
        id=number,
        activity=Activity(
            sport=sport,
            start_utc=start,
            duration_s=duration_s,
            distance_m=speed * duration_s,
            zone=ZONE,
            name=TITLE,
            description=NOTE,
            private_note=NOTE,
            gear="Geheim shoes",
        ),
        source="file",
        origin=Origin("/home/geheim/export.zip", "activities/1.fit.gz"),
        classification=Classification(
            rule_version=1,
            speed_source=SpeedSource.DEVICE,
            best_100m_m_s=7.3 if run else None,
            efforts=efforts,
            doses=doses,
        ),
    )


def half_year() -> tuple[StoredActivity, ...]:
    """A hard session each week, easy runs, and rides at the weekend."""
    hard = efforts_of_hard_session()
    made: list[StoredActivity] = []
    for day in range(182):
        start = FIRST_DAY + timedelta(days=day, hours=16)
        number = len(made) + 1
        if day % 7 == 1:
            made.append(stored(number, Sport.RUN, start, 7200, 2.9, *hard))
        elif day % 7 in {3, 5}:
            made.append(stored(number, Sport.RUN, start, 2700, 2.7))
        elif day % 7 == 6:
            made.append(stored(number, Sport.RIDE, start - timedelta(hours=7), 5400, 7.0))
    return tuple(made)


def diary(activities: tuple[StoredActivity, ...]) -> tuple[DiaryEntry, ...]:
    """About three entries a day with gaps; pain rises half a day after hard sessions."""
    rng = random.Random(3)  # noqa: S311 - made-up data
    ends = [
        a.activity.start_utc + timedelta(seconds=a.activity.duration_s or 0)
        for a in activities
        if a.classification and a.classification.doses.hard_s
    ]
    made = []
    level = 2.4
    for day in range(182):
        level += 0.15 * (2.4 - level) + rng.gauss(0, 0.35)
        for hour in (5.5, 11, 19.5):
            if rng.random() < 0.12 or 74 <= day < 79:
                continue
            time = FIRST_DAY + timedelta(days=day, hours=hour + rng.gauss(0, 0.6))
            lags = [(time - end).total_seconds() / 3600 for end in ends]
            rise = sum(1.9 * (h / 12) ** 2 * math.exp(2 * (1 - h / 12)) for h in lags if h > 0)
            score = round(level + rise + rng.gauss(0, 0.6))
            made.append(
                DiaryEntry(
                    time_utc=time,
                    entered_utc=time,
                    zone=ZONE,
                    utc_offset_s=7200,
                    score=min(10, max(0, score)),
                    sites=(PainSite(BodySite.BUTTOCK, Side.LEFT),),
                    flare=score >= 6 and rng.random() < 0.3,
                    note=NOTE,
                    source="/home/geheim/diary.csv",
                )
            )
    return tuple(made)


def clear_result(n_hard: int, n_entries: int) -> EffectResult:
    edges = ((0, 3), (3, 6), (6, 12), (12, 18), (18, 24), (24, 36), (36, 48), (48, 72))
    means = (-0.3, 0.4, 1.4, 1.8, 1.2, 0.6, 0.2, 0.0)
    return EffectResult(
        n_sessions=104,
        n_hard_sessions=n_hard,
        n_entries=n_entries,
        verdict=Verdict.CLEAR,
        preliminary=False,
        headline=(
            "Clear pattern: hard sessions were followed by higher pain, on average +1.4 "
            "points (0.9 to 1.9), strongest 12-18 h later."
        ),
        dose_name="hard_s",
        per_dose=116.0,
        theta=Estimate(1.4, 0.9, 1.9),
        immediate=Estimate(-0.3, -0.9, 0.3),
        relief=Estimate(-0.8, -1.1, -0.4),
        ride_relief=Estimate(-0.2, -0.6, 0.2),
        p_harm=0.9996,
        bins=tuple(
            LagBin(low, high, Estimate(mean, mean - 0.6, mean + 0.6), 40)
            for (low, high), mean in zip(edges, means, strict=True)
        ),
        missing=Missing(0, 0, 1.0, None),
        controls=Controls(Estimate(-0.1, -0.5, 0.3), Shuffled(0.005, 199), Estimate(0, -0.4, 0.4)),
    )


def nothing_result() -> EffectResult:
    """An answer where there is too little to answer with."""
    return replace(
        clear_result(0, 0),
        verdict=Verdict.INSUFFICIENT,
        preliminary=True,
        headline="Not enough yet: 8 more hard sessions and 100 more diary entries are needed.",
        n_sessions=0,
        per_dose=None,
        theta=None,
        immediate=None,
        relief=None,
        ride_relief=None,
        p_harm=None,
        bins=(),
        missing=Missing(8, 100, None, None),
        controls=Controls(),
    )


def places(result: EffectResult) -> tuple[PlaceResult, ...]:
    """The answer by place: the left as the whole, the right without a rise, a calf with little."""
    right = replace(
        result,
        verdict=Verdict.NONE,
        headline="No meaningful rise after hard sessions at the doses you logged.",
        theta=Estimate(0.1, -0.2, 0.4),
    )
    few = replace(nothing_result(), n_entries=130)
    reach = replace(
        result,
        headline=(
            "Clear pattern: hard sessions were followed by pain further down the leg, on average "
            "+0.8 steps (0.4 to 1.2), strongest 10-14 h later."
        ),
        theta=Estimate(0.8, 0.4, 1.2),
    )
    return (
        PlaceResult(None, Side.LEFT, Outcome.PAIN, result, 0.01),
        PlaceResult(BodySite.BUTTOCK, Side.LEFT, Outcome.PAIN, result, 0.01),
        PlaceResult(BodySite.CALF_OUTER, Side.LEFT, Outcome.PAIN, few, None),
        PlaceResult(None, Side.RIGHT, Outcome.PAIN, right, 0.6),
        PlaceResult(None, Side.LEFT, Outcome.REACH, reach, 0.08),
    )


def around() -> tuple[AroundBin, ...]:
    """Pain around sessions: higher half a day after hard ones, level around the others."""
    stretches = ((-24, -12), (-12, 0), (0, 6), (6, 12), (12, 24), (24, 48), (48, 72))
    hard = (2.4, 2.3, 2.0, 4.4, 4.0, 2.8, 2.4)
    return tuple(
        AroundBin(kind, low, high, mean, mean - 0.5, mean + 0.5, 20)
        for kind, level in (
            (AroundKind.EASY, (2.4,) * 7),
            (AroundKind.HARD, hard),
            (AroundKind.RIDE, (2.2,) * 7),
        )
        for (low, high), mean in zip(stretches, level, strict=True)
    )


def traced(activities: tuple[StoredActivity, ...]) -> tuple[SessionTrace, ...]:
    """The hard sessions with their speed, latest first."""
    hard = [a for a in activities if a.classification and a.classification.doses.hard_s]
    speed = trace_of(efforts_of_hard_session(), 7200)
    return tuple(SessionTrace(a, speed) for a in reversed(hard))


def report_of(
    activities: tuple[StoredActivity, ...],
    entries: tuple[DiaryEntry, ...],
    result: EffectResult,
) -> Report:
    """A report of some activities and entries, as the workflow builds it."""
    dose = UsualDose("hard_s", 116.0)
    traces = traced(activities)
    by_id = {trace.session.id: trace for trace in traces}
    scores = pl.DataFrame(
        [(e.time_utc, e.utc_offset_s // 60, e.score) for e in entries],
        schema={
            "time": pl.Datetime("us", "UTC"),
            "utc_offset_min": pl.Int32,
            "score": pl.Int64,
        },
        orient="row",
    )
    return Report(
        result=result,
        activities=activities,
        entries=entries,
        usual_dose=dose,
        training=training_of(
            activities,
            dose,
            today=MADE.date(),
            week_start=WeekStart.MONDAY,
            trace_of=lambda stored: by_id.get(stored.id),
        ),
        around=around() if traces and entries else (),
        hours=by_hour_of_day(scores),
        hours_by_place=by_hour_and_place(diary_frame(entries)),
        measures=measures(()),
        places=places(result) if result.theta else (),
        traces=traces,
        shoes=tuple(shoes_of(activities, ())),
        generated_at=MADE,
        left_out=("4 entries without a clock time",),
        versions={"flarelag": "0.1.0", "rules": "1"},
    )


@pytest.fixture(scope="session")
def full_report() -> Report:
    """A half-year with 26 hard sessions and a clear pattern."""
    activities = half_year()
    entries = diary(activities)
    n_hard = len(traced(activities))
    return report_of(activities, entries, clear_result(n_hard, len(entries)))


@pytest.fixture(scope="session")
def report_with(full_report: Report) -> Callable[..., Report]:
    """Return a function that makes the half-year with some parts taken away."""

    def make(**changes: Any) -> Report:  # noqa: ANN401 - any field
        activities = changes.pop("activities", full_report.activities)
        entries = changes.pop("entries", full_report.entries)
        base = full_report
        if activities is not base.activities or entries is not base.entries:
            base = report_of(activities, entries, full_report.result)
        return replace(base, **changes)

    return make
