"""What each chart says, in words: its caption, which is its text alternative, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from flarelag.report import frames
from flarelag.report.charts.diary import long, unsided
from flarelag.report.charts.speed import hardest_effort, session_efforts
from flarelag.report.charts.time_line import WINDOW
from flarelag.report.local_time import day_words
from flarelag.report.sessions import AroundKind
from flarelag.report.texts import say
from flarelag.report.words import counted, hours_span, interval, number, speed_and_pace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.around import AroundBin
    from flarelag.effects.result import EffectResult
    from flarelag.report.coverage import Coverage
    from flarelag.report.report import Report, SessionTrace
    from flarelag.report.sessions import UsualDose
    from flarelag.report.units import Units


def dose_words(dose: UsualDose) -> str:
    """Return what scaled dose 1 means: `58 s at sprint or fast speed`."""
    words = say(f"doses.in_{dose.name}")
    return words if dose.per_dose is None else f"{dose.per_dose:.0f} s {words}"


def around_caption(bins: Sequence[AroundBin]) -> str:
    """Return what the picture of the hours around sessions shows, and where it is highest."""
    kinds = [kind for kind in AroundKind if any(each.kind == kind for each in bins)]
    after = [each for each in bins if each.kind == AroundKind.HARD and each.from_h >= 0]
    highest = max(after, key=lambda each: each.mean, default=None)
    return say(
        "around.caption",
        kinds=", ".join(say(f"around.key.{kind}") for kind in kinds),
        highest=""
        if highest is None
        else say(
            "around.highest",
            hours=hours_span(highest.from_h, highest.to_h),
            mean=f"{highest.mean:.1f} ({highest.low:.1f} to {highest.high:.1f})",
        ),
    )


def lag_caption(result: EffectResult, dose: UsualDose) -> str:
    """Return what the lag curve shows and where it is highest."""
    shown = [each for each in result.bins if each.estimate is not None]
    text = say("lag.caption", dose=dose_words(dose))
    highest = max(
        shown, key=lambda each: each.estimate.mean if each.estimate else 0.0, default=None
    )
    if highest is None:
        return text
    hours = hours_span(highest.from_h, highest.to_h)
    return f"{text} {say('lag.highest', hours=hours, change=interval(highest.estimate))}"


def time_line_caption(report: Report) -> str:
    """Return what the time line shows and over which days."""
    done, scores = report.done, report.scores
    moments = [*scores["time"], *done["time"]]
    counts = (
        counted(scores.height, "entry", "entries"),
        counted(int(done["hard"].sum()), "hard session"),
        counted(int((done["run"] & ~done["hard"]).sum()), "other run"),
        counted(int((done["kind"] == "ride").sum()), "ride"),
    )
    sides = report.days_by_side["side"].unique().to_list() if scores.height else []
    order = ("left", "right", frames.NOT_SAID)
    return say(
        "time_line.caption",
        first=day_words(min(moments)),
        last=day_words(max(moments)),
        counts=", ".join(counts),
        sides=" ".join(say(f"time_line.side.{side}") for side in order if side in sides),
        measures=f" {say('time_line.measures')}" if report.measures.height else "",
        whole=f" {say('time_line.whole')}" if max(moments) - min(moments) > 2 * WINDOW else "",
    )


def by_hour_caption(hours: pl.DataFrame, places: pl.DataFrame) -> str:
    """Return mean pain by hour of day, and how the places in it are told apart."""
    words = (
        say(
            "by_hour.word",
            hours=clock_span(row["from_hour"], row["to_hour"]),
            mean=number(row["mean"], 1),
        )
        for row in hours.iter_rows(named=True)
    )
    names = frames.hours_by_place(places)["place"].unique(maintain_order=True)
    marks = ", ".join(f"{mark} {name}" for mark, name in zip("▲■◆", names, strict=False))
    apart = f" {say('by_hour.places', places=marks)}" if marks else ""
    return say("by_hour.caption", words="; ".join(words), places=apart)


def clock_span(from_hour: int, to_hour: int) -> str:
    """Return some hours of the day: `08:00-12:00`, with an en dash."""
    return f"{from_hour:02d}:00\u2013{to_hour:02d}:00"


def reach_caption(days: pl.DataFrame) -> str:
    """Return how far down each leg pain went in the last four weeks."""
    months = say("reach.by_month") if long(days) else ""
    sides = say("reach.unsided") if unsided(days) else ""
    return say("reach.caption", words="; ".join(reach_words(days)), months=months, unsided=sides)


def reach_words(days: pl.DataFrame) -> list[str]:
    """Return how far down pain went in the last four weeks of the diary, one phrase a side."""
    latest = days["time"].max()
    recent = days.filter(pl.col("time") > pl.lit(latest) - pl.duration(days=28))
    said = []
    for side in ("left", "right", frames.NOT_SAID):
        levels = recent.filter(pl.col("side") == side)["reach"].sort()
        if levels.len():
            mostly = say(f"reach.level.{levels[levels.len() // 2]}")
            furthest = say(f"reach.level.{levels[-1]}")
            name = "reach.word_same" if mostly == furthest else "reach.word"
            who = say("reach.side_not_said") if side == frames.NOT_SAID else side
            said.append(say(name, side=who, mostly=mostly, furthest=furthest))
    return said


def trace_caption(session: SessionTrace) -> str:
    """Return what the session's chart shows."""
    found = session_efforts(session)
    classes = found.group_by("class", maintain_order=True).len().rows()
    grades = found.drop_nulls("braking").group_by("braking", maintain_order=True).len().rows()
    return say(
        "sessions.trace_caption",
        efforts=", ".join(f"{n} {name}" for name, n in classes) or say("sessions.none_found"),
        braking=", ".join(f"{n} {grade}" for grade, n in grades) or say("sessions.none_told"),
    )


def slowing_caption(session: SessionTrace, units: Units) -> str:
    """Return what the hardest slowing was."""
    row = hardest_effort(session).row(0, named=True)
    return say(
        "sessions.slowing_caption",
        number=row["number"],
        kind=row["class"],
        entry=speed_and_pace(row["entry_m_s"], units),
        exit=speed_and_pace(row["exit_m_s"], units),
        seconds=f"{row['braking_end_s'] - row['braking_start_s']:.0f}",
        energy=f"{row['energy_j_kg']:.0f}",
        decel=number(units.slowing(row["mean_decel_m_s2"]), 1, units.slowing_name),
        grade=row["braking"],
    )


def coverage_caption(covered: Coverage) -> str:
    """Return how complete the diary is."""
    empty = covered.n_days - covered.n_days_with_entry
    gap = covered.longest_gap_days
    return say(
        "coverage.caption",
        per_day=f"{covered.n_entries / covered.n_days_with_entry:.1f}",
        empty=empty,
        days=counted(covered.n_days, "day"),
        gap=f" {say('coverage.gap', days=counted(gap, 'day'))}" if gap else "",
    )
