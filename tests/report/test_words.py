from __future__ import annotations

import pytest

from flarelag.effects.result import Estimate
from flarelag.report import words


@pytest.mark.parametrize(
    ("speed_m_s", "text"),
    [(1000 / 245, "4:05"), (1000 / 239.7, "4:00"), (7.1, "2:21"), (0.0, "–"), (None, "–")],  # noqa: RUF001 - an en dash
)
def test_pace(speed_m_s: float | None, text: str):
    assert words.pace(speed_m_s) == text


def test_speed_is_told_both_ways():
    assert words.speed_and_pace(5.0) == "5.0\u00a0m/s (3:20\u00a0/km)"
    assert words.speed_and_pace(None) == words.UNKNOWN
    assert words.speed_and_pace(0.1) == "0.1\u00a0m/s"  # no pace of 167 minutes


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.94, "+0.9"), (-0.31, "\u22120.3"), (0.04, "0.0"), (-0.04, "0.0"), (None, "\u2013")],
)
def test_changes_carry_a_true_sign(value: float | None, text: str):
    assert words.signed(value) == text


def test_an_estimate_carries_its_interval():
    assert words.interval(Estimate(0.9, 0.4, 1.4)) == "+0.9 (+0.4 to +1.4)"


def test_an_unknown_number_is_no_zero():
    assert words.number(None) == words.UNKNOWN
    assert words.number(0) == "0"
    assert words.number(1234.5, 1, "m") == "1\u202f234.5\u00a0m"


@pytest.mark.parametrize(("seconds", "text"), [(425, "7:05"), (3750, "1:02:30"), (59.6, "1:00")])
def test_time_within_a_session(seconds: float, text: str):
    assert words.clock(seconds) == text


def test_own_words_are_cut_to_one_line():
    assert words.cut("a\n b\t c ", 10) == "a b c"
    assert words.cut("abcdef", 4) == "abc\u2026"
    assert not words.cut("", 4)


def test_counts_agree_with_their_noun():
    assert words.counted(1, "diary entry", "diary entries") == "1 diary entry"
    assert words.counted(26, "hard session") == "26 hard sessions"


def test_sentences_are_typeset():
    text = "eased by -0.5 (-0.9 to -0.1), strongest 8-14 h later; a well-known 3-way"
    assert words.typeset(text) == (
        "eased by \u22120.5 (\u22120.9 to \u22120.1), strongest 8\u201314 h later; "
        "a well-known 3-way"
    )


@pytest.mark.parametrize(
    ("parts", "text"),
    [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_a_list_names_its_last(parts: list[str], text: str):
    assert words.listed(parts, "or") == text
