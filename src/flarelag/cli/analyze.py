"""`flarelag analyze`: the hours after hard sessions, from the library or from three tables."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.effect_json import effect_json
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.errors import UsageError
from flarelag.model.body import BodySite, Side
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.effects.result import EffectResult, Estimate

EXAMPLES = examples(
    "flarelag analyze",
    "flarelag analyze --site calf_outer --side left --json",
    "flarelag analyze --sessions sessions.csv --diary diary.csv --factors factors.csv --json",
)
BIN_COLUMNS = ("hours after", "change", "95 %", "entries")
CONTROL_COLUMNS = ("control", "found")
DOSE_COLUMNS = ("dose", "one dose", "log Bayes factor")
FACTOR_COLUMNS = ("factor", "change", "95 %", "days")


def analyze(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    sessions: Annotated[
        Path | None,
        typer.Option(
            metavar="S.csv",
            help="Instead of the library: end,sport,dose and any dose_<name>; sport is run, ride "
            "or other.",
        ),
    ] = None,
    diary: Annotated[
        Path | None, typer.Option(metavar="D.csv", help="With it: time,score[,site,side].")
    ] = None,
    factors: Annotated[
        Path | None,
        typer.Option(metavar="F.csv", help="And what else went on: time,name,value[,end]."),
    ] = None,
    *,
    zone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE", help="Where times without an offset are meant; else they are refused."
        ),
    ] = None,
    per_dose: Annotated[
        float | None,
        typer.Option(
            metavar="X", help="What one dose is; else the median of the runs that have any."
        ),
    ] = None,
    site: Annotated[
        str | None, typer.Option(metavar="SITE", help=f"Only pain there: {', '.join(BodySite)}.")
    ] = None,
    side: Annotated[
        str | None, typer.Option(metavar="SIDE", help=f"Only on that side: {', '.join(Side)}.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether, when and how surely pain is higher in the hours after hard runs."""
    from flarelag.model.diary_words import parse_side, parse_site  # noqa: PLC0415 - not for --help
    from flarelag.store.library import Library  # noqa: PLC0415
    from flarelag.workflows.analysis import analyze_library  # noqa: PLC0415 - loads the model
    from flarelag.workflows.analysis_files import AnalysisFiles, analyze_files  # noqa: PLC0415
    from flarelag.workflows.maintenance import catch_up  # noqa: PLC0415

    where = parse_site(site) if site else None
    which = parse_side(side) if side else None
    if sessions and diary:
        files = AnalysisFiles(sessions=sessions, diary=diary, factors=factors, zone=zone)
        result = analyze_files(files, site=where, side=which, per_dose=per_dose)
    elif sessions or diary or factors or zone:
        raise UsageError("an analysis without a library needs both --sessions and --diary")
    else:
        with Library.open(chosen_library(ctx, library), create=False) as opened:
            catch_up(opened, datetime.now(UTC))
            analysis = analyze_library(opened, site=where, side=which, per_dose=per_dose)
        result = analysis.result
    if as_json:
        say_json(effect_json(result))
    else:
        say(effect_text(result))


def effect_text(result: "EffectResult") -> str:
    """Return the answer as a person reads it: the headline, the curve, the controls, the rest."""
    enough = result.theta is not None
    basis = (
        f"{counted(result.n_hard_sessions, 'hard session', 'hard sessions')} of "
        f"{counted(result.n_sessions, 'session', 'sessions')}, "
        f"{counted(result.n_entries, 'diary entry', 'diary entries')}"
    )
    parts = [
        result.headline,
        f"{'preliminary; ' if enough and result.preliminary else ''}based on {basis}",
        result.at_once_words,
    ]
    if enough:
        bins = [
            (f"{each.from_h:g}-{each.to_h:g}", *_cells(each.estimate), each.n_entries)
            for each in result.bins
        ]
        parts += [table(BIN_COLUMNS, bins), _controls(result)]
    if len(result.doses) > 1:
        doses = [
            (each.name, f"{each.per_dose:g}", f"{each.log_bayes_factor:+.1f}")
            for each in result.doses
        ]
        parts.append(table(DOSE_COLUMNS, doses))
    if result.factors:
        found = [(each.name, *_cells(each.estimate), each.n_days) for each in result.factors]
        parts.append(table(FACTOR_COLUMNS, found))
    parts += [f"note: {remark}" for remark in result.remarks]
    return "\n\n".join(part for part in parts if part)


def _controls(result: "EffectResult") -> str:
    controls = result.controls
    shuffled = controls.shuffled
    return table(
        CONTROL_COLUMNS,
        [
            ("pain in the 24 h before hard sessions", " ".join(_cells(controls.before))),
            (
                "doses shuffled among the runs",
                f"as strong in {shuffled.p:.1%} of shuffles" if shuffled else "-",
            ),
            ("6-24 h after rides", " ".join(_cells(controls.rides))),
        ],
    )


def _cells(estimate: "Estimate | None") -> tuple[str, str]:
    if estimate is None:
        return "-", ""
    return f"{estimate.mean:+.1f}", f"({estimate.low:+.1f} to {estimate.high:+.1f})"
