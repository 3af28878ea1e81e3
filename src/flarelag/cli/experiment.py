"""`flarelag experiment`: what is due next, what a session was, and ending it by hand."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library, whole_number
from flarelag.cli.output import examples, say, say_json
from flarelag.cli.plain_text import PlainTextCommand, PlainTextGroup
from flarelag.errors import UsageError, quoted

if TYPE_CHECKING:
    from flarelag.experiments.events import Done
    from flarelag.experiments.experiment import Standing
    from flarelag.store.library import Library

app = typer.Typer(
    cls=PlainTextGroup,
    help="Find out by lot whether a measure helps you, in pairs of sessions.",
    epilog=examples(
        "flarelag experiment plan ice",
        "flarelag experiment plan ice --start",
        "flarelag experiment next",
        "flarelag experiment result",
    ),
    rich_markup_mode=None,
)

NEXT_EXAMPLES = examples("flarelag experiment next", "flarelag experiment next --json")
LOG_EXAMPLES = examples(
    "flarelag experiment log as-due",
    "flarelag experiment log swapped --session 12",
    "flarelag experiment log missed",
)
STOP_EXAMPLES = examples('flarelag experiment stop --reason "moving house"')


@app.command("next", cls=PlainTextCommand, epilog=NEXT_EXAMPLES)
def show_next(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """Say what the next session is due to be, in one sentence."""
    from flarelag.cli.experiment_json import standing_json
    from flarelag.experiments.words import next_words
    from flarelag.store.library import Library
    from flarelag.workflows.experiments import told_now

    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        found = told_now(opened, now)
    if as_json:
        say_json({"experiment": standing_json(found), "words": next_words(found, now)})
    else:
        say(next_words(found, now))


@app.command(cls=PlainTextCommand, epilog=LOG_EXAMPLES)
def log(
    ctx: typer.Context,
    done: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="as-due; swapped (it was as the other of its pair); or missed (the session that "
            "is due will not take place).",
        ),
    ],
    session: Annotated[
        str | None,
        typer.Option(
            "--session",
            metavar="ID",
            help="Which (`flarelag activities`); else the last one that counts.",
        ),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Say what a session really was. Of each session, what you say last holds."""
    from flarelag.experiments.words import next_words
    from flarelag.store.library import Library
    from flarelag.workflows.experiments import due_now, refuse_if_hidden

    word = _done(done)
    if word is None and session is not None:
        raise UsageError("a session that was missed is in no list: leave --session out")
    activity_id = whole_number("--session", session)
    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        refuse_if_hidden(opened)
        said = _noted(opened, word, activity_id, now)
        after = due_now(opened, now)
    say(said)
    if after is not None:
        say(next_words(after, now))


def _noted(library: "Library", done: "Done | None", activity_id: int | None, now: datetime) -> str:
    from flarelag.experiments.words import slot_words
    from flarelag.workflows.experiment_log import mark_session, miss_session

    if done is None:
        miss_session(library, now=now)
        return "noted: missed; its pair stays incomplete"
    standing, slot = mark_session(library, done, now=now, activity_id=activity_id)
    return f"noted: {slot_words(standing, slot)}"


@app.command(cls=PlainTextCommand, epilog=STOP_EXAMPLES)
def stop(
    ctx: typer.Context,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why, for yourself; in no report.")
    ] = None,
    library: LibraryOption = None,
) -> None:
    """End the experiment before its time; what was gathered is kept."""
    from flarelag.experiments.words import stop_words
    from flarelag.model.notes import kept_note
    from flarelag.store.library import Library
    from flarelag.workflows.experiment_log import stop_experiment

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        ended: Standing = stop_experiment(opened, now=datetime.now(UTC), reason=kept_note(reason))
    say(stop_words(ended))


def _done(text: str) -> "Done | None":
    """Return what a word says of a session; null for one that was missed."""
    from flarelag.experiments.events import Done

    folded = text.strip().lower().replace("-", "_").replace(" ", "_")
    if folded == "missed":
        return None
    try:
        return Done(folded)
    except ValueError as error:
        raise UsageError(f"{quoted(text)} is none of as-due, swapped, missed") from error
