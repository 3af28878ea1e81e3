"""Who may ask the page for what."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from flarelag.web.guard import SECURITY_HEADERS, refusal_of

HOSTS = frozenset({"127.0.0.1:8383", "localhost:8383"})
OURS = [
    ("host", "127.0.0.1:8383"),
    ("origin", "http://127.0.0.1:8383"),
    ("content-type", "application/x-www-form-urlencoded"),
]


def status_of(method: str, *headers: tuple[str, str]) -> int | None:
    raw = [(name.encode(), value.encode()) for name, value in headers]
    refusal = refusal_of(method, Headers(raw=raw), HOSTS)
    return None if refusal is None else refusal.status


def instead(name: str, *values: str) -> list[tuple[str, str]]:
    """Return the headers of our own form with another value, or several, of one of them."""
    return [*((n, v) for n, v in OURS if n != name), *((name, value) for value in values)]


@pytest.mark.parametrize("host", ["127.0.0.1:8383", "localhost:8383", "LocalHost:8383"])
def test_the_page_answers_at_the_addresses_it_was_started_on(host: str):
    assert status_of("GET", ("host", host)) is None


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8383", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8383.evil"),
        *("localhost:8383@evil.example", " 127.0.0.1:8383 x", "[::1]:8383", "2130706433:8383", ""),
    ],
)
def test_a_name_that_points_here_is_not_enough(host: str):
    assert status_of("GET", ("host", host)) == 421
    assert status_of("POST", *instead("host", host)) == 421


def test_one_host_is_named_once():
    assert status_of("GET") == 421
    assert status_of("GET", ("host", "127.0.0.1:8383"), ("host", "evil.example")) == 421


def test_our_own_form_is_taken():
    assert status_of("POST", *OURS) is None
    assert status_of("POST", *OURS, ("sec-fetch-site", "same-origin")) is None


def test_a_form_whose_browser_tells_its_site_alone_is_taken():
    assert status_of("POST", *instead("origin"), ("sec-fetch-site", "same-origin")) is None


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example", "null", "", "https://127.0.0.1:8383", "http://127.0.0.1:8384"),
        *("http://127.0.0.1", "http://localhost:8383", "http://127.0.0.1:8383/"),
        "http://127.0.0.1:8383.evil.example",
    ],
)
def test_a_form_of_another_site_is_refused(origin: str):
    assert status_of("POST", *instead("origin", origin)) == 403


def test_a_form_that_tells_nothing_of_itself_is_refused():
    assert status_of("POST", *instead("origin")) == 403
    assert status_of("POST", *instead("origin"), ("sec-fetch-site", "none")) == 403


def test_two_origins_are_refused():
    both = ("http://127.0.0.1:8383", "http://evil.example")
    assert status_of("POST", *instead("origin", *both)) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "something new"])
def test_a_form_that_says_it_is_from_elsewhere_is_refused(site: str):
    assert status_of("POST", *OURS, ("sec-fetch-site", site)) == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""]
)
def test_only_forms_of_the_one_kind_are_read(kind: str):
    assert status_of("POST", *instead("content-type", kind)) == 415


def test_a_form_may_name_its_encoding():
    kind = "Application/X-WWW-Form-Urlencoded; charset=UTF-8"
    assert status_of("POST", *instead("content-type", kind)) is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"])
def test_other_methods_are_refused(method: str):
    assert status_of(method, *OURS) == 405


@pytest.mark.parametrize(
    ("mode", "dest", "expected"),
    [
        ("navigate", "document", None),
        ("navigate", "iframe", 403),
        ("navigate", "object", 403),
        ("no-cors", "image", 403),
        ("no-cors", "script", 403),
        ("cors", "empty", 403),
    ],
)
def test_another_site_may_link_here_and_no_more(mode: str, dest: str, expected: int | None):
    fetch = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]
    assert status_of("GET", ("host", "127.0.0.1:8383"), *fetch) == expected


def test_the_policy_allows_nothing_inline_and_nobody_elses():
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
