"""`flarelag sync strava`: keeping the library up to date from a Strava account."""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.importing import say_tags
from flarelag.cli.options import JobsOption, JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import complain, examples, say, say_json
from flarelag.cli.progress import counting_progress
from flarelag.cli.sync_text import (
    clock_time,
    connected_text,
    disconnected_text,
    outcome_json,
    outcome_text,
    round_length,
    status_json,
    status_text,
)
from flarelag.errors import InputError, SyncError, UsageError

if TYPE_CHECKING:
    from flarelag.sources.loopback import Redirect
    from flarelag.sources.strava_api import ApiClient
    from flarelag.store.library import Library
    from flarelag.workflows.sync_run import SyncOutcome

EXAMPLES = examples(
    "flarelag sync strava connect",
    "flarelag sync strava",
    "flarelag sync strava --wait",
    "flarelag sync strava status --json",
    "flarelag sync strava disconnect --delete-data",
)
CONNECT_EXAMPLES = examples(
    "flarelag sync strava connect",
    "flarelag sync strava connect --paste",
    "STRAVA_CLIENT_ID=12345 STRAVA_CLIENT_SECRET=... flarelag sync strava connect",
)
CLIENT_ID = "STRAVA_CLIENT_ID"
CLIENT_SECRET = "STRAVA_CLIENT_SECRET"  # noqa: S105 - the name of a variable
_PASTES = 3
_SHORT_WAIT_S = 60.0

app = typer.Typer(
    help="Keep the library up to date from an account.", rich_markup_mode=None, epilog=EXAMPLES
)
strava = typer.Typer(
    rich_markup_mode=None,
    invoke_without_command=True,
    epilog=EXAMPLES,
    help="Bring the library up to date with your Strava account. Strava's limits are kept to.",
)
app.add_typer(strava, name="strava")


@strava.callback()
def sync(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Ask for the details of every activity again.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for Strava's limits, and go on, until all is here.")
    ] = False,
    keep: Annotated[
        bool | None,
        typer.Option(
            "--keep/--no-keep",
            help="Keep recordings from the API for longer than its terms allow; remembered.",
        ),
    ] = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the library up to date with your Strava account. Strava's limits are kept to."""
    if ctx.invoked_subcommand is not None:
        return
    from flarelag.store.library import Library
    from flarelag.workflows.purging import keeps, set_keeps

    with Library.open(_root(ctx, library)) as opened:
        if keep is not None:
            set_keeps(opened, keep=keep)
        outcome = _synced(opened, full=full, wait=wait, jobs=jobs)
        say_tags(opened)
        kept = keeps(opened)
    if as_json:
        say_json(outcome_json(outcome, keep=kept))
    else:
        say(outcome_text(outcome, keep=kept))


@strava.command(epilog=CONNECT_EXAMPLES)
def connect(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    paste: Annotated[
        bool,
        typer.Option("--paste", help="Open no browser here: paste the address it ended on."),
    ] = False,
) -> None:
    """Connect your Strava account, by your own API application."""
    from flarelag.store.library import Library
    from flarelag.workflows import strava_account  # loads stravalib
    from flarelag.workflows.purging import strava_config

    with Library.open(_root(ctx, library)) as opened:
        say(strava_account.NOTICE.format(days=strava_config(opened).purge_after_days))
        say("")
        client = _client(opened)
        receive = _pasted if paste else _received
        connected = strava_account.connect(opened, client, receive)
    say(connected_text(connected))


@strava.command(
    epilog=examples("flarelag sync strava status", "flarelag sync strava status --json")
)
def status(
    ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False
) -> None:
    """Say how the account stands; nothing is asked of Strava."""
    from flarelag.store.library import Library
    from flarelag.workflows.strava_status import account_status

    with Library.open(_root(ctx, library), create=False) as opened:
        found = account_status(opened)
    if as_json:
        say_json(status_json(found))
    else:
        say(status_text(found))


@strava.command(
    epilog=examples(
        "flarelag sync strava disconnect", "flarelag sync strava disconnect --delete-data"
    )
)
def disconnect(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    delete_data: Annotated[
        bool,
        typer.Option("--delete-data", help="Remove all that came through the API, too."),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Only forget the tokens here; tell Strava nothing.")
    ] = False,
) -> None:
    """Give access back to Strava and forget the tokens."""
    from flarelag.store.library import Library
    from flarelag.workflows import strava_account  # loads stravalib

    with Library.open(_root(ctx, library), create=False) as opened:
        done = strava_account.disconnect(opened, delete_data=delete_data, offline=offline)
    say(disconnected_text(done, delete_data=delete_data))


