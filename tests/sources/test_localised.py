from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.sources.localised import local_instant, local_number


@pytest.mark.parametrize(
    ("text", "decimal_comma", "expected"),
    [
        ("9,44", True, 9.44),
        ("1.234,5", True, 1234.5),
        ("3189.0", True, 3189.0),
        ("1\u202f234,5", True, 1234.5),
        ("1,234.5", False, 1234.5),
        ("-0.5", False, -0.5),
        ("", False, None),
        ("#error#", False, None),
        ("nan", False, None),
        ("1e999", False, None),
    ],
)
def test_numbers(text: str, *, decimal_comma: bool, expected: float | None):
    assert local_number(text, decimal_comma=decimal_comma) == expected


@pytest.mark.parametrize(
    "text",
    [
        "May 29, 2022, 3:53:35 PM",
        "May 29, 2022, 3:53:35\u202fPM",
        "29 May 2022, 15:53:35",
        "29.05.2022, 15:53:35",
        "29. Mai 2022, 15:53:35",
        "29 mai 2022 à 15:53:35",
        "29 de maio de 2022, 15:53:35",
        "29 mag 2022, 15:53:35",
        "29 mei 2022 15:53:35",
        "2022-05-29 15:53:35",
        "2022-05-29T15:53:35",
        "2022/05/29 15:53:35",
        "2022. 5. 29. 오후 3:53:35",
        "2022年5月29日 15:53:35",
        "2022年5月29日 下午3:53:35",
        "29 мая 2022 г., 15:53:35",  # noqa: RUF001
        "29 de mai. de 2022, 15:53:35",
    ],
)
def test_one_instant_in_many_languages(text: str):
    assert local_instant(text) == datetime(2022, 5, 29, 15, 53, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Jan 1, 2022, 12:00:00 AM", 0),
        ("Jan 1, 2022, 12:00:00 PM", 12),
        ("2022. 1. 1. 오전 12:00:00", 0),
        ("2022年1月1日 下午12:00:00", 12),
    ],
)
def test_noon_and_midnight(text: str, hour: int):
    instant = local_instant(text)
    assert instant is not None
    assert instant.hour == hour


@pytest.mark.parametrize(
    ("word", "month"),
    [("juin", 6), ("juil.", 7), ("août", 8), ("déc.", 12), ("März", 3), ("май", 5)],
)
def test_months_with_accents(word: str, month: int):
    instant = local_instant(f"3 {word} 2022, 10:00:00")
    assert instant is not None
    assert instant.month == month


@pytest.mark.parametrize(
    "text", ["", "03/04/2022, 10:00:00", "32.01.2022, 10:00:00", "3 foo 2022, 10:00", "today"]
)
def test_what_is_no_date_or_could_be_two_is_null(text: str):
    assert local_instant(text) is None


@pytest.mark.parametrize(("day_first", "month"), [(True, 4), (False, 3)])
def test_a_date_with_slashes_is_one_once_it_is_known_which(*, day_first: bool, month: int):
    instant = local_instant("03/04/2022, 10:00:00", day_first=day_first)
    assert instant is not None
    assert (instant.month, instant.day) == (month, 7 - month)


@given(text=st.text(max_size=40), decimal_comma=st.booleans())
def test_any_text_is_read_or_null(text: str, *, decimal_comma: bool):
    local_instant(text)
    local_number(text, decimal_comma=decimal_comma)
