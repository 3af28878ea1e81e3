"""`flarelag serve`: the diary page for a phone."""

from pathlib import Path
from typing import Annotated

import typer

from flarelag.cli.options import LibraryOption, chosen_library
from flarelag.cli.output import examples, say
from flarelag.errors import UsageError

EXAMPLES = examples(
    "flarelag serve",
    "flarelag serve --lan",
    "flarelag serve --lan --port 8400 --address 192.168.1.20",
    "flarelag serve --forget-phones",
)


def serve(
    ctx: typer.Context,
    *,
    lan: Annotated[
        bool,
        typer.Option(
            "--lan",
            help="Let phones in your own network use it, each after a pairing code. The way there "
            "is not encrypted: only in a network you trust.",
        ),
    ] = False,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="0 takes any that is free.")
    ] = 8383,
    address: Annotated[
        str | None,
        typer.Option(metavar="IP", help="With --lan: this computer's address (else found)."),
    ] = None,
    forget_phones: Annotated[
        bool,
        typer.Option("--forget-phones", help="Let no phone in that was paired before."),
    ] = False,
    library: LibraryOption = None,
) -> None:
    """Open the diary page; with --lan for your phones, too.

    Without --lan nothing but this computer can reach it. Ctrl-C ends it.
    """
    from flarelag.web.serving import LOOPBACK, lan_address

    if address and not lan:
        raise UsageError("--address is for --lan; without it the page is on this computer alone")
    root = chosen_library(ctx, library)
    _prepare(root, forget_phones=forget_phones)
    addresses = (address or lan_address(), LOOPBACK) if lan else (LOOPBACK,)
    _serve(root, tuple(dict.fromkeys(addresses)), port, lan=lan)


def _prepare(root: Path, *, forget_phones: bool) -> None:
    from flarelag.store.library import Library
    from flarelag.workflows.paired_devices import forget_devices
    from flarelag.workflows.prompting import prompt_seed

    with Library.open(root) as opened:
        prompt_seed(opened)  # drawn here, so that looking at the page writes nothing
        if forget_phones:
            say(f"forgotten: {forget_devices(opened)} paired before")


def _serve(root: Path, addresses: tuple[str, ...], port: int, *, lan: bool) -> None:
    """Answer at some addresses until Ctrl-C; in a network, to phones that are paired."""
    from datetime import UTC, datetime

    from flarelag.web.pairing import PairingDesk, new_code
    from flarelag.web.serving import listening
    from flarelag.web.serving import serve as run
    from flarelag.web.site import Site

    desk = PairingDesk(new_code(), datetime.now(UTC)) if lan else None
    with listening(addresses, port) as (place, sockets):
        say(f"diary page: {place.url}")
        if desk:
            say(_pairing(place.url, desk.code))
        say("Ctrl-C ends it.")
        try:
            run(Site(root=root, desk=desk, say=say), place, sockets)
        except KeyboardInterrupt:
            say("ended")


def _pairing(url: str, code: str) -> str:
    """Return how to pair a phone: the code in words and as a QR code."""
    import io

    import segno

    drawn = io.StringIO()
    segno.make(f"{url}pair?code={code}", error="m", micro=False).terminal(drawn, compact=True)
    return (
        f"{drawn.getvalue()}\npairing code: {code} (good once, for ten minutes)\n"
        "Scan it with the phone, which must be in the same network. Phones paired before need no "
        "code.\nIn this network the page is not encrypted: use it only where you trust everybody."
    )
