"""The real page on a real port of 127.0.0.1, and requests written byte by byte."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from flarelag.store.library import Library
from flarelag.web.pairing import PairingDesk
from flarelag.web.serving import LOOPBACK, listening, server
from flarelag.web.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from pathlib import Path

    from flarelag.model.diary import DiaryEntry
    from flarelag.web.serving import Place

    Fields = Mapping[str, object]
    Headers = Mapping[str, str | None]
    Clock = Callable[[], datetime]
    Serve = Callable[..., "Served"]

CODE = "7KQF-M2XD"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers["location"]

    @property
    def json(self) -> dict[str, str]:
        said: dict[str, str] = json.loads(self.body)
        return said


@dataclass
class Served:
    """A running page."""

    place: Place
    root: Path
    said: list[str]
    cookie: str = field(default="")

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.place.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def connect(self) -> socket.socket:
        return socket.create_connection((LOOPBACK, self.place.port), timeout=20)

    def raw(self, request: bytes) -> Answer:
        """Send bytes as they are and read one answer."""
        with self.connect() as way:
            way.sendall(request)
            return read_answer(way)

    def ask(
        self, method: str, path: str, headers: Headers | None = None, body: bytes = b""
    ) -> Answer:
        """Ask as a browser on the page itself would; a header of null is left out."""
        usual: dict[str, str | None] = {"Host": self.host, "Connection": "close"}
        if method == "POST":
            usual |= {
                "Origin": self.origin,
                "Content-Type": FORM,
                "Content-Length": str(len(body)),
            }
        if self.cookie:
            usual["Cookie"] = self.cookie
        lines = [f"{n}: {v}" for n, v in (usual | dict(headers or {})).items() if v is not None]
        head = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""])
        return self.raw(head.encode("latin-1") + body)

    def get(self, path: str = "/", headers: Headers | None = None) -> Answer:
        return self.ask("GET", path, headers)

    def post(self, path: str, fields: Fields, headers: Headers | None = None) -> Answer:
        return self.ask("POST", path, headers, urlencode(fields, doseq=True).encode())

    def key(self, path: str = "/") -> str:
        """Return the key of the first form of a page."""
        found = re.search(r'name="key" value="([^"]+)"', self.get(path).text)
        assert found is not None
        return found[1]

    def save(self, score: object = 5, **fields: object) -> Answer:
        return self.post("/pain", {"key": self.key(), "score": score, **fields})

    @contextmanager
    def library(self) -> Generator[Library]:
        with Library.open(self.root) as opened:
            yield opened

    def entries(self) -> list[DiaryEntry]:
        with self.library() as library:
            return library.diary.entries()


def read_answer(way: socket.socket) -> Answer:
    answer = http.client.HTTPResponse(way)
    answer.begin()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, headers, answer.read())


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def serving(root: Path, *, lan: bool = False, clock: Clock | None = None) -> Generator[Served]:
    """Serve a library's page in a thread of its own until the `with` block ends."""
    said: list[str] = []
    desk = PairingDesk(CODE, datetime.now(UTC)) if lan else None
    with listening((LOOPBACK,), 0) as (place, sockets):
        running = server(Site(root=root, desk=desk, say=said.append, clock=clock or _now), place)
        thread = threading.Thread(target=running.run, args=(sockets,))
        thread.start()
        try:
            while not running.started:
                time.sleep(0.01)
            yield Served(place, root, said)
        finally:
            running.should_exit = True
            thread.join(timeout=20)
            assert not thread.is_alive()


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Return a way to start pages that end with the test."""
    monkeypatch.setenv("TZ", "Europe/Zurich")
    with ExitStack() as stack:

        def start(
            root: Path | None = None, *, lan: bool = False, clock: Clock | None = None
        ) -> Served:
            opened = serving(root or tmp_path / "library", lan=lan, clock=clock)
            return stack.enter_context(opened)

        yield start


@pytest.fixture
def served(serve: Serve) -> Served:
    """Return a running page on this computer alone, with an empty library."""
    return serve()


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return one running page for many examples."""
    with serving(tmp_path_factory.mktemp("steady") / "library") as running:
        yield running
