"""From the library to the page."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

import polars as pl

from flarelag import __version__
from flarelag.classify.rules import RULE_VERSION
from flarelag.effects.around import pain_around
from flarelag.effects.daily import by_hour_and_place, by_hour_of_day, days_compared
from flarelag.effects.forecast_words import forecast_shown
from flarelag.effects.inputs import checked_diary
from flarelag.effects.scores import scores_at_instants
from flarelag.errors import LibraryBusyError
from flarelag.model.activity import activity_end
from flarelag.model.factors import FactorKind
from flarelag.model.hidden_start import start_hidden
from flarelag.model.sport import Sport
from flarelag.report.frames import local_day, measures
from flarelag.report.local_time import activity_wall_time, entry_wall_time
from flarelag.report.page import render_page
from flarelag.report.report import PageOptions, Report, SessionTrace
from flarelag.report.sessions import AroundKind, hard_sessions, usual_dose
from flarelag.report.words import counted
from flarelag.training.breaks import compared_onsets
from flarelag.training.days import day_totals
from flarelag.workflows.analysis import LibraryAnalysis, analyze_stored, places_of
from flarelag.workflows.experiment_results import all_told
from flarelag.workflows.factors import all_factors, factor_frame
from flarelag.workflows.forecasting import (
    ForecastFrames,
    forecast_frames,
    forecasts_told,
    make_forecasts,
)
from flarelag.workflows.out_of_date import beyond_judging
from flarelag.workflows.runner_settings import read_settings
from flarelag.workflows.session_traces import TraceReader
from flarelag.workflows.shoes import list_shoes
from flarelag.workflows.sources_told import sources_told
from flarelag.workflows.tolerance import tolerance_told
from flarelag.workflows.training import training_of
from flarelag.workflows.warning_answers import guard_of
from flarelag.workflows.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from flarelag.effects.forecast_words import ForecastShown
    from flarelag.experiments.result import ToldExperiment
    from flarelag.model.body import BodySite, Side
    from flarelag.model.remembered import RememberedFlare
    from flarelag.model.stored import StoredActivity
    from flarelag.model.warning_answers import WarningGuard
    from flarelag.report.report import Training
    from flarelag.report.sessions import UsualDose
    from flarelag.store.library import Library
    from flarelag.training.breaks import WeeksCompared

MOST_SESSIONS: Final = 120
"""Hard sessions drawn, the latest; the others are listed."""
MOST_FORECASTS, FORECASTS_BACK = 3, timedelta(days=28)
"""Made for one report: of late sessions only; `flarelag forecast` makes all that are missing."""
USUAL_PAGE: Final = PageOptions()


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """What was written.

    Parameters
    ----------
    path : Path
        The page.
    headline : str
        Its answer in words.
    """

    path: Path
    headline: str


def write_report(
    library: Library,
    target: Path,
    *,
    now: datetime,
    options: PageOptions = USUAL_PAGE,
    site: BodySite | None = None,
    side: Side | None = None,
) -> ReportOutcome:
    """Write the library's report: whole or not at all, readable by its owner only.

    Parameters
    ----------
    library : Library
        Open.
    target : Path
        The HTML file; one that is there is replaced.
    now : datetime
        The time to put on the page. Aware.
    options : PageOptions
        How the reader wants the page.
    site, side : BodySite, Side or None
        Look at pain there only.

    Raises
    ------
    InputError
        When the file cannot be written.
    LibraryError
        When the library cannot be read.
    """
    report = build_report(library, now=now, options=options, site=site, side=side)
    write_whole(target, render_page(report).encode())
    return ReportOutcome(path=target, headline=report.result.headline)


def build_report(
    library: Library,
    *,
    now: datetime,
    options: PageOptions = USUAL_PAGE,
    site: BodySite | None = None,
    side: Side | None = None,
) -> Report:
    """Return everything the page shows.

    Parameters
    ----------
    library, now, options, site, side
        As in `write_report`.
    """
    every = library.activities()
    activities = tuple(a for a in every if _within(activity_day(a), options))
    written = library.diary.entries()
    entries = tuple(e for e in written if _within(entry_wall_time(e).date(), options))
    factors = [f for f in all_factors(library, every) if _within(local_day(f), options)]
    analysis = analyze_stored(activities, entries, factor_frame(factors), site=site, side=side)
    dose = usual_dose(activities, analysis.result)
    trace_of = TraceReader(library, with_place=options.with_places)
    diary = checked_diary(analysis.diary)
    scores = scores_at_instants(diary)
    flares = library.diary.flares()
    remembered = tuple(f for f in flares if _within(f.first_day, options))
    today = min(now.date(), options.until or now.date())
    training = training_of(
        activities, dose, today=today, week_start=options.week_start, trace_of=trace_of
    )
    guard = guard_of(library)
    return Report(
        result=analysis.result,
        activities=activities,
        entries=entries,
        usual_dose=dose,
        training=training,
        around=pain_around(_ended(activities, dose), scores),
        hours=by_hour_of_day(scores),
        hours_by_place=by_hour_and_place(diary),
        stories=analysis.explanation.flares,
        ranking=analysis.explanation.ranking,
        scales={each.name: each.scale for each in factors},
        places=() if site or side else places_of(analysis.frames, whole=analysis.result),
        measures=measures(factors),
        days=days_compared(scores, factor_frame(e for e in factors if e.kind is FactorKind.FACTOR)),
        shoes=tuple(list_shoes(library, every)),
        remembered=remembered,
        before_remembered=_before(training, remembered),
        traces=tuple(_traces(hard_sessions(activities, dose), trace_of)),
        generated_at=now,
        left_out=(*left_out(analysis), *trace_of.left_out()),
        sources=sources_told(activities, beyond_judging(every, read_settings(library))),
        versions={"flarelag": __version__, "rules for efforts": str(RULE_VERSION)},
        options=replace(options, where=where_words(site, side)),
        guard=guard,
        experiments=() if guard.hidden else _experiments(library, now, options),
        tolerance=tolerance_told(analysis.explanation, written, flares, guard, now=now),
        forecast=_forecast(library, forecast_frames(every, written), guard, now=now),
    )


def _before(training: Training, remembered: Sequence[RememberedFlare]) -> WeeksCompared | None:
    """Return what was done before remembered flare-ups beside other days."""
    totals = day_totals(training.sessions)
    if not (totals and remembered):
        return None
    return compared_onsets(totals, (flare.first_day for flare in remembered))


def _experiments(
    library: Library, now: datetime, options: PageOptions
) -> tuple[ToldExperiment, ...]:
    if not library.experiments.any():
        return ()
    told = all_told(library, now, own_words=options.with_notes)
    return tuple(
        each for each in told if _within(each.standing.experiment.plan.started_utc.date(), options)
    )


def _forecast(
    library: Library, frames: ForecastFrames, guard: WarningGuard, *, now: datetime
) -> ForecastShown:
    """Return what is to be expected; forecasts of late sessions are made on the way."""
    with suppress(LibraryBusyError):  # the next report makes them
        make_forecasts(library, frames, now=now, most=MOST_FORECASTS, since=now - FORECASTS_BACK)
    told = forecasts_told(library, frames, now=now)
    return forecast_shown(told.record, told.latest, guard)


def activity_day(stored: StoredActivity) -> date:
    """Return the local day on which an activity started."""
    return activity_wall_time(stored.activity).date()


def where_words(site: BodySite | None, side: Side | None) -> str | None:
    """Return a site and side in words: `left back of thigh`; null where neither is given."""
    said = " ".join(str(each).replace("_", " ") for each in (side, site) if each)
    return said or None


def _within(day: date, options: PageOptions) -> bool:
    return (options.since is None or day >= options.since) and (
        options.until is None or day <= options.until
    )


def _ended(activities: Sequence[StoredActivity], dose: UsualDose) -> pl.DataFrame:
    """Return the sessions around which pain is shown, with their ends and kinds."""
    rows = [
        (end, _around_kind(stored, hard=hard), hard)
        for stored in activities
        if stored.activity.sport in {Sport.RUN, Sport.RIDE}
        and not start_hidden(stored.activity)
        and (end := activity_end(stored.activity)) is not None
        for hard in [dose.makes_hard(stored)]
    ]
    schema = {"end": pl.Datetime("us", "UTC"), "kind": pl.String(), "hard": pl.Boolean()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _around_kind(stored: StoredActivity, *, hard: bool) -> str:
    if hard:
        return AroundKind.HARD
    return AroundKind.EASY if stored.activity.sport is Sport.RUN else AroundKind.RIDE


def _traces(
    hard: Sequence[StoredActivity], trace_of: Callable[[StoredActivity], SessionTrace | None]
) -> Iterator[SessionTrace]:
    told = (trace for stored in reversed(hard) if (trace := trace_of(stored)) is not None)
    return islice(told, MOST_SESSIONS)


def left_out(analysis: LibraryAnalysis) -> tuple[str, ...]:
    """Return what an analysis could not use and why, one phrase each."""
    entries = (
        (analysis.n_vague, "speaking of a stretch of time, not of an instant"),
        (analysis.n_recalled, "written down more than 24 h later"),
        (analysis.n_elsewhere, "speaking of another site or side"),
    )
    phrases = [f"{counted(n, 'entry', 'entries')} {why}" for n, why in entries if n]
    sessions = (
        (analysis.n_without_end, "of unknown end"),
        (analysis.n_hidden_start, "whose start time was hidden"),
    )
    phrases += [f"{counted(n, 'activity', 'activities')} {why}" for n, why in sessions if n]
    return tuple(phrases)
