"""`flarelag doctor`: whether the library is whole."""

from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flarelag.workflows.maintenance import Finding

EXAMPLES = examples("flarelag doctor", "flarelag doctor --sweep", "flarelag doctor --json")
_MOST_NAMED = 20


def doctor(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Remove what imports that were cut short left behind.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check that the library is whole: nothing missing or damaged."""
    from flarelag.store.library import Library
    from flarelag.workflows import maintenance
    from flarelag.workflows.endings import PARSER_VERSION

    root = chosen_library(ctx, library)
    with Library.open(root, create=False) as opened:
        removed = maintenance.sweep(opened) if sweep else []
        findings = maintenance.check_library(opened)
        n_purged = opened.strava.counts().n_purged
        n_older = opened.n_read_before(PARSER_VERSION)
    if as_json:
        listed = [_finding_json(finding) for finding in findings]
        facts = {"library": str(root), "removed": list(map(str, removed)), "findings": listed}
        counts = {"cannot_be_reclassified": n_purged, "read_by_older_readers": n_older}
        say_json({**facts, **counts})
    else:
        say(_text(str(root), findings, n_removed=len(removed)))
        if n_purged:
            say(
                f"{counted(n_purged, 'recording')} from Strava's API removed, as its terms ask: "
                "what was worked out stays, and cannot be reclassified"
            )
        if n_older:
            say(
                f"{counted(n_older, 'recording')} read by an older flarelag, which knew less: "
                "`flarelag rebuild` reads them again"
            )
    if any(finding.problem is not maintenance.Problem.ORPHAN for finding in findings):
        raise typer.Exit(1)


def _text(root: str, findings: "list[Finding]", *, n_removed: int) -> str:
    lines = [f"library: {root}"]
    if n_removed:
        lines.append(f"{counted(n_removed, 'leftover file', 'leftover files')} removed")
    lines += finding_lines(findings)
    return "\n".join(lines if findings else [*lines, "all is well"])


def finding_lines(findings: "Iterable[Finding]") -> "Iterator[str]":
    """Yield a line for each thing that is not as it should be; of many alike, the first few."""
    by_problem: dict[str, list[Finding]] = {}
    for finding in findings:
        by_problem.setdefault(finding.problem, []).append(finding)
    for alike in by_problem.values():
        yield from (f"{each.path}: {each.message}" for each in alike[:_MOST_NAMED])
        if (n_left := len(alike) - _MOST_NAMED) > 0:
            yield f"and {n_left:,} more like this (`flarelag doctor --json` lists all)"


def _finding_json(finding: "Finding") -> dict[str, object]:
    path = None if finding.path is None else str(finding.path)
    return {"problem": finding.problem, "message": finding.message, "file": path}
