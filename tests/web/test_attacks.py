"""What hostile pages, programs and neighbours in the network try, over real sockets."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING

import pytest

from flarelag.web import answers, protocol, rendering
from flarelag.web.forms import MOST_BYTES, MOST_FIELDS

if TYPE_CHECKING:
    from tests.web.conftest import Served

HOSTILE_ORIGINS = ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"]


def test_a_rebound_name_reads_and_writes_nothing(served: Served):
    served.save(7, note="private")
    for host in ("evil.example", f"evil.example:{served.place.port}", "127.0.0.1", "127.0.0.1:1"):
        read = served.get("/", {"Host": host})
        assert read.status == 421
        assert "private" not in read.text
        origin = {"Host": host, "Origin": f"http://{host}"}
        assert served.post("/pain", {"score": 9}, origin).status == 421
    assert len(served.entries()) == 1


def test_a_request_without_a_host_is_refused(served: Served):
    assert served.raw(b"GET / HTTP/1.0\r\n\r\n").status == 421
    assert served.raw(b"GET / HTTP/1.1\r\n\r\n").status == 400
    two = f"GET / HTTP/1.1\r\nHost: {served.host}\r\nHost: evil.example\r\n\r\n"
    assert served.raw(two.encode()).status in {400, 421}


def test_an_absolute_address_does_not_stand_in_for_the_host(served: Served):
    request = f"GET http://{served.host}/ HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    assert served.raw(request.encode()).status == 421


@pytest.mark.parametrize("origin", HOSTILE_ORIGINS)
@pytest.mark.parametrize("path", ["/pain", "/factors", "/undo", "/entries/1", "/entries/1/delete"])
def test_a_form_of_another_site_changes_nothing(served: Served, origin: str, path: str):
    change = served.save(5).location.partition("=")[2]
    form = {"score": 9, "factor": "ice", "change": change, "key": "k"}
    assert served.post(path, form, {"Origin": origin}).status == 403
    fetched = {"Sec-Fetch-Site": "cross-site"}
    assert served.post(path, form, fetched).status == 403
    assert [entry.score for entry in served.entries()] == [5]


def test_a_form_sent_as_plain_text_changes_nothing(served: Served):
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json", None):
        assert served.post("/pain", {"score": 9}, {"Content-Type": kind}).status == 415
    assert not served.entries()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_changes_by_looking(served: Served, method: str):
    change = served.save(5).location.partition("=")[2]
    (entry,) = served.entries()
    for path in (
        "/pain?score=9&key=k",
        "/factors?factor=ice",
        f"/undo?change={change}",
        f"/entries/{entry.id}/delete",
        f"/entries/{entry.id}?score=9",
        f"/?change={change}&undo=1",
        f"/warning-signs?change={change}",
        "/pair?code=7KQF-M2XD",
    ):
        with socket.create_connection(("127.0.0.1", served.place.port)) as way:
            way.sendall(f"{method} {path} HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode())
            assert way.recv(20).startswith((b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4"))
    assert served.entries() == [entry]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(served: Served, method: str):
    served.save(5)
    answer = served.ask(method, "/entries/1/delete")
    assert answer.status == 405
    assert "access-control-allow-origin" not in answer.headers
    overridden = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    assert served.get("/entries/1/delete", overridden).status == 405
    assert len(served.entries()) == 1


def test_more_than_any_form_is_refused(served: Served):
    long = b"score=5&note=" + b"x" * MOST_BYTES
    answer = served.ask("POST", "/pain", body=long)
    assert answer.status == 413
    assert "shorten the note" in answer.text
    assert not served.entries()


def test_a_form_without_an_end_is_refused(served: Served):
    with served.connect() as way:
        way.sendall(
            f"POST /pain HTTP/1.1\r\nHost: {served.host}\r\nOrigin: {served.origin}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
        try:
            for _ in range(50):
                way.sendall(chunk)
        except OSError:
            pass
        else:
            assert way.recv(100).startswith(b"HTTP/1.1 413")
    assert served.get().status == 200


def test_a_form_of_thousands_of_fields_is_refused(served: Served):
    body = b"&".join([b"site=hip"] * (MOST_FIELDS + 1))
    assert served.ask("POST", "/pain", body=body).status == 400


def test_a_body_that_trickles_in_is_given_up(served: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answers, "BODY_WITHIN_S", 0.3)
    with served.connect() as way:
        way.sendall(
            f"POST /pain HTTP/1.1\r\nHost: {served.host}\r\nOrigin: {served.origin}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\n"
            "score=".encode()
        )
        start = time.monotonic()
        assert way.recv(100).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - start < 10
    assert not served.entries()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nX: "])
def test_headers_that_trickle_in_are_given_up(
    served: Served, monkeypatch: pytest.MonkeyPatch, sent: bytes
):
    monkeypatch.setattr(protocol, "HEADERS_WITHIN_S", 0.3)
    with served.connect() as way:
        ended = False
        try:
            way.sendall(sent)
            for _ in range(200):
                time.sleep(0.05)
                way.sendall(b"x" if sent else b"")
                way.setblocking(False)  # noqa: FBT003 - socket's own name for it
                with contextlib.suppress(BlockingIOError):
                    ended = way.recv(1) == b""
                way.setblocking(True)  # noqa: FBT003 - socket's own name for it
                if ended:
                    break
        except OSError:
            ended = True
        assert ended


def test_headers_beyond_any_browsers_are_refused(served: Served):
    with served.connect() as way:
        way.sendall(b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 20_000)
        assert way.recv(100).startswith(b"HTTP/1.1 400")
    assert served.get().status == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd"),
        *("/static/../site.py", "/page.css/../../app.py", "/%00", "/page.css%00.html"),
        *("//evil.example/", "/\\evil.example", "/pain/", "/entries/", "/entries/x"),
        *("/entries/-1", "/entries/0", "/entries/1e3", "/entries/٣", "/entries/1/../2"),
        *(f"/entries/{10**30}", f"/entries/{2**63}", "/entries/1%20OR%201=1", "/library.sqlite"),
    ],
)
def test_a_path_reaches_nothing_but_the_pages_own(served: Served, path: str):
    answer = served.get(path.encode("utf-8").decode("latin-1"))
    assert answer.status in {400, 404}
    assert "root:" not in answer.text
    assert "location" not in answer.headers


@pytest.mark.parametrize("number", ["0", "x", "-1", str(10**30), "1%0d%0aSet-Cookie:a=b", "<b>"])
def test_a_number_in_an_address_is_a_number_or_nothing(served: Served, number: str):
    for path in (f"/?change={number}", f"/warning-signs?change={number}"):
        answer = served.get(path)
        assert answer.status == 200
        assert "set-cookie" not in answer.headers
        assert "<b>" not in answer.text.replace("<b>0</b>", "").replace("<b>Your entry", "")


def test_a_fault_of_the_program_tells_the_client_nothing_of_it(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret of the house")

    real = rendering.render
    monkeypatch.setattr("flarelag.web.diary.recent_diary", fail)
    for headers in ({}, {"Accept": "application/json"}):
        answer = served.get("/", headers)
        assert answer.status == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert "ZeroDivision" not in answer.text
        assert "Content-Security-Policy".lower() in answer.headers
    assert rendering.render is real
    assert "secret of the house" in caplog.text


def test_every_answer_carries_the_policy(served: Served):
    for path in ("/", "/warning-signs", "/nowhere", "/page.css", "/page.js", "/icon.svg"):
        headers = served.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers
    assert served.get("/").headers["cache-control"] == "no-store"
    assert served.get("/", {"Host": "evil.example"}).headers["cache-control"] == "no-store"


def test_another_site_may_not_build_the_page_into_its_own(served: Served):
    for mode, dest in (("no-cors", "script"), ("navigate", "iframe"), ("cors", "empty")):
        fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert served.get("/page.js", fetched).status == 403


def test_a_websocket_is_not_opened(served: Served):
    upgrade = {
        "Connection": "Upgrade, close",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
    }
    assert served.get("/", upgrade).status == 200


def test_two_lengths_smuggle_nothing(served: Served):
    form = b"score=9&key=k"
    smuggled = (
        f"POST /nowhere HTTP/1.1\r\nHost: {served.host}\r\nOrigin: {served.origin}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        f"POST /pain HTTP/1.1\r\nHost: {served.host}\r\nOrigin: http://evil.example\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    ).encode() + form
    assert served.raw(smuggled).status in {400, 404}
    time.sleep(0.2)
    assert not served.entries()


def test_noise_is_answered_and_the_page_goes_on(served: Served):
    for noise in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 100, b"HELO\r\n\r\n"):
        with served.connect() as way:
            way.sendall(noise + b"\r\n\r\n")
            assert way.recv(100).startswith((b"HTTP/1.1 400", b""))
    assert served.get().status == 200


def test_a_crowd_of_idle_connections_is_let_go(served: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(protocol, "HEADERS_WITHIN_S", 0.5)
    crowd = [served.connect() for _ in range(150)]
    try:
        time.sleep(1.5)
        assert served.get().status == 200
    finally:
        for way in crowd:
            way.close()
