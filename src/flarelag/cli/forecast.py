"""`flarelag forecast`: pain expected after the latest session, once that has proved its worth."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.cli.tolerance import say_signs_first

if TYPE_CHECKING:
    from flarelag.effects.forecast_record import LeadRecord
    from flarelag.effects.forecast_words import ExpectedHour, ForecastShown
    from flarelag.workflows.forecasting import ForecastTold

EXAMPLES = examples("flarelag forecast", "flarelag forecast --json")
COLUMNS = ("when", "hours after", "expected", "9 of 10 between")
RECORD_COLUMNS = (
    "hours after",
    "entries",
    "forecast",
    "last entry carried on",
    "usual at that hour",
    "without sessions",
    "in the band",
)


def forecast(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """Show the pain expected in the 72 h after the latest session.

    A forecast is made after each session and scored by what is logged later. It is shown once it
    has beaten the last entry carried forward, the usual level at that hour, and itself without the
    sessions.
    """
    from flarelag.cli.progress import counting_progress
    from flarelag.effects.forecast_words import forecast_shown
    from flarelag.store.library import Library
    from flarelag.workflows.forecasting import library_forecasts
    from flarelag.workflows.maintenance import catch_up
    from flarelag.workflows.warning_answers import guard_of

    now = datetime.now(UTC)
    with (
        Library.open(chosen_library(ctx, library), create=False) as opened,
        counting_progress("forecasts") as on_progress,
    ):
        catch_up(opened, now)
        guard = guard_of(opened)
        told = library_forecasts(opened, now=now, on_progress=on_progress)
    shown = forecast_shown(told.record, told.latest, guard)
    if as_json:
        say_json(forecast_json(told, shown))
        return
    say_signs_first(guard)
    say(forecast_text(told, shown))


def forecast_text(told: "ForecastTold", shown: "ForecastShown") -> str:
    """Return what is shown as a person reads it."""
    parts = [shown.words]
    if shown.hours:
        rows = [
            (f"{each.local:%a %H:%M}", f"{each.lead_h:g}", f"{each.mean:.1f}", _band(each))
            for each in shown.hours
            if each.lead_h and each.lead_h % _EVERY_H == 0
        ]
        parts.append(table(COLUMNS, rows))
    if shown.record_words:
        leads: list[tuple[object, ...]] = [
            (
                f"{each.from_h:g}-{each.to_h:g}",
                each.n,
                f"{each.own:.2f}",
                *(f"{score:.2f}" for score in each.rivals.values()),
                f"{each.inside:.0%}",
            )
            for each in told.record.leads
        ]
        parts += [shown.record_words, table(RECORD_COLUMNS, leads), _made(told)]
    return "\n\n".join(parts)


_EVERY_H = 6


def _made(told: "ForecastTold") -> str:
    return (
        "Mean scores (CRPS, in points): less is better. "
        f"{told.n_ahead} of {told.n_made} forecasts were made before the entries came, the others "
        "afterwards from what was known when each session ended."
    )


def _band(hour: "ExpectedHour") -> str:
    return f"{hour.low}" if hour.low == hour.high else f"{hour.low}-{hour.high}"


def forecast_json(told: "ForecastTold", shown: "ForecastShown") -> dict[str, object]:
    """Return the record, and the forecast where it is shown."""
    record = told.record
    latest = told.latest if shown.hours else None
    return {
        "hidden": shown.hidden,
        "words": shown.words,
        "state": record.state,
        "record": {
            "n_made": told.n_made,
            "n_made_ahead": told.n_ahead,
            "n_answered": record.n_forecasts,
            "n_after_hard": record.n_hard,
            "n_weeks": record.n_weeks,
            "n_entries": record.n_entries,
            "whole": _lead_json(record.whole) if record.whole else None,
            "leads": [_lead_json(each) for each in record.leads],
            "gains": {rival: asdict(gain) for rival, gain in record.gains.items()},
        },
        "forecast": {
            "session_end_utc": latest.end,
            "made_utc": told.made_utc,
            "hard": latest.hard,
            "hours": [
                {
                    "at_utc": each.at,
                    "lead_h": each.lead_h,
                    "mean": each.mean,
                    "low": each.low,
                    "high": each.high,
                }
                for each in shown.hours
            ],
        }
        if latest
        else None,
    }


def _lead_json(lead: "LeadRecord") -> dict[str, object]:
    return {
        "from_h": lead.from_h,
        "to_h": lead.to_h,
        "n": lead.n,
        "crps": lead.own,
        "crps_of": dict(lead.rivals),
        "inside": lead.inside,
    }
