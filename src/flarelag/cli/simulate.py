"""`flarelag simulate`: a runner whose truth is known, to check what is claimed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flarelag.cli.grouped import grouped
from flarelag.cli.options import JsonOption
from flarelag.cli.output import examples, say, say_json
from flarelag.errors import UsageError

if TYPE_CHECKING:
    from flarelag.simulation.pain import PainModel
    from flarelag.simulation.year import SimulatedYear, YearOptions
    from flarelag.workflows.simulating import Simulated

EXAMPLES = examples(
    "flarelag simulate ~/simulated --peak 1 --seed 7",
    "flarelag simulate ~/simulated --person hostile --weeks 32 --peak 0",
    "flarelag analyze --sessions ~/simulated/sessions.csv --diary ~/simulated/diary.csv "
    "--factors ~/simulated/factors.csv",
)


def _given(values: dict[str, float | None]) -> dict[str, Any]:
    """Return what was given, as `dataclasses.replace` takes it: any field's own type."""
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pain:
    """How pain is planted; what is not given is as the person has it."""

    lag_h: Annotated[
        float | None, typer.Option("--lag-h", min=0.5, help="Hours until that peak.")
    ] = None
    shape: Annotated[float | None, typer.Option(min=1.1, help="Its shape k.")] = None
    at_once: Annotated[
        float | None, typer.Option(help="Points at once after a hard session; negative: relief.")
    ] = None
    at_once_h: Annotated[
        float | None, typer.Option("--at-once-h", min=0.1, help="Hours in which that fades.")
    ] = None
    baseline: Annotated[float | None, typer.Option(help="Usual pain.")] = None
    short_sd: Annotated[
        float | None, typer.Option(min=0.0, help="How far pain wanders over hours and days.")
    ] = None
    long_sd: Annotated[
        float | None, typer.Option(min=0.0, help="How far it wanders over weeks.")
    ] = None
    report_sd: Annotated[
        float | None, typer.Option(min=0.0, help="How unevenly she puts a number on it.")
    ] = None
    spontaneous_per_week: Annotated[
        float | None, typer.Option(min=0.0, help="Flare-ups for no reason.")
    ] = None
    sitting_rise: Annotated[
        float | None, typer.Option(help="Points for each hour sat more than usual.")
    ] = None

    def planted(self, pain: "PainModel") -> "PainModel":
        """Return a person's pain with what was given in its place."""
        told = {
            "delayed_lag_h": self.lag_h,
            "delayed_shape": self.shape,
            "hard_rise": self.at_once,
            "hard_rise_h": self.at_once_h,
            "baseline": self.baseline,
            "short_sd": self.short_sd,
            "long_sd": self.long_sd,
            "report_sd": self.report_sd,
            "spontaneous_per_week": self.spontaneous_per_week,
            "sitting_rise_per_h": self.sitting_rise,
        }
        return replace(pain, **_given(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """When she sprints and writes; what is not given is as the person has it."""

    sprints_per_week: Annotated[float, typer.Option(min=0.0, max=7.0, help="How often.")] = 1.0
    skipped: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Share of entries forgotten.")
    ] = None
    extra_when_sore: Annotated[
        float | None,
        typer.Option(min=0.0, max=0.2, help="Chance of a further entry, an hour and a point."),
    ] = None
    good_days_only: Annotated[
        float | None, typer.Option(min=0.0, help="How strictly she sprints on good days only.")
    ] = None

    def planted(self, options: "YearOptions") -> "YearOptions":
        """Return a person's year with what was given in its place."""
        from flarelag.simulation.truth import SessionKind  # loads numpy

        writes = {"skipped": self.skipped, "extra_per_point": self.extra_when_sore}
        per_week = {**options.calendar.per_week, SessionKind.SPRINTS: self.sprints_per_week}
        strictly = _given({"good_days_only": self.good_days_only})
        return replace(
            options,
            habit=replace(options.habit, **_given(writes)),
            calendar=replace(options.calendar, per_week=per_week, **strictly),
        )


@grouped
def simulate(  # noqa: PLR0913 - one parameter an option
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go.")],
    *,
    person: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Who: clean, hostile (sprints only on good days, writes more when it hurts, sits "
            "more on sprint days), weekly_choice, instant, instant_and_delayed, heavy_noise, "
            "spontaneous_flares, floor, box, sparse, light, travel, hidden_confounder.",
        ),
    ] = "clean",
    weeks: Annotated[int, typer.Option(min=1, max=1040, help="How long.")] = 52,
    peak: Annotated[
        float, typer.Option(help="Planted rise at its peak after one usual dose, in points.")
    ] = 2.0,
    pain: Pain,
    habits: Habits,
    first_day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Else so that it ends about now.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed, the same runner.")] = 1,
    with_library: Annotated[
        bool,
        typer.Option(
            "--with-library",
            help="Run each session step by step, and import all into DIR/library (a minute).",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make up a runner whose truth is known: sessions and a diary."""
    from flarelag.workflows.simulating import simulate_into  # loads numpy

    usual = _options(person, _first_day(first_day, weeks), weeks, peak)
    options = habits.planted(replace(usual, pain=pain.planted(usual.pain)))
    target = folder.expanduser().absolute()
    made = simulate_into(target, options, seed=seed, with_activities=with_library)
    library = _library(target, made.year) if with_library else None
    if as_json:
        say_json(_facts(target, made, library))
    else:
        say(_text(target, made, library))


def _facts(folder: Path, made: "Simulated", library: str | None) -> dict[str, object]:
    return {
        "folder": str(folder),
        "theta": made.theta,
        "n_sessions": len(made.year.exposures),
        "n_entries": len(made.year.entries),
        "files": [str(path) for path in made.files],
        "library": library,
    }


def _text(folder: Path, made: "Simulated", library: str | None) -> str:
    told = (
        f"{len(made.year.exposures)} sessions and {len(made.year.entries)} entries in {folder}; "
        f"planted: {made.theta:+.2f} points on average over hours 6 to 24 after one usual dose."
    )
    if library is None:
        return told
    return f"{told}\nImported into {library}: flarelag --library {library} analyze"


def _options(person: str, first_day: date, weeks: int, peak: float) -> "YearOptions":
    from flarelag.simulation.people import PEOPLE  # loads numpy

    if person not in PEOPLE:
        raise UsageError(f"there is no person {person!r}; there are {', '.join(sorted(PEOPLE))}")
    return PEOPLE[person].options(first_day=first_day, weeks=weeks, peak=peak)


def _first_day(text: str | None, weeks: int) -> date:
    if text is None:
        monday = datetime.now(UTC).date() - timedelta(weeks=weeks)
        return monday - timedelta(days=monday.weekday())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--first-day {text!r} is no date as YYYY-MM-DD") from None


def _library(folder: Path, year: "SimulatedYear") -> str:
    from flarelag.cli.importing import run_import  # loads polars
    from flarelag.store.library import Library
    from flarelag.workflows.simulating import keep_simulated_diary

    root = folder / "library"
    with Library.open(root) as library:
        run_import(library, [folder / "activities"])
        keep_simulated_diary(library, year, now=datetime.now(UTC))
    return str(root)
