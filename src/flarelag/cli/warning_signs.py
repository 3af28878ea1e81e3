"""`flarelag warning-signs`: when pain is no longer a matter for a diary."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, ZoneOption, chosen_library, chosen_zone
from flarelag.cli.output import complain, examples, say, say_json
from flarelag.errors import FlarelagError, UsageError

if TYPE_CHECKING:
    from flarelag.model.warning_answers import WarningGuard

EXAMPLES = examples(
    "flarelag warning-signs",
    "flarelag warning-signs --yes     # I have one of these",
    "flarelag warning-signs --seen    # I have been seen by a doctor about it",
)


def warning_signs(
    ctx: typer.Context,
    zone: ZoneOption = None,
    library: LibraryOption = None,
    *,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            help="Say that you have one of them: experiments, tolerance and forecast are hidden "
            "until --seen.",
        ),
    ] = False,
    seen: Annotated[
        bool, typer.Option("--seen", help="Say that a doctor has seen you about it.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say which signs need a doctor, and how soon."""
    from flarelag.model.warning_signs import WARNING_SIGNS, warning_signs_text

    if yes and seen:
        raise UsageError("--yes says that you have one now, --seen that a doctor has seen you")
    if not as_json:  # before anything that might go wrong
        say(warning_signs_text())
    kept = _answer(ctx, library, zone, seen=seen) if yes or seen else False
    guard = _guard(ctx, library)
    if as_json:
        groups = [{"title": each.title, "signs": each.signs} for each in WARNING_SIGNS]
        since = guard.since.time_utc if guard and guard.since else None
        hidden = guard.hidden if guard else None
        say_json({"warning_signs": groups, "tools_hidden": hidden, "said_utc": since})
        return
    if seen:
        say(f"\n{_SEEN if kept else _NOTHING_STOOD}")
    elif guard and guard.hidden:
        say(f"\n{guard.why}\nTo say so: flarelag warning-signs --seen. {_MISTAKE}")


_MISTAKE = "A mistake is taken back with: flarelag diary undo"
_SEEN = (
    "Noted: a doctor has seen you about it. Experiments, tolerance and forecast are shown again. "
    f"The signs above hold as before. {_MISTAKE}"
)
_NOTHING_STOOD = "You have not said that you have one of these (--yes), so nothing was hidden."


def _answer(ctx: typer.Context, library: str | None, zone: str | None, *, seen: bool) -> bool:
    """Keep the answer; return whether there was anything to keep."""
    from flarelag.model.warning_answers import SignsAnswer
    from flarelag.store.library import Library
    from flarelag.workflows.warning_answers import answer_signs

    answer = SignsAnswer.SEEN if seen else SignsAnswer.HAVE
    with Library.open(chosen_library(ctx, library)) as opened:
        now = datetime.now(UTC)
        return answer_signs(opened, answer, now=now, zone=chosen_zone(zone)) is not None


def _guard(ctx: typer.Context, library: str | None) -> "WarningGuard | None":
    """Return what is hidden; null where there is no library, or it cannot be read just now."""
    from flarelag.paths import LibraryPaths
    from flarelag.store.library import Library
    from flarelag.workflows.warning_answers import guard_of

    try:
        root = chosen_library(ctx, library)
        if not LibraryPaths(root).database.is_file():
            return None
        with Library.open(root, create=False) as opened:
            return guard_of(opened)
    except FlarelagError as error:  # the signs themselves need no library
        complain(str(error))
        return None


def show_warning_signs(causes: tuple[str, ...]) -> None:
    """Say the warning signs after an entry that calls for them, and why."""
    from flarelag.model.warning_signs import warning_signs_text  # rarely

    if causes:
        typer.echo(
            f"\n{' and '.join(causes)}: please read this.\n{warning_signs_text()}\n"
            "If you have one of these, say so: flarelag warning-signs --yes"
        )
