"""The body map: every place once, left and right as they are seen."""

from __future__ import annotations

import re

import pytest

from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.diary_words import parse_pain_sites
from flarelag.web.assets import assets
from flarelag.web.body_map import (
    BACK,
    FIGURES,
    FRONT,
    MOST_OTHERS,
    SPOTS,
    VIEW_HEIGHT,
    VIEW_LEFT,
    VIEW_WIDTH,
    Spot,
    other_id,
    other_places,
)

MIDDLE = VIEW_LEFT + VIEW_WIDTH / 2


def test_every_place_can_be_tapped_on_either_side_once():
    drawn = [spot.place for spot in SPOTS]
    both = {
        PainSite(site, side)
        for site in BodySite
        if site is not BodySite.OTHER
        for side in (Side.LEFT, Side.RIGHT)
    }
    assert set(drawn) == both | {PainSite(BodySite.LOWER_BACK, Side.MIDDLE)}
    assert len(drawn) == len(set(drawn))
    assert len({spot.id for spot in SPOTS}) == len(SPOTS)


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.id)
def test_what_the_form_sends_is_understood(spot: Spot):
    assert parse_pain_sites([spot.value]) == (spot.place,)
    assert re.fullmatch(r"[a-z-]+", spot.id)


def test_seen_from_behind_her_left_is_on_the_left_and_from_the_front_on_the_right():
    for figure, side_on_the_left in ((BACK, Side.LEFT), (FRONT, Side.RIGHT)):
        for spot in figure.spots:
            on_the_left = spot.box.x + spot.box.width / 2 < MIDDLE
            if spot.place.side is not Side.MIDDLE:
                assert on_the_left == (spot.place.side is side_on_the_left)
        assert figure.seen_left == side_on_the_left


def points(path: str) -> list[tuple[float, float]]:
    numbers = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.id)
def test_a_checkbox_lies_over_its_shape(spot: Spot):
    for x, y in points(spot.path):
        shown_x = 140 - x if spot.mirrored else x
        assert spot.box.x - 2 <= shown_x <= spot.box.x + spot.box.width + 2
        assert spot.box.y - 2 <= y <= spot.box.y + spot.box.height + 2


def test_shapes_lie_inside_what_is_shown_and_do_not_share_ground():
    for figure in FIGURES:
        for n, spot in enumerate(figure.spots):
            box = spot.box
            assert box.x >= VIEW_LEFT
            assert box.x + box.width <= VIEW_LEFT + VIEW_WIDTH
            assert box.y >= 0
            assert box.y + box.height <= VIEW_HEIGHT
            for other in figure.spots[n + 1 :]:
                apart_x = min(box.x + box.width, other.box.x + other.box.width) - max(
                    box.x, other.box.x
                )
                apart_y = min(box.y + box.height, other.box.y + other.box.height) - max(
                    box.y, other.box.y
                )
                assert apart_x <= 1 or apart_y <= 4, (spot.id, other.id)


def test_what_no_drawing_shows_stands_in_words():
    undrawn = PainSite(BodySite.BUTTOCK), PainSite(BodySite.FOOT, Side.BOTH)
    drawn = PainSite(BodySite.HIP, Side.LEFT)
    places = other_places([*undrawn, drawn])
    assert [place.name for place in places] == ["somewhere else", "buttock", "foot (both)"]
    assert [place.value for place in places] == ["other", "buttock", "both:foot"]
    assert [place.id for place in places] == ["other-0", "other-1", "other-2"]


def test_every_place_that_is_ticked_is_named_without_a_script():
    style = assets()["page.css"].content.decode()
    for each in [*(spot.id for spot in SPOTS), *(other_id(n) for n in range(MOST_OTHERS))]:
        assert f'form:has(#{each}:checked) .place[data-id="{each}"]' in style
    assert all(f"#{spot.id}{{left:" in style for spot in SPOTS)
