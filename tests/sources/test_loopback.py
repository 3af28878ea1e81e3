from __future__ import annotations

import http.client
import socket
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from flarelag.errors import InputError, SyncError
from flarelag.sources.loopback import PATH, Redirect, RedirectReceiver, read_pasted

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE = "a-state-that-nobody-can-guess"
GOOD = {"state": STATE, "code": "the-code", "scope": "read,activity:read_all"}


@pytest.fixture
def receiver() -> Iterator[RedirectReceiver]:
    with RedirectReceiver(STATE) as running:
        yield running


def knock(
    receiver: RedirectReceiver,
    fields: object = None,
    *,
    method: str = "GET",
    path: str = PATH,
    host: str | None = None,
) -> int:
    connection = http.client.HTTPConnection(receiver.host, timeout=5)
    query = f"?{urlencode(fields)}" if isinstance(fields, dict | list) else ""
    headers = {} if host is None else {"Host": host}
    connection.request(method, f"{path}{query}", headers=headers)
    answer = connection.getresponse()
    assert b"the-code" not in answer.read()
    connection.close()
    return answer.status


def test_the_redirect_hands_over_code_and_scopes(receiver: RedirectReceiver):
    assert knock(receiver, GOOD) == 200
    assert receiver.wait(5) == Redirect("the-code", ("read", "activity:read_all"))


def test_it_listens_on_this_machine_only(receiver: RedirectReceiver):
    assert receiver.address == f"http://{receiver.host}{PATH}"
    assert receiver.host.startswith("127.0.0.1:")


@pytest.mark.parametrize(
    "fields",
    [
        GOOD | {"state": "guessed"},
        GOOD | {"state": ""},
        {"code": "the-code"},
        {"state": STATE},
        GOOD | {"code": "a b"},
        [*GOOD.items(), ("state", "other")],
        [*GOOD.items(), ("code", "other")],
        {"error": "access_denied"},
    ],
    ids=[
        *("wrong state", "empty state", "no state", "no code", "odd code", "two states"),
        *("two codes", "a denial without state"),
    ],
)
def test_another_process_that_guesses_changes_nothing(receiver: RedirectReceiver, fields: object):
    assert knock(receiver, fields) == 400
    assert knock(receiver, GOOD) == 200
    assert receiver.wait(5).code == "the-code"


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "OPTIONS", "DELETE"])
def test_another_process_that_posts_changes_nothing(receiver: RedirectReceiver, method: str):
    assert knock(receiver, GOOD, method=method) == 501
    assert knock(receiver, GOOD) == 200


def test_another_path_or_host_name_changes_nothing(receiver: RedirectReceiver):
    assert knock(receiver, GOOD, path="/") == 404
    assert knock(receiver, GOOD, host="evil.example") == 404
    assert knock(receiver, GOOD) == 200


def test_a_second_redirect_is_refused(receiver: RedirectReceiver):
    assert knock(receiver, GOOD) == 200
    assert knock(receiver, GOOD | {"code": "another"}) == 410
    assert receiver.wait(5).code == "the-code"


def test_afterwards_nobody_listens():
    with RedirectReceiver(STATE) as receiver:
        host, port = receiver.host.split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=1)


def test_whoever_holds_the_line_holds_up_nobody(receiver: RedirectReceiver):
    host, port = receiver.host.split(":")
    with socket.create_connection((host, int(port))) as silent:
        silent.sendall(b"GET /stra")
        began = time.monotonic()
        assert knock(receiver, GOOD) == 200
        assert time.monotonic() - began < 4


def test_bytes_that_are_no_http_change_nothing(receiver: RedirectReceiver):
    host, port = receiver.host.split(":")
    for rubbish in (b"\x00\xff\r\n\r\n", b"GET " + b"a" * 70_000 + b"\r\n\r\n"):
        with socket.create_connection((host, int(port))) as other:
            other.sendall(rubbish)
    assert knock(receiver, GOOD) == 200


def test_many_at_once_give_one_code(receiver: RedirectReceiver):
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(knock(receiver, GOOD))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [410] * 7


def test_the_person_may_say_no(receiver: RedirectReceiver):
    assert knock(receiver, {"state": STATE, "error": "access_denied"}) == 200
    with pytest.raises(SyncError, match="no access was given"):
        receiver.wait(5)


def test_it_does_not_wait_for_ever(receiver: RedirectReceiver):
    with pytest.raises(SyncError, match="no answer came"):
        receiver.wait(0.01)


def test_nothing_is_printed_of_any_of_it(
    receiver: RedirectReceiver, capfd: pytest.CaptureFixture[str]
):
    knock(receiver, GOOD)
    knock(receiver, GOOD, method="POST")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        (f"http://127.0.0.1{PATH}?{urlencode(GOOD)}\n", ("read", "activity:read_all")),
        (f"  ?{urlencode(GOOD)}", ("read", "activity:read_all")),
        ("the-code", None),
    ],
)
def test_an_address_or_a_code_can_be_pasted(text: str, scopes: tuple[str, ...] | None):
    assert read_pasted(text, STATE) == Redirect("the-code", scopes)


@pytest.mark.parametrize(
    "text", ["", "two words", "http://[", f"http://127.0.0.1{PATH}?code=the-code&state=other"]
)
def test_what_is_no_answer_is_refused(text: str):
    with pytest.raises(InputError):
        read_pasted(text, STATE)