def _root(ctx: typer.Context, library: str | None) -> Path:
    """Return the library's folder, which may be named before the last word, too."""
    before = ctx.parent.params.get("library") if ctx.parent else None
    return chosen_library(ctx, library or before)


def _synced(library: "Library", *, full: bool, wait: bool, jobs: int | None) -> "SyncOutcome":
    """Sync once, or again and again as the limits let it."""
    from flarelag.store.tokens import TokenStore
    from flarelag.workflows.syncing import sync_strava  # loads stravalib

    while True:
        with counting_progress("syncing") as count:
            outcome = sync_strava(
                library,
                TokenStore(library.paths.root),
                clock=_now,
                whole=full,
                jobs=jobs,
                on_progress=None if count is None else lambda now: count(now.done, now.total),
            )
        if not wait or outcome.paused_until is None:
            return outcome
        full = False  # it is under way now
        done = f"{outcome.n_done:,} of {outcome.n_listed:,} done"
        _wait_until(outcome.paused_until, f"{done}, about {round_length(outcome)} in all")


def _wait_until(moment: datetime, done: str) -> None:
    """Wait, with a countdown where somebody watches."""
    until = clock_time(moment)
    complain(f"{done}; waiting until {until} for Strava's limit (Ctrl-C ends it, all is kept)")
    watched = sys.stderr.isatty()
    while (left_s := (moment - _now()).total_seconds()) > 0:
        if watched:
            minutes, seconds = divmod(round(left_s), 60)
            typer.echo(
                f"\r  going on in {minutes // 60}:{minutes % 60:02d}:{seconds:02d} ",
                err=True,
                nl=False,
            )
        time.sleep(min(left_s, 1.0 if watched else _SHORT_WAIT_S))
    if watched:
        typer.echo("\r" + " " * 30 + "\r", err=True, nl=False)


def _client(library: "Library") -> "ApiClient":
    """Return the person's own API application: from environment or settings, else she is asked."""
    from flarelag.sources.strava_api import ApiClient  # loads stravalib
    from flarelag.workflows.purging import strava_config

    config = strava_config(library)
    number = os.environ.get(CLIENT_ID) or config.client_id
    if number is None:
        number = typer.prompt("Client ID of your API application", err=True)
    secret = os.environ.get(CLIENT_SECRET) or config.client_secret
    if secret is None:
        secret = typer.prompt("Its client secret", hide_input=True, err=True)
    text = str(number).strip()
    if not (text.isascii() and text.isdecimal()):
        raise UsageError("a client id is a whole number: see strava.com/settings/api")
    return ApiClient(int(text), str(secret).strip())


def _received(address_for: Callable[[str, str], str]) -> "Redirect":
    """Send the person's browser to Strava and wait for it to come back."""
    import webbrowser

    from flarelag.sources.loopback import RedirectReceiver
    from flarelag.workflows.strava_account import new_state

    state = new_state()
    with RedirectReceiver(state) as receiver:
        address = address_for(receiver.address, state)
        say("Allow access in the browser, within 5 minutes. If none opens, go to:\n")
        say(address + "\n")
        if not webbrowser.open(address):
            say("(No browser opened. Is it on another machine? Then: --paste)")
        return receiver.wait()


def _pasted(address_for: Callable[[str, str], str]) -> "Redirect":
    """Let the person go to Strava wherever she has a browser, and paste what came of it."""
    from flarelag.sources.loopback import PATH, read_pasted
    from flarelag.workflows.strava_account import new_state

    state = new_state()
    say("Open this address in any browser and allow access:\n")
    say(address_for(f"http://127.0.0.1{PATH}", state) + "\n")
    say("It ends on a page that cannot be shown. Copy that page's whole address and paste it here.")
    for left in reversed(range(_PASTES)):
        try:
            return read_pasted(typer.prompt("Address", err=True), state)
        except InputError as error:
            if not left:
                raise SyncError(f"{error.reason}; nothing was stored") from error
            complain(f"{error.reason}. Once more, please.")
    raise AssertionError


def _now() -> datetime:
    return datetime.now(UTC)
