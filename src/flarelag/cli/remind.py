"""`flarelag remind`: when the diary asks, as a list or as a calendar."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.model.moments import moment_at
from flarelag.model.prompts import Protocol, question
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.model.prompts import Prompt
    from flarelag.report.calendar import DueSession

EXAMPLES = examples(
    "flarelag remind",
    "flarelag remind --ics ~/Sync/flarelag.ics",
    "flarelag remind --ics flarelag.ics --protocol light --days 28",
)


def remind(
    ctx: typer.Context,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write them as a calendar to import."),
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="N", min=1, max=366, help="How many days ahead.")
    ] = 14,
    protocol: Annotated[
        Protocol | None,
        typer.Option(help="How often (else as config.toml has it under [diary], else full)."),
    ] = None,
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Say when to write the next entries.

    After runs, and on some days without one.
    """
    from flarelag.store.library import Library
    from flarelag.workflows.experiment_calendar import due_sessions
    from flarelag.workflows.prompting import prompts_due

    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library)) as opened:
        until = now + timedelta(days=days)
        prompts = prompts_due(opened, now, until, now=now, protocol=protocol)
        due = due_sessions(opened, until, now=now)
    rows = [*map(_row, prompts), *map(_due_row, due)]
    if ics is not None:
        from flarelag.report.calendar import reminder_calendar
        from flarelag.workflows.writing import write_whole

        write_whole(ics, reminder_calendar(prompts, now, due))
    if as_json:
        asked = {
            "prompts": list(map(prompt_json, prompts)),
            "experiment": list(map(_due_json, due)),
        }
        say_json({**asked, "file": ics and str(ics)})
    elif ics is not None:
        n_reminders = counted(len(rows), "reminder")
        say(f"{n_reminders} in {ics}; import it into your calendar")
    else:
        say(table(("when", "what"), rows) if rows else "nothing to ask")


def prompt_json(prompt: "Prompt") -> dict[str, object]:
    """Return a prompt; its question as of the time when it is due."""
    return {
        "key": prompt.key,
        "kind": prompt.kind,
        "due_utc": prompt.due_utc,
        "due_local": moment_at(prompt.due_utc, prompt.zone).local.isoformat(),
        "timezone": prompt.zone,
        "opens_utc": prompt.opens_utc,
        "closes_utc": prompt.closes_utc,
        "question": question(prompt, prompt.due_utc),
        "activity_id": prompt.session.activity_id if prompt.session else None,
        "planned": prompt.session.planned if prompt.session else False,
    }


def prompt_clock(prompt: "Prompt") -> str:
    """Return when a prompt is due, as a clock where the person is shows it."""
    return f"{moment_at(prompt.due_utc, prompt.zone).local:%a %Y-%m-%d %H:%M}"


def _row(prompt: "Prompt") -> tuple[object, ...]:
    return prompt_clock(prompt), question(prompt, prompt.due_utc)


def _due_json(due: "DueSession") -> dict[str, object]:
    return {
        "key": due.key,
        "start_utc": due.start_utc,
        "day": due.day.isoformat(),
        "timezone": due.zone,
        "words": due.words,
    }


def _due_row(due: "DueSession") -> tuple[object, ...]:
    if due.start_utc is None:
        return f"from {due.day:%a %Y-%m-%d}", due.words
    return f"{moment_at(due.start_utc, due.zone).local:%a %Y-%m-%d %H:%M}", due.words
