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


def test_sides_scored_one_after_the_other_speak_of_one_moment():
    minutes = ((0, 2), (3, 6), (5, 1), (6, 3), (10, 4), (30, 5))
    rows = [(NOON + timedelta(minutes=at), 60, score, None, None) for at, score in minutes]
    scores = scores_at_instants(pl.DataFrame(rows, schema=DIARY.schema, orient="row"))
    assert [(time - NOON).seconds // 60 for time in scores["time"]] == [0, 6, 30]
    assert scores["score"].to_list() == [6, 4, 5]
    assert scores.schema == scores_at_instants(DIARY).schema
    assert scores_at_instants(DIARY.clear()).is_empty()


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
