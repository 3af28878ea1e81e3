"""One A4 page for the physiotherapist: no script, nothing to unfold, all of it on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from markupsafe import Markup

from flarelag.effects.result import Outcome, Verdict
from flarelag.model.warning_signs import WARNING_SIGNS
from flarelag.report import captions, charts, frames, session_tables
from flarelag.report.coverage import coverage
from flarelag.report.embed import still_picture
from flarelag.report.local_time import day_words
from flarelag.report.page import content_policy, part, template
from flarelag.report.sections import answer, places
from flarelag.report.stage import stage_of
from flarelag.report.tables import Table
from flarelag.report.texts import LANGUAGE, say
from flarelag.report.words import counted, cut, interval, typeset

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.report.report import Report

WEEKS: Final = 8
FLARES_SHOWN: Final = 6
MEASURES_SHOWN: Final = 6
LONGEST_MEASURE: Final = 24
LONGEST_HEADING: Final = 90
_WIDTH, _HEIGHT = 640, 95


def render_summary(report: Report) -> str:
    """Return the summary as an HTML page that prints on one sheet of A4.

    Parameters
    ----------
    report : Report
        Everything the long page shows.
    """
    style = part("summary.css")
    first = answer.first_screen(report, coverage(report), stage_of(report))
    return template("summary.html.j2").render(
        language=LANGUAGE,
        policy=content_policy(style),
        style=Markup(style),  # noqa: S704 - the package's own file
        first=first | {"title": cut(first["title"] or say("print.title"), LONGEST_HEADING)},
        picture=_picture(report),
        weeks=_weeks(report),
        places=_places(report),
        reach=_reach(report),
        flares=_flares(report),
        measures=_measures(report),
        warning_signs=WARNING_SIGNS,
        at_once=typeset(report.result.at_once_words),
    )


def _picture(report: Report) -> dict[str, Any] | None:
    """Return the curve with its caption; the hours as logged where there is no curve yet."""
    result = report.result
    if result.verdict is not Verdict.INSUFFICIENT and any(each.estimate for each in result.bins):
        chart = charts.lag_curve(result)
        caption = captions.lag_caption(result, report.usual_dose)
    elif report.around:
        chart, caption = (
            charts.around_sessions(report.around),
            captions.around_caption(report.around),
        )
    else:
        return None
    chart.height = _HEIGHT
    return {"svg": still_picture("summary", chart, _WIDTH), "caption": caption}


def _weeks(report: Report) -> Table | None:
    if not report.activities and not report.entries:
        return None
    whole = session_tables.weeks_table(report)
    return Table(say("print.weeks"), whole.columns, whole.rows[:WEEKS])


def _places(report: Report) -> str:
    """Return the answer for each side in a line; empty where it would only repeat the headline."""
    pain = [each for each in report.places if each.outcome is Outcome.PAIN and each.result.theta]
    sides = places.distinct(pain)
    told = "; ".join(
        say(
            "print.place",
            where=frames.place_name(each),
            change=interval(each.result.theta),
            reading=places.reading(each),
        )
        for each in sides
        if each.site is None
    )
    alone = [each.result for each in sides] == [report.result]
    return say("print.places", words=told) if told and not alone else ""


def _reach(report: Report) -> str:
    days = frames.reach_by_day(report.entries)
    if days.is_empty():
        return say("print.reach_none")
    told = "; ".join(captions.reach_words(days))
    return f"{told[:1].upper()}{told[1:]}."


def _flares(report: Report) -> dict[str, Any]:
    latest = frames.flares(report.stories, report.remembered).reverse()
    rows = [_flare_words(row["time"], row["peak"]) for row in latest.head(FLARES_SHOWN).to_dicts()]
    n_more = latest.height - len(rows)
    return {"rows": rows, "more": say("print.more", n=n_more) if n_more else ""}


def _flare_words(time: datetime, peak: int | None) -> str:
    if peak is None:
        return say("print.flare_remembered", day=day_words(time))
    return say("print.flare", day=day_words(time), peak=peak)


def _measures(report: Report) -> list[str]:
    """Return each measure of the last eight weeks with its days, the most frequent first."""
    since = report.generated_at.replace(tzinfo=None) - timedelta(weeks=WEEKS)
    recent = report.measures.filter(pl.col("time") >= since)
    names = recent.select(pl.col("names").str.split(", ").explode().alias("name"))
    days = names.group_by("name").len().sort("len", "name", descending=[True, False])
    shown = [
        say("print.measure_days", what=cut(name, LONGEST_MEASURE), days=counted(n, "day"))
        for name, n in days.head(MEASURES_SHOWN).iter_rows()
    ]
    n_more = days.height - len(shown)
    return [*shown, say("print.more_measures", n=n_more)] if n_more else shown
