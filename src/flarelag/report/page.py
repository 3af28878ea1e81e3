"""One self-contained HTML page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flarelag.effects.result import Verdict
from flarelag.model.sport import Sport
from flarelag.model.warning_signs import WARNING_SIGNS
from flarelag.report import captions, charts, speed_charts, tables, words
from flarelag.report.coverage import Coverage, coverage
from flarelag.report.embed import Figure, csp_hash, figure, vega_bundle
from flarelag.report.local_time import (
    activity_wall_time,
    day_words,
    has_wall_time,
    moment_words,
)
from flarelag.report.next_steps import next_steps
from flarelag.report.sessions import hard_sessions

if TYPE_CHECKING:
    from jinja2 import Template

    from flarelag.report.report import Report, SessionTrace


def render_page(report: Report) -> str:
    """Return the report as one HTML page that opens offline and asks nothing of the network.

    Parameters
    ----------
    report : Report
        Everything the page shows.

    Returns
    -------
    str
        The page. It holds no position, no title, no note and no file name.
    """
    style, script = _part("page.css"), _part("draw.js")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {csp_hash(vega_bundle())} {csp_hash(script)}",
            f"style-src {csp_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    covered = coverage(report)
    return _template().render(
        policy=policy,
        style=Markup(style),  # noqa: S704 - the package's own file
        bundle=Markup(vega_bundle()),  # noqa: S704 - Vega's own code, safe inside its element
        draw=Markup(script),  # noqa: S704 - the package's own file
        **_head(report, covered),
        **_parts(report, covered),
    )


def _head(report: Report, covered: Coverage) -> dict[str, Any]:
    result = report.result
    return {
        "result": result,
        "enough": result.verdict is not Verdict.INSUFFICIENT,
        "unsettled": result.preliminary or result.verdict in {Verdict.LIKELY, Verdict.CANNOT_TELL},
        "basis": basis(report),
        "warning_signs": WARNING_SIGNS,
        "steps": next_steps(report, covered),
        "made": f"{day_words(report.generated_at)}, {report.generated_at:%H:%M %Z}".strip(),
        "versions": report.versions,
        "left_out": report.left_out,
        "dose": report.usual_dose,
        "usual_dose": captions.dose_words(report.usual_dose),
        "words": words,
        "has_activities": bool(report.activities),
        "has_entries": bool(report.entries),
        "has_runs": any(s.activity.sport is Sport.RUN for s in report.activities),
        "n_without_zone": sum(not has_wall_time(s.activity) for s in report.activities),
        "n_hard": len(hard_sessions(report.activities, report.usual_dose)),
    }


def _parts(report: Report, covered: Coverage) -> dict[str, Any]:
    result, latest = report.result, report.latest_hard
    curve = result.verdict is not Verdict.INSUFFICIENT and any(b.estimate for b in result.bins)
    return {
        "lag": figure(
            "lag-curve", charts.lag_curve(result), captions.lag_caption(result, report.usual_dose)
        )
        if curve
        else None,
        "lag_table": tables.lag_table(result) if curve else None,
        "controls_table": tables.controls_table(result),
        "doses_table": tables.doses_table(result),
        "timeline": _timeline(report),
        "weeks_table": tables.weeks_table(report),
        "hard_table": tables.hard_sessions_table(report),
        "session": _session(latest) if latest else None,
        "entry_times": figure(
            "entry-times", charts.entry_times(report), captions.coverage_caption(covered)
        )
        if covered.n_entries
        else None,
        "bands_table": tables.bands_table(covered),
    }


def _timeline(report: Report) -> Figure | None:
    timed = any(entry.time_end_utc is None for entry in report.entries)
    if not timed and not report.activities:
        return None
    return figure("time-line", charts.pain_over_time(report), captions.timeline_caption(report))


def _session(latest: SessionTrace) -> dict[str, Any]:
    classified = latest.session.classification
    close_up = speed_charts.hardest_slowing(latest)
    return {
        "when": moment_words(activity_wall_time(latest.session.activity)),
        "trace": figure(
            "session", speed_charts.session_trace(latest), captions.trace_caption(latest)
        ),
        "close_up": figure("slowing", close_up, captions.slowing_caption(latest))
        if close_up
        else None,
        "table": tables.efforts_table(latest),
        "speed_source": classified.speed_source.value if classified else None,
        "best_100m": classified.best_100m_m_s if classified else None,
        "remarks": classified.remarks if classified else (),
    }


def basis(report: Report) -> str:
    """Return what the answer rests on: `26 hard sessions, 512 diary entries`."""
    result = report.result
    return (
        f"{words.counted(result.n_hard_sessions, 'hard session')}, "
        f"{words.counted(result.n_entries, 'diary entry', 'diary entries')}"
    )


def _part(name: str) -> str:
    return (files("flarelag.report") / "templates" / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("flarelag.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
