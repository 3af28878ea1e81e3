"""A code once, a cookie from then on."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.web.pairing import (
    CODE_LIVES,
    MOST_ATTEMPTS,
    PairingDesk,
    PairingOutcome,
    new_code,
    new_token,
    same_secret,
    token_sha256,
)

NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)
CODE = "7KQF-M2XD"


def desk() -> PairingDesk:
    return PairingDesk(CODE, NOW)


def test_a_code_can_be_read_aloud_and_is_new_each_time():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", c) for c in codes)


@pytest.mark.parametrize("typed", ["7KQF-M2XD", "7kqf-m2xd", " 7kqf m2xd ", "7KQFM2XD"])
def test_the_code_is_good_however_it_is_typed(typed: str):
    assert desk().attempt(typed, now=NOW) is PairingOutcome.PAIRED


def test_the_code_is_good_once():
    opened = desk()
    assert opened.attempt(CODE, now=NOW) is PairingOutcome.PAIRED
    assert opened.attempt(CODE, now=NOW) is PairingOutcome.CLOSED
    assert not opened.is_open(NOW)


def test_the_code_is_good_for_ten_minutes():
    assert desk().attempt(CODE, now=NOW + CODE_LIVES) is PairingOutcome.PAIRED
    late = NOW + CODE_LIVES + timedelta(seconds=1)
    assert desk().attempt(CODE, now=late) is PairingOutcome.CLOSED


def test_after_five_wrong_ones_the_right_one_is_refused_too():
    opened = desk()
    outcomes = [opened.attempt(f"WRONG{n}", now=NOW) for n in range(MOST_ATTEMPTS)]
    assert outcomes == [*[PairingOutcome.WRONG] * (MOST_ATTEMPTS - 1), PairingOutcome.CLOSED]
    assert opened.attempt(CODE, now=NOW) is PairingOutcome.CLOSED


@given(st.text())
def test_nothing_else_is_the_code(typed: str):
    plain = "".join(c for c in typed.upper() if c.isalnum())
    if plain != "7KQFM2XD":
        assert desk().attempt(typed, now=NOW) is PairingOutcome.WRONG


def test_of_many_at_once_one_is_paired():
    opened, outcomes = desk(), list[PairingOutcome]()
    start = threading.Barrier(20)

    def attempt() -> None:
        start.wait()
        outcomes.append(opened.attempt(CODE, now=NOW))

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(PairingOutcome.PAIRED) == 1
    assert outcomes.count(PairingOutcome.CLOSED) == 19


def test_a_phones_secret_is_long_and_kept_as_its_hash_alone():
    token = new_token()
    assert len(token) >= 43
    assert token_sha256(token) == token_sha256(token) != token_sha256(new_token())
    assert token not in token_sha256(token)


@given(st.text(), st.text())
def test_secrets_are_the_same_when_they_are(one: str, other: str):
    assert same_secret(one, one)
    assert same_secret(one, other) == (one == other)
