"""Doses with the pain that followed, and pain to expect: each only where it may be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flarelag.effects.forecast_scores import Rival
from flarelag.report.charts.outlook import dose_range, dose_steps, expected_pain
from flarelag.report.embed import figure
from flarelag.report.tables import Table
from flarelag.report.texts import say
from flarelag.report.words import interval, number, typeset

if TYPE_CHECKING:
    from flarelag.effects.forecast_words import ForecastShown
    from flarelag.effects.tolerance import Tolerance
    from flarelag.report.report import Report

_EVERY_H: Final = 6.0


def doses(report: Report) -> dict[str, Any] | None:
    """Return what is said of doses; null before anything was fitted, and after a warning sign.

    After one, the page says at its top what is hidden, once.
    """
    told = report.tolerance
    if told is None or report.guard.hidden or not (told.hidden or told.found):
        return None
    found = told.found
    chart = (
        figure(
            "dose-steps", dose_steps(found), say("dose_steps.caption"), table=_steps_table(found)
        )
        if found and found.steps
        else None
    )
    return {"words": typeset(told.words), "chart": chart}


def _steps_table(found: Tolerance) -> Table:
    heads = (say("dose_steps.doses"), say("dose_steps.sessions"), say("dose_steps.change"))
    rows = (
        (
            dose_range(each.from_dose, each.to_dose, found.dose_name),
            number(each.n),
            interval(each.rise),
        )
        for each in found.steps
    )
    return Table(say("dose_steps.table"), heads, tuple(rows))


def expected(report: Report) -> dict[str, Any] | None:
    """Return the forecast with its record; null unless it is shown."""
    shown = report.forecast
    if shown is None or not shown.record_words:
        return None
    chart = (
        figure(
            "expected-pain",
            expected_pain(shown.hours),
            say("expected.caption"),
            table=_hours_table(shown),
        )
        if shown.hours
        else None
    )
    return {
        "words": typeset(shown.words),
        "chart": chart,
        "record": typeset(shown.record_words),
        "table": _record_table(shown),
    }


def _hours_table(shown: ForecastShown) -> Table:
    names = ("when", "after", "pain", "band")
    heads = tuple(say(f"expected.{name}") for name in names)
    rows = (
        (
            f"{each.local:%a %H:%M}",
            number(each.lead_h),
            number(each.mean, 1),
            f"{each.low}\u2013{each.high}",
        )
        for each in shown.hours
        if each.lead_h and each.lead_h % _EVERY_H == 0
    )
    return Table(say("expected.table"), heads, tuple(rows))


def _record_table(shown: ForecastShown) -> Table:
    names = ("after", "entries", "own", *Rival, "inside")
    heads = tuple(say(f"expected.{name}") for name in names)
    rows = (
        (
            f"{each.from_h:g}\u2013{each.to_h:g}",
            number(each.n),
            f"{each.own:.2f}",
            *(f"{each.rivals[rival]:.2f}" for rival in Rival),
            f"{100 * each.inside:.0f} %",
        )
        for each in shown.leads
    )
    return Table(say("expected.record"), heads, tuple(rows))
