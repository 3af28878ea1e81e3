"""Which scores count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from flarelag.effects.scores import scores_at_instants, scores_of
from flarelag.model.body import BodySite, Side

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
DIARY = pl.DataFrame(
    [
        (NOON + timedelta(hours=2), 60, 3, "buttock", "left"),
        (NOON, 60, 2, "buttock", "left"),
        (NOON, 60, 6, "calf_outer", "right"),
        (NOON + timedelta(hours=1), 60, 5, "buttock", "both"),
        (NOON + timedelta(hours=3), 60, 0, None, None),
        (NOON + timedelta(hours=4), 60, 4, None, None),
        (NOON + timedelta(hours=5), 60, 1, "buttock", None),
    ],
    schema=["time", "utc_offset_min", "score", "site", "side"],
    orient="row",
)


def test_the_greatest_score_of_an_instant_counts_in_order_of_time():
    scores = scores_at_instants(DIARY)
    assert scores["score"].to_list() == [6, 5, 3, 0, 4, 1]
    assert scores["time"].is_sorted()
    assert scores["time"].is_unique().all()


def moments(*scored: tuple[int, int, str | None]) -> list[tuple[int, int]]:
    """Return minutes and scores of the moments of (minute, score, side)."""
    rows = [(NOON + timedelta(minutes=at), 60, score, None, side) for at, score, side in scored]
    scores = scores_at_instants(pl.DataFrame(rows, schema=DIARY.schema, orient="row"))
    assert scores.schema == scores_at_instants(DIARY).schema
    return [((time - NOON).seconds // 60, score) for time, _, score in scores.iter_rows()]


def test_sides_scored_one_after_the_other_speak_of_one_moment():
    assert moments((0, 2, "left"), (1, 6, "right")) == [(0, 6)]
    assert moments((0, 2, "left"), (3, 6, "right"), (5, 1, "middle"), (6, 3, "both")) == [
        (0, 6),
        (6, 3),
    ]
    assert scores_at_instants(DIARY.clear()).is_empty()


def test_a_second_score_of_the_same_place_or_of_none_is_a_moment_of_its_own():
    assert moments((0, 2, "left"), (1, 5, "left"), (2, 6, "right")) == [(0, 2), (1, 6)]
    assert moments((0, 2, None), (1, 5, "left"), (2, 6, None)) == [(0, 2), (1, 5), (2, 6)]


@pytest.mark.parametrize(
    ("site", "side", "wanted"),
    [
        (None, None, [3, 2, 6, 5, 0, 4, 1]),
        (BodySite.BUTTOCK, None, [3, 2, 5, 0, 1]),
        (BodySite.BUTTOCK, Side.LEFT, [3, 2, 5, 0]),
        (None, Side.RIGHT, [6, 5, 0]),
        (None, Side.BOTH, [5, 0]),
        (BodySite.FOOT, None, [0]),
    ],
)
def test_only_what_speaks_of_the_place_is_kept(
    site: BodySite | None, side: Side | None, wanted: list[int]
):
    assert scores_of(DIARY, site=site, side=side)["score"].to_list() == wanted
