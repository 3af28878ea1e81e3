"""What to do next: log, wait, or take the page to someone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.effects.result import Verdict
from flarelag.model.sport import Sport
from flarelag.report.words import hours_span

if TYPE_CHECKING:
    from flarelag.report.coverage import Coverage
    from flarelag.report.report import Report

IMPORT = "Import your activities: flarelag import export.zip (a Strava export, a folder, or files)."
LOG = "Log pain about three times a day: flarelag pain 3 --site buttock --side left."
PATIENCE = "Do not train harder for the sake of this page: it can wait."
ZEROS = "Log the good hours too: an hour without an entry says nothing, a 0 says a lot."


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
        return (IMPORT, LOG)
    if not any(stored.activity.sport is Sport.RUN for stored in report.activities):
        return (
            "Import runs too: the question is about hard runs, and there are none here yet.",
            *(() if report.entries else (LOG,)),
        )
    if not report.entries:
        return (LOG, ZEROS)
    return (*_weakest(covered), *_by_verdict(report.result.verdict))


def _weakest(covered: Coverage) -> tuple[str, ...]:
    band = covered.weakest_band
    if band is None:
        return ()
    without = band.n_sessions - band.n_covered
    hours = hours_span(band.from_h, band.to_h)
    return (f"Log {hours} after hard sessions: {without} of {band.n_sessions} lack an entry.",)


def _by_verdict(verdict: Verdict) -> tuple[str, ...]:
    if verdict in {Verdict.CLEAR, Verdict.LIKELY}:
        return (
            "Show this page to your physiotherapist or doctor before you change your training.",
            "Keep logging: a pattern that is real will hold, one that is chance will fade.",
        )
    if verdict is Verdict.LOWER:
        return ("Keep logging. People often run hard on good days; read this with care.",)
    if verdict is Verdict.NONE:
        return ("Keep logging if pain changes; this speaks only of the doses you logged.",)
    return (ZEROS, PATIENCE)
