"""How far down the leg the pain goes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flarelag.model.body import PainSite, Reach, reach_of
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_words import parse_pain_sites

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def places(*words: str) -> tuple[PainSite, ...]:
    return parse_pain_sites(words)


@pytest.mark.parametrize(
    ("words", "reach"),
    [
        ((), Reach()),
        (("left lower_back",), Reach(left=0)),
        (("left buttock", "left outer calf"), Reach(left=4)),
        (("left foot", "right back_of_thigh"), Reach(left=5, right=2)),
        (("middle lower_back", "right back_of_knee"), Reach(left=0, right=3)),
        (("both hip",), Reach(left=1, right=1)),
        (("ankle", "left groin"), Reach(left=1, unsided=5)),
        (("left other",), Reach()),
    ],
)
def test_reach_is_the_furthest_place_on_each_side(words: tuple[str, ...], reach: Reach):
    assert reach_of(places(*words)) == reach


def test_no_pain_reaches_nowhere():
    entry = DiaryEntry(
        time_utc=NOW,
        entered_utc=NOW,
        zone="UTC",
        utc_offset_s=0,
        score=0,
        sites=places("left foot"),
    )
    assert entry.reach == Reach()
