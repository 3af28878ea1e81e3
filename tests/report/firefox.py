"""Firefox without a window, driven by its own remote protocol (Marionette) over a local socket."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

PATIENCE_S = 60.0
NOWHERE = 9
"""The discard port: whatever is asked for through it gets nowhere."""
COMPLAINTS = """
return Services.console.getMessageArray().map(each => {
  try { each.QueryInterface(Ci.nsIScriptError); return [each.sourceName, each.errorMessage]; }
  catch { return ["", each.message]; }
}).filter(([source, words]) => source.startsWith("file:") || words.includes("file:"));
"""


@dataclass(frozen=True, slots=True)
class Firefox:
    """A running Firefox.

    Parameters
    ----------
    connection : socket
        To its Marionette.
    answers : file
        What comes from there.
    """

    connection: socket.socket
    answers: BinaryIO

    def ask(self, command: str, **parameters: object) -> Any:  # noqa: ANN401 - any JSON
        """Send a command; return its answer."""
        message = json.dumps([0, 1, command, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self.read()
        assert error is None, error
        return result

    def read(self) -> Any:  # noqa: ANN401 - any JSON
        """Return the next message: its length, a colon, JSON."""
        digits = bytearray()
        while (byte := self.answers.read(1)) != b":":
            assert byte, "Firefox has gone"
            digits += byte
        return json.loads(self.answers.read(int(digits)))

    def run(self, script: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what a script of the page returns."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=[])["value"]

    def wait_for(self, script: str) -> None:
        """Wait until a script of the page returns true."""
        end = time.monotonic() + PATIENCE_S
        while not self.run(script):
            assert time.monotonic() < end, f"in vain: {script}"
            time.sleep(0.1)

    def complaints(self) -> list[list[str]]:
        """Return what its console has from pages on disk: errors, and what a policy has refused."""
        self.ask("Marionette:SetContext", value="chrome")
        found: list[list[str]] = self.run(COMPLAINTS)
        self.ask("Marionette:SetContext", value="content")
        return found

    def picture(self) -> bytes:
        """Return the whole page as PNG."""
        return base64.b64decode(self.ask("WebDriver:TakeScreenshot", full=True)["value"])


@contextmanager
def started(program: str, folder: Path) -> Generator[Firefox]:
    """Start Firefox with a profile of its own in a folder and no way to the network."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    wishes: dict[str, object] = {
        "marionette.port": port,
        "network.proxy.type": 1,
        **{f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl", "socks")},
        **{f"network.proxy.{kind}_port": NOWHERE for kind in ("http", "ssl", "socks")},
    }
    lines = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wishes.items()
    )
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [program, "--headless", "--no-remote", "--marionette"]
    command += ["--remote-allow-system-access", "--profile", str(folder)]  # for its own console
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"HOME": str(folder)},
    )
    try:
        with _connected(port) as connection, connection.makefile("rb") as answers:
            firefox = Firefox(connection, answers)
            firefox.read()  # who it is
            firefox.ask("WebDriver:NewSession")
            yield firefox
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        time.sleep(0.2)
    raise TimeoutError("Firefox does not answer")
