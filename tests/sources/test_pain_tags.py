"""Tags in titles, descriptions and private notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.sources.pain_tags import PainTags, read_pain_tags


@pytest.mark.parametrize(
    ("text", "score", "sites", "after_h", "rest"),
    [
        ("#pain 6 left glute +8h", 6, ["left:buttock"], 8, None),
        ("Track night #pain 4 lower back", 4, ["lower_back"], 0, None),
        ("#Pain: 7/10 buttock right +90 min stairs", 7, ["right:buttock"], 1.5, "stairs"),
        ("#PAIN 0", 0, [], 0, None),
        ("#pain 3 +1,5h left calf", 3, ["left:calf_outer"], 1.5, None),
        ("6x200\n#pain 5 hip + 12 hours\nlegs heavy", 5, ["hip"], 12, None),
        ("#pain 2 after 5+5km", 2, [], 0, "after 5+5km"),
    ],
)
def test_score_places_and_hours_after(
    text: str, score: int, sites: list[str], after_h: float, rest: str | None
):
    (tag,) = read_pain_tags([text]).tags
    assert tag.phrase.score == score
    assert [str(place) for place in tag.phrase.sites] == sites
    assert tag.after == timedelta(hours=after_h)
    assert tag.phrase.rest == rest


def test_several_tags_in_several_texts_each_once():
    found = read_pain_tags(["#pain 2 #pain 6 left glute +8h", None, "again: #pain 2", "#painful"])
    assert [tag.phrase.score for tag in found.tags] == [2, 6]
    assert not found.bad


def test_a_tag_that_cannot_be_right_is_kept_beside_its_reason():
    found = read_pain_tags(["#pain 11 left glute", "#pain", "#pain 5 +999h", "#pain 3"])
    assert [tag.phrase.score for tag in found.tags] == [3]
    assert [bad.text for bad in found.bad] == ["#pain 11 left glute", "#pain", "#pain 5 +999h"]
    for bad, words in zip(found.bad, ["0 to 10", "no score", "two weeks"], strict=True):
        assert words in bad.reason


def test_no_text_no_tags():
    assert read_pain_tags([None, "", "Morning Run", "it was a pain 6"]) == PainTags()


@given(st.lists(st.text() | st.text().map("#pain {}".format)))
def test_any_texts_are_read(texts: list[str]):
    found = read_pain_tags(texts)
    assert all(0 <= tag.phrase.score <= 10 for tag in found.tags)
    assert all(bad.reason for bad in found.bad)
