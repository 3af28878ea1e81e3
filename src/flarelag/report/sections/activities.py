"""What the activities show: each hard session, firsts and extremes, volume, breaks and shoes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from flarelag.model.effort import EffortClass
from flarelag.report import captions, charts, session_tables, training_tables
from flarelag.report.charts.speed import hardest_effort, hardest_slowing
from flarelag.report.drawings.close_up import slowing_close_up, sprint_close_up
from flarelag.report.drawings.session_card import session_card
from flarelag.report.embed import figure
from flarelag.report.local_time import activity_wall_time, date_words, day_words, moment_words
from flarelag.report.sessions import hard_sessions
from flarelag.report.texts import say
from flarelag.report.words import counted, listed, speed_and_pace
from flarelag.training.breaks import FEWEST_RUN_DAYS, runs_often_enough
from flarelag.training.novelty import NoveltyKind, of_last_year, too_early_to_tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

    from flarelag.report.drawings.close_up import CloseUp
    from flarelag.report.drawings.session_card import SessionCard
    from flarelag.report.report import Report, SessionTrace, Training
    from flarelag.report.tables import Table
    from flarelag.report.units import Units

SHOWN: Final = 8
"""Sessions to see at once; earlier ones unfold by year."""
NOVELTIES_SHOWN: Final = 6
YEAR_OF_WEEKS: Final = 53
FEWEST_WEEKS: Final = 3
"""Fewer are two blocks, not a picture."""
_FASTEST_LEAST: Final = 4.0


def each_session(report: Report) -> dict[str, Any]:
    """Return every hard session that is drawn, the latest first, and the latest in full."""
    hard = hard_sessions(report.activities, report.usual_dose)
    if not report.traces:
        return {"cards": (), "instead": say("sessions.none_drawn" if hard else "sessions.none")}
    speeds = [t.trace["speed_m_s"].max() for t in report.traces]
    top = 1.05 * max([_FASTEST_LEAST, *(each for each in speeds if isinstance(each, float))])
    cards = [session_card(report, trace, top_m_s=top) for trace in report.traces]
    years = [activity_wall_time(trace.session.activity).year for trace in report.traces]
    earlier = list(zip(years, cards, strict=True))[SHOWN:]
    n_more = len(hard) - len(cards)
    return {
        "cards": cards[:SHOWN],
        "earlier": [
            _year(year, tuple(c for _, c in of)) for year, of in groupby(earlier, lambda e: e[0])
        ],
        "more": say("sessions.more", n=n_more) if n_more else "",
        "table": session_tables.hard_sessions_table(report),
        "latest": _in_full(report, report.traces[0]),
    }


def _year(year: int, cards: tuple[SessionCard, ...]) -> tuple[str, tuple[SessionCard, ...]]:
    return say("sessions.earlier", year=year, n=len(cards)), cards


def _in_full(report: Report, latest: SessionTrace) -> dict[str, Any]:
    units, classified = report.options.units, latest.session.classification
    close_up = hardest_slowing(latest, units)
    best = classified.best_100m_m_s if classified else None
    source = classified.speed_source.value if classified else ""
    told = [
        say("sessions.best", speed=speed_and_pace(best, units))
        if best
        else say("sessions.no_best"),
        *([say("sessions.best_of_one")] if best and _runs(report).height == 1 else []),
        *([say(f"sessions.{source}")] if source in {"position", "distance"} else []),
    ]
    return {
        "when": moment_words(activity_wall_time(latest.session.activity)),
        "told": " ".join(told),
        "trace": figure(
            "session",
            charts.session_trace(latest, units),
            captions.trace_caption(latest),
            table=session_tables.efforts_table(latest, units),
        ),
        "close_up": figure(
            "slowing",
            close_up,
            captions.slowing_caption(latest, units),
            table=_slowing_table(latest, units),
        )
        if close_up
        else None,
        "remarks": classified.remarks if classified else (),
    }


def _slowing_table(latest: SessionTrace, units: Units) -> Table:
    start_s = hardest_effort(latest)["braking_start_s"][0]
    day = day_words(activity_wall_time(latest.session.activity))
    return session_tables.seconds_table(say("trace.slowing_table"), [(day, latest, start_s)], units)


def day_one(report: Report) -> dict[str, Any] | None:
    """Return what the activities show by themselves; null without a run."""
    training, units, runs = report.training, report.options.units, _runs(report)
    if runs.is_empty():
        return None
    first, habit = day_words(training.sessions["time"][0]), runs_often_enough(training.sessions)
    recent = of_last_year(training.novelties, report.generated_at.date())
    told = [
        (day_words(each.time), training_tables.novelty_words(each, units), each.activity_id)
        for each in recent
    ]
    return {
        "intro": say(
            "day_one.intro_one" if training.sessions.height == 1 else "day_one.intro",
            n=counted(training.sessions.height, "activity", "activities"),
            first=first,
        ),
        "slowings": _close_ups(training.slowings, slowing_close_up, units, "slowings"),
        "sprints": _close_ups(training.sprints, sprint_close_up, units, _sprints(training)),
        "new": told[:NOVELTIES_SHOWN],
        "new_before": told[NOVELTIES_SHOWN:],
        **_without_news(runs),
        "breaks": _breaks(report) if training.breaks and habit else None,
        "no_breaks": say("day_one.no_breaks") if habit else _no_habit(runs),
    }


def _runs(report: Report) -> pl.DataFrame:
    sessions = report.training.sessions
    return sessions.filter(sessions["sport"] == "run")


def _without_news(runs: pl.DataFrame) -> dict[str, str]:
    """Return what to say where nothing was new, and of what cannot be told yet."""
    early = too_early_to_tell(runs)
    rules = [say(f"day_one.rule.{kind}") for kind in NoveltyKind if kind not in early]
    kinds = [say(f"day_one.early.{kind}") for kind in early]
    return {
        "nothing_new": say("day_one.nothing_new", rules=listed(rules, "or")) if rules else "",
        "too_early": say(
            "day_one.too_early", runs=counted(runs.height, "run"), kinds=listed(kinds, "and")
        )
        if kinds
        else "",
    }


def _no_habit(runs: pl.DataFrame) -> str:
    """Return why breaks cannot be told of yet."""
    n = runs["time"].dt.date().n_unique()
    are = say("day_one.are_one") if n == 1 else say("day_one.are_more", n=n)
    return say("day_one.no_habit", fewest=FEWEST_RUN_DAYS, are=are)


def _sprints(training: Training) -> str:
    """Return what the fastest efforts are called: sprints where all of them are known to be."""
    classes = {
        trace.session.classification.efforts[n - 1].effort_class
        for trace, n in training.sprints
        if trace.session.classification
    }
    return "sprints" if classes <= {EffortClass.SPRINT} else "efforts"


def _close_ups(
    chosen: Sequence[tuple[SessionTrace, int]],
    drawn: Callable[[SessionTrace, int, Units], CloseUp | None],
    units: Units,
    name: str,
) -> dict[str, Any] | None:
    """Return close-ups with their speeds in numbers; null without one."""
    both = [(trace, made) for trace, n in chosen if (made := drawn(trace, n, units)) is not None]
    if not both:
        return None
    spans = [(made.day, trace, made.start_s) for trace, made in both]
    return {
        "title": say(f"day_one.{name}" if len(both) > 1 else f"day_one.{name}_one"),
        "shown": [made for _, made in both],
        "table": session_tables.seconds_table(say(f"trace.{name}_table"), spans, units),
    }


def _breaks(report: Report) -> dict[str, Any]:
    training, units = report.training, report.options.units
    n = counted(len(training.breaks), "break")
    days = sum(each.days for each in training.breaks)
    compared = training.before_breaks
    return {
        "intro": say("day_one.breaks_intro", n=n, days=days),
        "latest": training_tables.latest_break(training.breaks),
        "compared": training_tables.compared_table(
            compared,
            units,
            before="before",
            others="others",
            title=say("day_one.breaks_before"),
        )
        if compared.n_before
        else None,
        "table": training_tables.breaks_table(training.breaks, units),
    }


def running_and_riding(report: Report) -> dict[str, Any]:
    """Return volume by week and month, the switch between sports, and shoes."""
    training, units = report.training, report.options.units
    if (
        training.weeks.is_empty()
        or not (training.weeks["runs_n"] + training.weeks["rides_n"]).sum()
    ):
        return {"numbers": None}
    last_year = training.weeks.tail(YEAR_OF_WEEKS)
    long = training.weeks.height > YEAR_OF_WEEKS
    turned = tuple(each for each in training.switches if each.week >= last_year["period"][0])
    words = training_tables.recent_words(training.weeks)
    first = date_words(training.weeks["period"][0])
    caption = "volume.weeks_caption" if long else "volume.weeks_since_caption"
    title = say("volume.weeks_table" if long else "volume.weeks_since_table")
    numbers = training_tables.volume_table(last_year, units, title)
    return {
        "numbers": numbers,
        "weeks": figure(
            "weeks",
            charts.volume(last_year, () if long else turned, units=units),
            say(caption, first=first, words=words),
            table=numbers,
        )
        if last_year.height >= FEWEST_WEEKS
        else None,
        "months": figure(
            "months",
            charts.volume(training.months, training.switches, units=units),
            say("volume.months_caption", words=""),
            table=training_tables.volume_table(training.months, units, say("volume.months_table")),
        )
        if long
        else None,
        "switches": [training_tables.switch_words(each) for each in training.switches],
        "shoes": training_tables.shoes_table(
            report.shoes, units, with_names=report.options.with_notes
        ),
        "named": report.options.with_notes,
    }
