"""Few words on pain."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError
from flarelag.model.body import Quality
from flarelag.model.pain_phrase import parse_pain_phrase


def said(text: str) -> tuple[int, list[str], str | None]:
    phrase = parse_pain_phrase(text)
    return phrase.score, [str(place) for place in phrase.sites], phrase.rest


@pytest.mark.parametrize(
    ("text", "sites", "rest"),
    [
        ("6 buttock left ran 200s", ["left:buttock"], "ran 200s"),
        ("6 left glute", ["left:buttock"], None),
        ("6/10, Left Buttock: after driving", ["left:buttock"], "after driving"),
        ("6 lower back", ["lower_back"], None),
        ("6 outer calf right", ["right:calf_outer"], None),
        ("6 in my back of thigh left", ["left:back_of_thigh"], None),
        ("6 left buttock and calf", ["left:buttock", "left:calf_outer"], None),
        ("6 buttock and calf left", ["left:buttock", "left:calf_outer"], None),
        ("6 left buttock, lower back", ["left:buttock", "lower_back"], None),
        ("6 buttock, left foot", ["buttock", "left:foot"], None),
        ("6 left buttock left calf", ["left:buttock", "left:calf_outer"], None),
        ("6 buttock left, calf right", ["left:buttock", "right:calf_outer"], None),
        ("6 left buttock left buttock", ["left:buttock"], None),
        ("6 left work early", [], "left work early"),
        ("6 left, right, tired", [], "left, right, tired"),
        ("6 left buttock right after the run", ["left:buttock"], "right after the run"),
        ("6 and the rest", [], "and the rest"),
        ("0", [], None),
        ("3 - slept well", [], "slept well"),
    ],
)
def test_places_sides_and_a_note(text: str, sites: list[str], rest: str | None):
    assert said(text) == (int(text[0]), sites, rest)


def test_qualities_and_taps_stand_among_the_places():
    phrase = parse_pain_phrase("7 burning left foot numb numb flare woke at 3")
    assert phrase.qualities == (Quality.BURNING, Quality.NUMB)
    assert (phrase.flare, phrase.woke, phrase.rest) == (True, True, "at 3")
    assert phrase.sites == parse_pain_phrase("7 left foot").sites


@pytest.mark.parametrize("text", ["", "   ", "eleven", "11 left buttock", "-1", "3.5", "left 6"])
def test_what_does_not_begin_with_a_score_is_refused(text: str):
    with pytest.raises(DiaryError, match="score"):
        parse_pain_phrase(text)


@given(st.integers(0, 10), st.text())
def test_any_text_behind_a_score_is_read_and_its_end_survives(score: int, text: str):
    phrase = parse_pain_phrase(f"{score} {text}")
    assert phrase.score == score
    assert phrase.rest is None or phrase.rest in text


@given(st.text())
def test_any_text_at_all_is_read_or_refused(text: str):
    with suppress(DiaryError):
        assert 0 <= parse_pain_phrase(text).score <= 10
