"""Options that `analyze` and `flares` share: from the library, or from tables without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import OnlySideOption, OnlySiteOption, chosen_library
from flarelag.errors import UsageError

if TYPE_CHECKING:
    from flarelag.effects.explain import Explanation
    from flarelag.workflows.analysis_frames import AnalysisFrames


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is analysed: the options of `analyze` and `flares` alike."""

    sessions: Annotated[
        Path | None,
        typer.Option(
            metavar="S.csv",
            help="Instead of the library: end,sport,dose and any dose_<name>; sport is run, ride "
            "or other.",
        ),
    ] = None
    diary: Annotated[
        Path | None, typer.Option(metavar="D.csv", help="With it: time,score[,site,side].")
    ] = None
    factors: Annotated[
        Path | None,
        typer.Option(metavar="F.csv", help="And what else went on: time,name,value[,end]."),
    ] = None
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Where times without an offset are meant; else refused."),
    ] = None
    per_dose: Annotated[
        float | None,
        typer.Option(
            metavar="X", help="What one dose is; else the median of the runs that have any."
        ),
    ] = None
    site: OnlySiteOption = None
    side: OnlySideOption = None


def frames_of(ctx: typer.Context, library: str | None, asked: Asked) -> AnalysisFrames:
    """Read what is analysed, from the tables or from the library.

    Raises
    ------
    UsageError
        Half a pair of tables.
    """
    from flarelag.store.library import Library
    from flarelag.workflows.analysis_files import AnalysisFiles, file_frames
    from flarelag.workflows.analysis_frames import library_frames
    from flarelag.workflows.maintenance import catch_up

    if asked.sessions and asked.diary:
        files = AnalysisFiles(
            sessions=asked.sessions, diary=asked.diary, factors=asked.factors, zone=asked.zone
        )
        return file_frames(files)
    if asked.sessions or asked.diary or asked.factors or asked.zone:
        raise UsageError("an analysis without a library needs both --sessions and --diary")
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        catch_up(opened, datetime.now(UTC))
        return library_frames(opened)


def explained(frames: AnalysisFrames, asked: Asked, *, reach: bool = False) -> Explanation:
    """Analyse it: how strong pain is, or how far down it goes."""
    from flarelag.effects.result import Outcome  # loads the model
    from flarelag.model.diary_words import parse_side, parse_site
    from flarelag.workflows.analysis import explain_frames

    return explain_frames(
        frames,
        site=parse_site(asked.site) if asked.site else None,
        side=parse_side(asked.side) if asked.side else None,
        per_dose=asked.per_dose,
        outcome=Outcome.REACH if reach else Outcome.PAIN,
    )
