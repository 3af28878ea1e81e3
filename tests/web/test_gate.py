"""In a local network: a code once, then a cookie, and no other way in."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.web.pairing import token_sha256
from flarelag.workflows.paired_devices import PAIRED_FOR, add_device, forget_devices

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import Served

    Serve = Callable[..., Served]

CODE = "7KQF-M2XD"
PRIVATE = [("GET", "/"), ("GET", "/entries/1"), ("POST", "/pain"), ("POST", "/entries/1/delete")]


@pytest.fixture
def lan(serve: Serve) -> Served:
    """Return a page that asks for pairing, with one private entry."""
    running = serve(lan=True)
    paired(running)
    running.save(5, note="private")
    running.cookie = ""
    return running


def paired(served: Served) -> str:
    """Pair, and go on with the cookie."""
    answer = served.post("/pair", {"code": CODE})
    assert (answer.status, answer.location) == (303, "/")
    served.cookie = answer.headers["set-cookie"].partition(";")[0]
    return answer.headers["set-cookie"]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
def test_who_is_not_paired_sees_the_pairing_page_alone(lan: Served, method: str, path: str):
    answer = lan.ask(method, path, body=b"score=9&key=k")
    assert (answer.status, answer.location) == (303, "/pair")
    assert "private" not in answer.text
    assert [entry.score for entry in lan.entries()] == [5]


def test_the_pages_script_is_told_and_keeps_what_was_typed(lan: Served):
    answer = lan.post("/pain", {"score": 9}, {"Accept": "application/json"})
    assert answer.status == 401
    assert answer.json["problem"].startswith("Not saved: this phone is not paired")


def test_the_warning_signs_are_there_for_anybody(lan: Served):
    assert "loss of bowel control" in lan.get("/warning-signs").text
    assert lan.get("/page.css").status == 200


def test_the_code_lets_one_phone_in(serve: Serve):
    lan = serve(lan=True)
    cookie = paired(lan)
    assert re.search(r"; HttpOnly", cookie)
    assert re.search(r"; SameSite=strict", cookie)
    assert re.search(r"; Path=/(;|$)", cookie)
    assert lan.get().status == 200
    assert lan.save(4).status == 303
    other = lan.post("/pair", {"code": CODE}, {"Cookie": None})
    assert other.status == 429
    assert "set-cookie" not in other.headers
    assert any(said.startswith("paired: 127.0.0.1") for said in lan.said)


def test_the_link_of_the_qr_code_fills_the_code_in_and_uses_it_not_up(serve: Serve):
    lan = serve(lan=True)
    for _ in range(10):
        assert f'value="{CODE}"' in lan.get(f"/pair?code={CODE}").text
    hostile = lan.get("/pair?code=%22%3E%3Cscript%3E").text
    assert "<script>" not in hostile
    paired(lan)


def test_guessing_ends_after_five_and_says_so_in_the_terminal(serve: Serve):
    lan = serve(lan=True)
    statuses = [lan.post("/pair", {"code": f"GUESS{n}"}).status for n in range(8)]
    assert statuses == [403, 403, 403, 403, 429, 429, 429, 429]
    assert lan.post("/pair", {"code": CODE}).status == 429
    assert sum("wrong or late code from 127.0.0.1" in said for said in lan.said) == 9
    assert "Start `flarelag serve --lan` again" in lan.get("/pair").text


def test_guessing_at_once_is_no_faster(serve: Serve):
    lan = serve(lan=True)
    with ThreadPoolExecutor(16) as pool:
        statuses = list(
            pool.map(lambda n: lan.post("/pair", {"code": f"GUESS{n:04d}"}).status, range(100))
        )
    assert statuses.count(403) == 4
    assert statuses.count(429) == 96


def test_another_site_cannot_pair_a_browser(serve: Serve):
    lan = serve(lan=True)
    assert lan.post("/pair", {"code": CODE}, {"Origin": "http://evil.example"}).status == 403
    paired(lan)


@pytest.mark.parametrize(
    "cookie",
    [
        *("flarelag=", "flarelag=x", "flarelag=" + "x" * 4000, 'flarelag="', "flarelag=../../"),
        *("other=1; flarelag=null", "flarelag=' OR 1=1 --", "flarelag={}", "=;;;==", "\xff=\xfe"),
    ],
)
def test_a_made_up_cookie_lets_nobody_in(lan: Served, cookie: str):
    answer = lan.get("/", {"Cookie": cookie})
    assert (answer.status, answer.location) == (303, "/pair")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Original-URL"]
)
def test_a_header_about_where_it_comes_from_lets_nobody_in(lan: Served, header: str):
    for value in ("127.0.0.1", "for=127.0.0.1;host=127.0.0.1", "/warning-signs"):
        assert lan.get("/", {header: value}).status == 303


def test_the_librarys_own_copy_of_the_secret_is_no_key(lan: Served):
    with lan.library() as library:
        kept = str(library.setting("paired_devices"))
    (sha256,) = re.findall(r"[0-9a-f]{64}", kept)
    assert lan.get("/", {"Cookie": f"flarelag={sha256}"}).status == 303


def test_a_phone_stays_paired_when_the_page_is_started_again(serve: Serve):
    lan = serve(lan=True)
    paired(lan)
    again = serve(lan=True)
    again.cookie = lan.cookie
    assert again.get().status == 200


def test_a_phone_that_is_forgotten_stays_out_after_a_restart_too(serve: Serve):
    lan = serve(lan=True)
    paired(lan)
    with lan.library() as library:
        assert forget_devices(library) == 1
    assert lan.get().status == 303
    again = serve(lan=True)
    again.cookie = lan.cookie
    assert again.get().status == 303


def test_a_cookie_is_good_for_one_library(serve: Serve, tmp_path_factory: pytest.TempPathFactory):
    lan = serve(lan=True)
    paired(lan)
    other = serve(tmp_path_factory.mktemp("other"), lan=True)
    other.cookie = lan.cookie
    assert other.get().status == 303


def test_a_pairing_ends_after_400_days(serve: Serve):
    lan = serve(lan=True)
    long_ago = datetime.now(UTC) - PAIRED_FOR - timedelta(hours=1)
    with lan.library() as library:
        add_device(library, token_sha256("old"), now=long_ago)
    assert lan.get("/", {"Cookie": "flarelag=old"}).status == 303


def test_on_this_computer_alone_nobody_pairs(served: Served):
    assert served.get().status == 200
    assert served.get("/pair").location == "/"
    assert served.post("/pair", {"code": CODE}).location == "/"
