"""Receiving the one redirect by which a web page hands over a code: on this machine, once.

Any program on this machine can knock at the port, and any web page can send a browser there: only
a GET of the one path, under the one host name, that carries the random state counts, and only the
first such one. Everything else is refused and changes nothing.
"""

from __future__ import annotations

import hmac
import re
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

from flarelag.errors import InputError, SyncError

TIME_LIMIT_S: Final = 300.0
PATH: Final = "/strava"
_HOST: Final = "127.0.0.1"
_CODE: Final = re.compile(r"[\x21-\x7e]{1,512}")
_SLOWEST_S: Final = 5.0
_THANKS: Final = "flarelag has what it needs. You can close this page and go back to it."
_DENIED: Final = "No access was given. You can close this page."
_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>flarelag</title>'
    "<body><p>{text}</p></body></html>"
)


@dataclass(frozen=True, slots=True)
class Redirect:
    """What came with a redirect.

    Parameters
    ----------
    code : str
        To exchange for tokens, once.
    scopes : tuple of str or None
        The permissions that the person gave; null where that was not said.
    """

    code: str = field(repr=False)
    scopes: tuple[str, ...] | None = None


def read_redirect(query: str, state: str) -> Redirect:
    """Return what the query of a redirect says.

    Parameters
    ----------
    query : str
        What stands behind the question mark.
    state : str
        The random text that was sent along.

    Raises
    ------
    InputError
        It is not the answer to what was asked.
    SyncError
        It is, and the person said no.
    """
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=20)
    except ValueError:
        fields = {}
    if any(len(values) > 1 for values in fields.values()):
        raise InputError("this address says things twice")
    plain = {key: values[0] for key, values in fields.items()}
    if not hmac.compare_digest(plain.get("state", "").encode(), state.encode()):
        raise InputError("this is not the answer to what was asked just now")
    if "error" in plain:
        raise SyncError("no access was given at Strava; nothing was changed")
    if not _CODE.fullmatch(plain.get("code", "")):
        raise InputError("there is no code in it")
    scopes = plain.get("scope")
    given = None if scopes is None else tuple(s for s in re.split(r"[,\s]+", scopes) if s)
    return Redirect(plain["code"], given)


def read_pasted(text: str, state: str) -> Redirect:
    """Return what a person pasted: the whole address of the page she ended on, or only the code.

    Raises
    ------
    InputError, SyncError
        As `read_redirect`.
    """
    pasted = text.strip()
    if "://" in pasted or "code=" in pasted:
        try:
            query = urlsplit(pasted).query or pasted.partition("?")[2] or pasted
        except ValueError:
            query = ""
        return read_redirect(query, state)
    if not _CODE.fullmatch(pasted):
        raise InputError("paste the whole address of the page, or the text behind code= in it")
    return Redirect(pasted)


class RedirectReceiver:
    """A web server on 127.0.0.1 that lives until the one redirect has come.

    Parameters
    ----------
    state : str
        The random text that the redirect must carry.
    """

    def __init__(self, state: str) -> None:
        self._outcome: Redirect | SyncError | None = None
        self._came = threading.Event()
        self._lock = threading.Lock()
        self._state = state
        receiver = self

        class Handler(_Handler):
            asked = receiver

        self._server = ThreadingHTTPServer((_HOST, 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def host(self) -> str:
        """The name and port it answers under."""
        return f"{_HOST}:{self._server.server_port}"

    @property
    def address(self) -> str:
        """Where the redirect must go."""
        return f"http://{self.host}{PATH}"

    def wait(self, limit_s: float = TIME_LIMIT_S) -> Redirect:
        """Return what came.

        Raises
        ------
        SyncError
            Nothing came in time, or the person said no.
        """
        if not self._came.wait(limit_s) or self._outcome is None:
            raise SyncError(
                f"no answer came from the browser within {limit_s / 60:.0f} minutes. Try again, "
                "or with --paste where the browser is on another machine."
            )
        if isinstance(self._outcome, SyncError):
            raise self._outcome
        return self._outcome

    def take(self, query: str) -> tuple[HTTPStatus, str]:
        """Take a redirect's query; return the status and the words to answer with."""
        try:
            outcome: Redirect | SyncError = read_redirect(query, self._state)
            answer = _THANKS
        except InputError as error:
            return HTTPStatus.BAD_REQUEST, f"Refused: {error.reason}."
        except SyncError as error:
            outcome, answer = error, _DENIED
        with self._lock:
            if self._outcome is not None:
                return HTTPStatus.GONE, "Refused: this was answered already."
            self._outcome = outcome
        return HTTPStatus.OK, answer

    def end(self) -> None:
        """Let whoever waits go on, where there is an outcome."""
        if self._outcome is not None:
            self._came.set()


class _Handler(BaseHTTPRequestHandler):
    """Answers one knock at the port; says nothing of it anywhere, as queries hold codes."""

    asked: RedirectReceiver
    timeout = _SLOWEST_S
    server_version = "flarelag"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a GET."""
        path, _, query = self.path.partition("?")
        if self.headers.get("Host") != self.asked.host or path != PATH:
            self._answer(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return
        self._answer(*self.asked.take(query))
        self.asked.end()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Log nothing."""

    def _answer(self, status: HTTPStatus, text: str) -> None:
        body = _PAGE.format(text=text).encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
