"""What a form sent, as text and nothing more."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.web.forms import MOST_FIELDS, Fields, new_key, parse_form

PAIRS = st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=20)


@given(PAIRS)
def test_every_text_comes_through(pairs: list[tuple[str, str]]):
    fields = parse_form(urlencode(pairs).encode())
    for name in {name for name, _ in pairs}:
        sent = [value.replace("\r\n", "\n") for each, value in pairs if each == name]
        assert list(fields.values[name]) == sent


@given(st.binary(max_size=300))
def test_any_bytes_are_a_form_of_some_kind(body: bytes):
    try:
        fields = parse_form(body)
    except ValueError:
        assert body.count(b"&") >= MOST_FIELDS
    else:
        assert all(isinstance(v, str) for values in fields.values.values() for v in values)


def test_a_form_of_too_many_fields_is_refused():
    assert parse_form(b"&".join([b"a=1"] * MOST_FIELDS)).every("a") == ("1",) * MOST_FIELDS
    with pytest.raises(ValueError, match="fields"):
        parse_form(b"&".join([b"a=1"] * (MOST_FIELDS + 1)))


def test_fields_are_read_by_name():
    fields = parse_form(b"site=left:foot&site=&site=hip&note=&score=3")
    assert fields.every("site") == ("left:foot", "hip")
    assert fields.has("site", "hip")
    assert not fields.has("site", "foot")
    assert (fields.one("score"), fields.one("note"), fields.one("absent")) == ("3", "", "")


@given(PAIRS, PAIRS)
def test_the_receipt_tells_what_was_sent(one: list[tuple[str, str]], other: list[tuple[str, str]]):
    first, second = Fields.of(one), Fields.of(other)
    assert (first.receipt == second.receipt) == (first.values == second.values)


def test_no_two_forms_have_the_same_key():
    assert len({new_key() for _ in range(1000)}) == 1000
