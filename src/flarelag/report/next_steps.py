"""What to do next: log, wait, or take the page to someone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.effects.result import Verdict
from flarelag.model.sport import Sport
from flarelag.report.local_time import date_words, entry_wall_time
from flarelag.report.texts import say
from flarelag.report.words import counted, hours_span, typeset
from flarelag.training.breaks import FEWEST_RUN_DAYS

if TYPE_CHECKING:
    from flarelag.report.coverage import Coverage
    from flarelag.report.report import Report


A_WEEK_DAYS: Final = 7
"""A shorter diary is told again how to log."""


def next_steps(report: Report, covered: Coverage) -> tuple[str, ...]:
    """Return what the reader can do next, most useful first.

    Parameters
    ----------
    report : Report
        The whole report.
    covered : Coverage
        What its diary covers.
    """
    if not report.activities:
        return (say("next.import"), say("next.log"))
    runs = sum(stored.activity.sport is Sport.RUN for stored in report.activities)
    if not runs:
        return (
            say("next.runs_too"),
            *(() if report.entries else (say("next.log"),)),
        )
    more_runs = (say("next.more_runs", n=counted(runs, "run")),) if runs < FEWEST_RUN_DAYS else ()
    if not report.entries:
        return (say("next.log"), say("next.zeros"), *more_runs)
    log = (say("next.log"),) if covered.n_days < A_WEEK_DAYS else ()
    in_time = () if covered.n_entries else (say("next.in_time"),)
    return (
        *_stopped(report),
        *log,
        *in_time,
        *_weakest(report.result.advice, covered),
        *_by_verdict(report.result.verdict),
        *more_runs,
    )


def _stopped(report: Report) -> tuple[str, ...]:
    """Say that the diary has stopped, where its answer is still open."""
    still_open = report.result.verdict in {Verdict.INSUFFICIENT, Verdict.CANNOT_TELL}
    if report.options.until or not still_open or not report.used_entries or report.diary_goes_on:
        return ()
    last = report.used_entries[-1]
    ago = counted((report.generated_at - last.time_utc).days, "day")
    return (say("next.stopped", day=date_words(entry_wall_time(last)), ago=ago),)


def _weakest(advice: str, covered: Coverage) -> tuple[str, ...]:
    """Ask for the entry that is missing most; where the answer waits for it, by the clock."""
    if advice:
        return (typeset(advice),)
    band = covered.weakest_band
    if band is None:
        return ()
    without = band.n_sessions - band.n_covered
    hours = hours_span(band.from_h, band.to_h)
    if band.n_sessions == 1:
        return (say("next.weakest_one", hours=hours),)
    return (say("next.weakest", hours=hours, without=without, n=band.n_sessions),)


def _by_verdict(verdict: Verdict) -> tuple[str, ...]:
    names = {
        Verdict.CLEAR: ("show", "keep"),
        Verdict.LIKELY: ("show", "keep"),
        Verdict.LOWER: ("lower",),
        Verdict.NONE: ("nothing",),
    }
    return tuple(say(f"next.{name}") for name in names.get(verdict, ("zeros", "patience")))
