"""The diary page as a phone uses it: a server of its own process, forms sent to it."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

LOOPBACK: Final = "127.0.0.1"
_TIMEOUT_S: Final = 60.0
_BUSY_PAUSE_S: Final = 0.05


@contextmanager
def served(root: Path) -> Generator[tuple[subprocess.Popen[str], int]]:
    """Serve a library on 127.0.0.1; yield the process and its port, and end it afterwards."""
    command = [sys.executable, "-m", "flarelag", "serve", "--port", "0", "--library", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - a pipe was asked for
            said = server.stdout.readline()
            found = re.search(rf"http://{re.escape(LOOPBACK)}:(\d+)/", said)
            if found is None:
                raise RuntimeError(f"the page did not start: {said!r}")
            _wait_for(int(found[1]))
            yield server, int(found[1])
        finally:
            server.kill()


def _told(page: bytes) -> str:
    """Return what a person reads on a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.decode()).split())[:500]


def _wait_for(port: int) -> None:
    """Wait until the page answers: it says its address a moment before that."""
    until_s = time.monotonic() + _TIMEOUT_S
    while True:
        try:
            socket.create_connection((LOOPBACK, port), timeout=_TIMEOUT_S).close()
        except ConnectionRefusedError:
            if time.monotonic() > until_s:
                raise
            time.sleep(_BUSY_PAUSE_S)
        else:
            return


class Phone:
    """One phone's connection to the page.

    Parameters
    ----------
    port : int
        On 127.0.0.1.
    """

    def __init__(self, port: int) -> None:
        self._host = f"{LOOPBACK}:{port}"
        self._way = http.client.HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._way.close()

    def save(self, note: str, key: str, score: int = 3) -> None:
        """Send the form until the page says that it is saved; a busy library is asked again.

        Raises
        ------
        OSError, http.client.HTTPException
            The page is gone.
        RuntimeError
            It refuses the form.
        """
        fields = {"key": key, "score": score, "site": "buttock", "side": "left", "note": note}
        headers = {
            "Origin": f"http://{self._host}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        while True:
            self._way.request("POST", "/pain", urlencode(fields), headers)
            answer = self._way.getresponse()
            said = answer.read()
            if answer.status == HTTPStatus.SEE_OTHER:
                return
            if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                raise RuntimeError(f"refused with {answer.status}: {_told(said)}")
            time.sleep(_BUSY_PAUSE_S)
