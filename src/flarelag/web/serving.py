"""Running the page: which addresses it is reached at, its sockets, and uvicorn on them."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import uvicorn

from flarelag.errors import UsageError
from flarelag.web.app import diary_app
from flarelag.web.protocol import PromptProtocol

if TYPE_CHECKING:
    from collections.abc import Generator

    from flarelag.web.site import Site

LOOPBACK: Final = "127.0.0.1"
_MOST_CONNECTIONS: Final = 100
_MOST_HEADER_BYTES: Final = 16 * 1024
_STOP_WITHIN_S: Final = 3
_SOMEWHERE_ELSE: Final = ("192.0.2.1", 9)
"""An address that no network has (RFC 5737): asking for the way to it sends nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the page is reached.

    Parameters
    ----------
    port : int
        The port on every address.
    addresses : tuple of str
        IPv4 addresses of this computer; the first is the one to show.
    names : tuple of str
        Names of this computer that the page may be asked for by.
    """

    port: int
    addresses: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def url(self) -> str:
        """The address to show."""
        return f"http://{self.addresses[0]}:{self.port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """What a request's Host may say."""
        return frozenset(f"{name}:{self.port}".lower() for name in (*self.addresses, *self.names))


def lan_address() -> str:
    """Return this computer's address in the network it is in.

    Raises
    ------
    UsageError
        It is in none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(_SOMEWHERE_ELSE)
        except OSError as error:
            raise UsageError(
                "this computer is in no network that a phone could share; join one, or name the "
                "address with --address"
            ) from error
        return str(way.getsockname()[0])


@contextmanager
def listening(
    addresses: tuple[str, ...], port: int
) -> Generator[tuple[Place, list[socket.socket]]]:
    """Yield the sockets that listen on these addresses, and on no other, with where that is.

    Parameters
    ----------
    addresses : tuple of str
        IPv4 addresses of this computer.
    port : int
        0: any that is free.

    Raises
    ------
    UsageError
        The port is taken, or an address is not this computer's.
    """
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        for address in addresses:
            # Named in full: asyncio sends small answers at once (TCP_NODELAY) where it can see that
            # a socket is TCP, and else waits 40 ms for the other side's acknowledgement.
            opened = stack.enter_context(
                socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            )
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                opened.bind((address, port))
            except (OSError, OverflowError) as error:
                raise UsageError(
                    f"{address}:{port} cannot be listened on ({_why(error)}); choose another port "
                    "with --port"
                ) from error
            port = opened.getsockname()[1]
            sockets.append(opened)
        names = ("localhost", *([f"{_own_name()}.local"] if addresses != (LOOPBACK,) else []))
        yield Place(port=port, addresses=addresses, names=names), sockets


def serve(site: Site, place: Place, sockets: list[socket.socket]) -> None:
    """Serve the page until the process is told to stop."""
    server(site, place).run(sockets)


def server(site: Site, place: Place) -> uvicorn.Server:
    """Return uvicorn, set up for one person's page: quiet, and with a limit to everything."""
    return uvicorn.Server(
        uvicorn.Config(
            diary_app(site, place.hosts),
            http=PromptProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,  # it would write down when somebody was in pain
            proxy_headers=False,
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
            timeout_graceful_shutdown=_STOP_WITHIN_S,
        )
    )


def _own_name() -> str:
    return socket.gethostname().partition(".")[0] or "localhost"


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
