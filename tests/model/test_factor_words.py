"""The words in which people log factors and measures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError
from flarelag.model.factor_words import Amount, hours_in_words, name_key, parse_amount, parse_name
from flarelag.model.factors import KNOWN_NAMES, FactorKind, FactorName, Scale


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sitting", "sitting"),
        (" Foam-Roller ", "foam_roller"),
        ("static  stretching", "static_stretching"),
        ("gym", "strength"),
        ("Ibuprofen", "painkiller"),
    ],
)
def test_names_are_found_however_they_are_written(text: str, name: str):
    assert parse_name(text) == KNOWN_NAMES[name]


def test_a_word_of_her_own_is_new_or_known_already():
    own = FactorName(name="sauna", kind=FactorKind.MEASURE, scale=Scale.HOURS)
    assert parse_name("Sauna", new=FactorKind.MEASURE) == "sauna"
    assert parse_name("Sauna", {**KNOWN_NAMES, "sauna": own}) == own


@pytest.mark.parametrize("text", ["", "  ", "_", "x" * 61, "a\x00b"])
def test_what_can_be_no_name(text: str):
    with pytest.raises(DiaryError, match="no name for a factor"):
        name_key(text)


@pytest.mark.parametrize(
    ("text", "scale", "amount"),
    [
        ("6h", Scale.HOURS, 6.0),
        ("6", Scale.HOURS, 6.0),
        ("1.5 hours", Scale.HOURS, 1.5),
        ("1,5h", Scale.HOURS, 1.5),
        ("1h30", Scale.HOURS, 1.5),
        ("1 h 30 min", Scale.HOURS, 1.5),
        ("1 hour and 15 minutes", Scale.HOURS, 1.25),
        ("45 min", Scale.HOURS, 0.75),
        ("0h", Scale.HOURS, 0.0),
        ("7", Scale.NUMBER, 7.0),
        (None, Scale.YES, 1.0),
        ("Yes", Scale.YES, 1.0),
        ("no", Scale.YES, 0.0),
        ("0", Scale.YES, 0.0),
    ],
)
def test_amounts_are_on_their_scale(text: str | None, scale: Scale, amount: float):
    said, found = parse_amount(text, scale)
    assert said is not None
    assert (said.amount, found) == (amount, scale)


def test_how_much_of_a_yes_is_kept_in_its_words():
    assert parse_amount("20 min", Scale.YES)[0] == Amount(1.0, timedelta(minutes=20), "20 min")
    assert parse_amount("400 mg", Scale.YES)[0] == Amount(1.0, None, "400 mg")
    assert parse_amount("0 min", Scale.YES)[0] == Amount(0.0, timedelta(0), "0 min")


@pytest.mark.parametrize(
    ("text", "scale"), [("2h", Scale.HOURS), ("7", Scale.NUMBER), (None, Scale.YES)]
)
def test_the_words_decide_the_scale_of_a_new_name(text: str | None, scale: Scale):
    assert parse_amount(text, None)[1] is scale


@pytest.mark.parametrize("scale", [Scale.HOURS, Scale.NUMBER])
def test_no_amount_is_none(scale: Scale):
    assert parse_amount(None, scale) == (None, scale)


@pytest.mark.parametrize(
    ("text", "scale"), [("-1", Scale.NUMBER), ("a lot", Scale.YES), ("1e5h", Scale.HOURS)]
)
def test_what_is_no_amount(text: str, scale: Scale):
    with pytest.raises(DiaryError, match="amount"):
        parse_amount(text, scale)


@given(minutes=st.integers(0, 6000))
def test_hours_in_words_are_read_back(minutes: int):
    said, _ = parse_amount(hours_in_words(minutes / 60), Scale.HOURS)
    assert said is not None
    assert said.amount == pytest.approx(minutes / 60, abs=1e-9)


@given(text=st.text())
def test_any_text_is_an_amount_or_refused(text: str):
    for scale in (*Scale, None):
        try:
            said, _ = parse_amount(text, scale)
        except DiaryError:
            continue
        assert said is None or said.amount >= 0
