"""`flarelag ran`: a session logged before its file is there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, ZoneOption, chosen_library, chosen_zone
from flarelag.cli.output import examples, say, say_json
from flarelag.errors import UsageError

if TYPE_CHECKING:
    from flarelag.workflows.logged_sessions import LoggedSession

EXAMPLES = examples(
    'flarelag ran "6x200" --ended 18:40',
    'flarelag ran "easy, 5 km" --ended "1 h ago" --minutes 35',
    "flarelag ran --undo",
)


def ran(
    ctx: typer.Context,
    words: Annotated[
        str | None, typer.Argument(metavar="WORDS", help='What you ran: "6x200", "easy".')
    ] = None,
    ended: Annotated[
        str,
        typer.Option(metavar="TIME", help='When it ended: "18:40", "1 h ago", "yesterday 18:40".'),
    ] = "now",
    minutes: Annotated[
        str | None,
        typer.Option(metavar="N", help="How many minutes it took (else an hour is assumed)."),
    ] = None,
    zone: ZoneOption = None,
    library: LibraryOption = None,
    *,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back the session that was logged last.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Log a run before its file is there.

    Reminders count from it, and its file joins it later.
    """
    if undo == (words is not None):
        raise UsageError('say what you ran, such as flarelag ran "6x200", or --undo, not both')
    now, root = datetime.now(UTC), chosen_library(ctx, library)
    if words is None:
        _take_back(root, as_json=as_json)
        return
    from flarelag.store.library import Library
    from flarelag.workflows.logged_sessions import log_session

    where, n_minutes = chosen_zone(zone), _whole(minutes)
    with Library.open(root) as opened:
        logged = log_session(opened, words, ended=ended, zone=where, now=now, minutes=n_minutes)
    if as_json:
        say_json({"session": _session_json(logged)})
    else:
        say(_text(logged, now))


def _take_back(root: Path, *, as_json: bool) -> None:
    from flarelag.store.library import Library

    with Library.open(root, create=False) as opened:
        gone = opened.forget_logged()
    if as_json:
        say_json({"removed": gone})
    else:
        say(f"taken back: {gone}")


def _whole(minutes: str | None) -> int | None:
    if minutes is None:
        return None
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) <= len("1440")):
        raise UsageError(f'--minutes takes a whole number of minutes, not "{minutes}"')
    return int(minutes)


def _session_json(logged: "LoggedSession") -> dict[str, object]:
    return {
        "activity_id": logged.stored.id,
        "words": logged.words,
        "sets": [
            {
                "repetitions": each.repetitions,
                "distance_m": each.distance_m,
                "duration_s": each.duration_s,
            }
            for each in logged.sets
        ],
        "ended_utc": logged.ended.time_utc,
        "ambiguous": logged.ended.ambiguous,
        "merge_reason": logged.merge_reason,
    }


def _text(logged: "LoggedSession", now: datetime) -> str:
    from flarelag.model.in_words import time_in_words

    ended = time_in_words(logged.ended, None, now=now)
    said = (
        "; the clock showed this time twice, taken as the first" if logged.ended.ambiguous else ""
    )
    if logged.merge_reason is not None:
        where = f"activity {logged.stored.id}, recorded already ({logged.merge_reason})"
    else:
        where = f"activity {logged.stored.id} until its recording is imported"
    return f"logged: {logged.words}, ended {ended}{said}; {where}"
