"""One self-contained HTML page."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup

from flarelag.classify.rules import RULES
from flarelag.effects.kernel import WIDENED, WIDENED_AT_AN_END
from flarelag.paths import cache_root, shared_style
from flarelag.report import captions, words
from flarelag.report.coverage import coverage
from flarelag.report.embed import csp_hash, vega_bundle
from flarelag.report.look import unchecked
from flarelag.report.sections import (
    activities,
    answer,
    diary,
    experiments,
    explained,
    outlook,
    places,
)
from flarelag.report.stage import Stage, stage_of
from flarelag.report.texts import LANGUAGE, say

if TYPE_CHECKING:
    from jinja2 import Template

    from flarelag.report.report import Report
    from flarelag.report.units import Units


def render_page(report: Report) -> str:
    """Return the report as one HTML page that opens offline and asks nothing of the network.

    Parameters
    ----------
    report : Report
        Everything the page shows.

    Returns
    -------
    str
        The page. It holds no position, no title, no note and no file name unless its options ask
        for them.
    """
    style, script = shared_style() + part("page.css"), part("draw.js")
    with unchecked():
        sections = _sections(report)
    return template("page.html.j2").render(
        language=LANGUAGE,
        policy=content_policy(style, vega_bundle(), script),
        style=Markup(style),  # noqa: S704 - the package's own file
        bundle=Markup(vega_bundle()),  # noqa: S704 - Vega's own code, safe inside its element
        draw=Markup(script),  # noqa: S704 - the package's own file
        **sections,
    )


def _sections(report: Report) -> dict[str, Any]:
    covered, stage = coverage(report), stage_of(report)
    dose = report.usual_dose
    return {
        "answered": stage is Stage.ANSWER,
        "first": answer.first_screen(report, covered, stage),
        "hours": answer.hours_after(report),
        "looks": diary.first_looks(report, stage),
        "time": diary.over_time(report),
        "sessions": activities.each_session(report),
        "flares": explained.flare_ups(report),
        "tried": experiments.experiments(report),
        "factors": explained.triggers_and_relievers(report),
        "doses": outlook.doses(report),
        "expected": outlook.expected(report),
        "remembered": diary.remembered(report),
        "reach": places.reach(report),
        "body": places.left_and_right(report),
        "volume": activities.running_and_riding(report),
        "day_one": activities.day_one(report),
        "complete": diary.completeness(report, covered),
        "methods": {
            "by_speed": dose.name == "hard_s",
            "usual": captions.dose_words(dose) if dose.per_dose is not None else "",
            "facts": _method_facts(report.options.units),
            "versions": ", ".join(f"{name} {n}" for name, n in sorted(report.versions.items())),
        },
        "options": report.options,
    }


def _method_facts(units: Units) -> dict[str, str]:
    """Return the numbers that the methods' words hold."""
    return {
        "widened": f"{WIDENED:g}",
        "widened_zeros": f"{WIDENED_AT_AN_END:g}",
        "soft": f"{units.slowing(RULES.braking_moderate_m_s2):.2g}",
        "hard": f"{units.slowing(RULES.braking_hard_m_s2):.2g}",
        "slowing": units.slowing_name,
    }


def content_policy(style: str, *scripts: str) -> str:
    """Return the policy of a page: only these texts run or style it, and nothing is loaded."""
    allowed = " ".join(csp_hash(script) for script in scripts) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {allowed}",
            f"style-src {csp_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def part(name: str) -> str:
    """Return one of the page's own files."""
    return (files("flarelag.report") / "templates" / name).read_text(encoding="utf-8")


def template(name: str) -> Template:
    """Return one of the page's templates."""
    return _environment().get_template(name)


def _compiled() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept for the next page; null where they cannot be."""
    folder = cache_root() / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


@cache
def _environment() -> Environment:
    environment = Environment(
        bytecode_cache=_compiled(),
        loader=PackageLoader("flarelag.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name, known in (("say", say), ("words", words)):
        environment.globals[name] = cast("Any", known)
    return environment
