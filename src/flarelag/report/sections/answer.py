"""The first screen, and the hours after a hard session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flarelag.effects.result import Verdict
from flarelag.model.sport import Sport
from flarelag.model.warning_signs import WARNING_SIGNS
from flarelag.report import captions, charts, tables
from flarelag.report.embed import Figure, figure
from flarelag.report.local_time import date_words, day_words, entry_wall_time
from flarelag.report.next_steps import next_steps
from flarelag.report.sessions import AroundKind, hard_sessions
from flarelag.report.stage import Stage
from flarelag.report.texts import say
from flarelag.report.words import counted, cut, typeset

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.effects.result import EffectResult
    from flarelag.report.coverage import Coverage
    from flarelag.report.report import PageOptions, Report

SURELY, HARDLY = 0.99, 0.01
LONGEST_TITLE = 160


def first_screen(report: Report, covered: Coverage, stage: Stage) -> dict[str, Any]:
    """Return the answer with its basis, one picture, and what to do next."""
    result, options = report.result, report.options
    enough = stage is Stage.ANSWER
    return {
        "title": cut(options.title, LONGEST_TITLE) if options.title else None,
        "headline": _headline(report, stage),
        "basis": basis(report),
        "preliminary": enough and result.preliminary,
        "explained": say("page.explained") if _has_numbers(result) else "",
        "limits": limits(options),
        "warning_signs": WARNING_SIGNS,
        "hidden": typeset(report.guard.why),
        "around": _around(report) if report.around else None,
        "kinds": [
            (kind.name.lower(), say(f"around.key.{kind}"))
            for kind in AroundKind
            if any(each.kind == kind for each in report.around)
        ],
        "steps": next_steps(report, covered),
        "made": made_words(report.generated_at),
    }


def _has_numbers(result: EffectResult) -> bool:
    """Whether the headline states a change."""
    return result.theta is not None and result.verdict is not Verdict.NONE


def _around(report: Report) -> Figure:
    chart = charts.around_sessions(report.around)
    caption = captions.around_caption(report.around)
    return figure("around", chart, caption, still=True, table=tables.around_table(report.around))


def basis(report: Report) -> str:
    """Return what the answer rests on: `26 hard sessions, 512 diary entries`."""
    result = report.result
    n_hard = result.n_hard_sessions
    if not report.entries:  # no diary has seen any, but the page shows them
        n_hard = len(hard_sessions(report.activities, report.usual_dose))
    return (
        f"{counted(n_hard, 'hard session')}, "
        f"{counted(result.n_entries, 'diary entry', 'diary entries')}"
    )


def made_words(moment: datetime) -> str:
    """Return when a page was made: `Thu 19 Nov 2026, 18:20 UTC`."""
    return f"{day_words(moment)}, {moment:%H:%M %Z}".strip()


def limits(options: PageOptions) -> tuple[str, ...]:
    """Return what the page is limited to, one sentence each."""
    said = []
    if options.since or options.until:
        first, last = (date_words(each) if each else "…" for each in (options.since, options.until))
        said.append(say("page.limited_days", days=f"{first} \u2013 {last}"))
    if options.where:
        said.append(say("page.limited_where", where=options.where))
    return tuple(said)


def _headline(report: Report, stage: Stage) -> str:
    if stage is Stage.ACTIVITIES:
        n = counted(len(report.activities), "activity", "activities")
        return say("page.no_diary", sessions=n)
    return typeset(report.result.headline)


def hours_after(report: Report) -> dict[str, Any]:
    """Return the lag curve with its controls, or why there is none."""
    result = report.result
    curve = result.verdict is not Verdict.INSUFFICIENT and any(b.estimate for b in result.bins)
    if not curve:
        return {"lag": None, "instead": _instead(report)}
    chart = charts.lag_curve(result)
    return {
        "lag": figure(
            "lag-curve",
            chart,
            captions.lag_caption(result, report.usual_dose),
            still=True,
            table=tables.lag_table(result),
        ),
        "estimates": (
            (say("lag.later"), result.theta),
            (say("lag.at_once"), result.immediate),
            (say("lag.easy"), result.relief),
            (say("lag.ride"), result.ride_relief),
        ),
        "at_once": typeset(result.at_once_words),
        "harm": _harm(result.p_harm),
        "needed": _needed(report),
        "remarks": tuple(typeset(remark) for remark in result.remarks),
        "controls": tables.controls_table(result),
        "doses": tables.doses_table(result),
    }


def _harm(p_harm: float | None) -> str:
    if p_harm is None:
        return ""
    told = f"{100 * p_harm:.0f} %"
    if p_harm > SURELY:
        told = say("lag.over_99")
    elif p_harm < HARDLY:
        told = say("lag.under_1")
    return say("lag.harm", probability=told)


def _needed(report: Report) -> str:
    """Return how many sessions it takes to see a rise, where that is not settled."""
    result, needed = report.result, report.result.needed_hard_sessions
    settled = not result.preliminary and result.verdict not in {Verdict.LIKELY, Verdict.CANNOT_TELL}
    if settled or not needed.plus_1:
        return ""
    name = "lag.needed_both" if needed.plus_2 else "lag.needed_1"
    facts = {"plus_1": needed.plus_1, "plus_2": needed.plus_2, "n": result.n_hard_sessions}
    return say(name, **facts)


def _instead(report: Report) -> str:
    """Return why there is no curve yet."""
    if not report.activities:
        return say("lag.no_activities")
    if not any(stored.activity.sport is Sport.RUN for stored in report.activities):
        return say("lag.no_runs")
    if not report.entries:
        return say("lag.no_entries")
    if not hard_sessions(report.activities, report.usual_dose):
        return say("lag.no_hard", dose=captions.dose_words(report.usual_dose))
    return " ".join((say("lag.not_yet"), _ready(report))).rstrip()


def _ready(report: Report) -> str:
    """Return the day on which there is enough; empty where nobody knows, or the diary stopped."""
    more_days = report.result.missing.more_days
    if more_days is None or not report.diary_goes_on:
        return ""
    day = entry_wall_time(report.used_entries[-1]).date() + timedelta(days=more_days)
    return say("lag.ready", day=date_words(day))
