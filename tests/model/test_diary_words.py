"""The words of diary entries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError
from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary_words import (
    parse_pain_sites,
    parse_quality,
    parse_score,
    parse_site,
    site_in_words,
)


@pytest.mark.parametrize(
    ("text", "score"), [("0", 0), ("6", 6), (" 10 ", 10), ("6/10", 6), ("6.0", 6)]
)
def test_scores(text: str, score: int):
    assert parse_score(text) == score


@pytest.mark.parametrize("text", ["11", "6.5", "-1", "", "six", "1e1", "6/11", "٦"])
def test_any_other_score_is_refused_naming_the_scale(text: str):
    with pytest.raises(DiaryError, match="not a whole number from 0 to 10") as caught:
        parse_score(text)
    assert (caught.value.field, caught.value.value) == ("score", text)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("buttock", BodySite.BUTTOCK),
        ("Outer calf", BodySite.CALF_OUTER),
        ("outer-calf", BodySite.CALF_OUTER),
        ("calf_outer", BodySite.CALF_OUTER),
        ("lower back", BodySite.LOWER_BACK),
        (" BACK OF THIGH ", BodySite.BACK_OF_THIGH),
    ],
)
def test_sites_in_their_spellings(text: str, site: BodySite):
    assert parse_site(text) is site


def test_an_unknown_site_names_the_nearest_and_all():
    with pytest.raises(
        DiaryError, match=r"did you mean buttock\?\); known are lower_back, buttock,"
    ):
        parse_site("buttok")
    with pytest.raises(DiaryError, match=r"did you mean back_of_knee\?"):
        parse_site("knee")


def test_an_unknown_quality_names_all():
    with pytest.raises(DiaryError, match="known are ache, sharp, burning, numb, weak"):
        parse_quality("zzz")
    assert parse_quality("Numb") is Quality.NUMB


def test_one_side_for_several_sites():
    assert parse_pain_sites(["buttock", "calf_outer"], "left") == (
        PainSite(BodySite.BUTTOCK, Side.LEFT),
        PainSite(BodySite.CALF_OUTER, Side.LEFT),
    )


def test_a_side_for_each_site():
    assert parse_pain_sites(["left:buttock", "right foot", "hip", "R:foot"]) == (
        PainSite(BodySite.BUTTOCK, Side.LEFT),
        PainSite(BodySite.FOOT, Side.RIGHT),
        PainSite(BodySite.HIP),
    )


def test_two_sides_for_one_site_are_refused():
    with pytest.raises(DiaryError, match='"left:buttock" and side right do not agree'):
        parse_pain_sites(["left:buttock"], "right")


def test_a_side_alone_is_refused():
    with pytest.raises(DiaryError, match=r"a side \(left\) needs a site"):
        parse_pain_sites([], "left")


@given(st.sampled_from(BodySite), st.none() | st.sampled_from(Side))
def test_a_written_place_is_read_back(site: BodySite, side: Side | None):
    place = PainSite(site, side)
    assert parse_pain_sites([str(place)]) == (place,)


def test_places_as_a_person_says_them():
    assert site_in_words(PainSite(BodySite.CALF_OUTER, Side.LEFT)) == "left outer calf"
    assert site_in_words(PainSite(BodySite.LOWER_BACK, Side.MIDDLE)) == "lower back (middle)"
    assert site_in_words(PainSite(BodySite.FOOT)) == "foot"
