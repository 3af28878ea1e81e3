"""`flarelag inspect`: what one file says, without a library."""

from pathlib import Path
from typing import Annotated

import typer

from flarelag.cli.activity_text import activity_text
from flarelag.cli.encoding import activity_json
from flarelag.cli.options import JsonOption
from flarelag.cli.output import examples, say, say_json

EXAMPLES = examples(
    "flarelag inspect run.fit",
    "flarelag inspect run.gpx.gz --best-100m 7.1",
    "flarelag inspect track.tcx --ignore-laps --json",
)


def inspect(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="FIT, GPX or TCX, plain or gzipped.")
    ],
    *,
    best_100m: Annotated[
        float | None,
        typer.Option(
            "--best-100m", metavar="M_S", help="Your best 100 m as a speed: 14 s is 7.1 m/s."
        ),
    ] = None,
    ignore_laps: Annotated[
        bool, typer.Option("--ignore-laps", help="Judge by detection alone.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read and classify one file: efforts, braking and doses."""
    from flarelag.workflows.inspecting import inspect_file  # loads polars

    found = inspect_file(file, best_100m_m_s=best_100m, ignore_laps=ignore_laps)
    if as_json:
        say_json({"activities": [activity_json(a.activity, a.classification) for a in found]})
    else:
        say("\n\n".join(activity_text(a.activity, a.classification) for a in found))
