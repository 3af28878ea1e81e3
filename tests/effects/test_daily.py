"""First looks: pain by hour of day and place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from flarelag.effects.daily import FEWEST_NAMED, MOST_PLACES, by_hour_and_place
from flarelag.model.frames import DiaryScores

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def diary(*rows: tuple[int, int, str | None, str | None]) -> pl.DataFrame:
    """Return entries: day, score, site and side, each at noon in UTC, 14:00 on the wall."""
    told = [(NOON + timedelta(days=day), 120, score, *place) for day, score, *place in rows]
    return pl.DataFrame(told, schema=DiaryScores.create_empty().schema, orient="row")


def test_a_score_elsewhere_says_nothing_and_no_pain_speaks_of_every_place():
    left = [(day, 4, "buttock", "left") for day in range(FEWEST_NAMED)]
    right = [(20 + day, 2, "buttock", "right") for day in range(FEWEST_NAMED)]
    found = by_hour_and_place(diary(*left, *right, (40, 0, None, None), (41, 7, None, None)))
    n = FEWEST_NAMED + 1
    assert found.rows() == [
        ("buttock", "left", 12, 16, 4 * FEWEST_NAMED / n, n),
        ("buttock", "right", 12, 16, 2 * FEWEST_NAMED / n, n),
    ]


def test_places_named_seldom_are_left_out_and_no_more_are_shown_than_a_reader_can_tell_apart():
    sites = ("buttock", "hip", "groin", "foot")
    rows = [(day, 4, site, "left") for site in sites for day in range(FEWEST_NAMED)]
    assert by_hour_and_place(diary(*rows))["site"].n_unique() == MOST_PLACES
    assert by_hour_and_place(diary(*rows[: FEWEST_NAMED - 1])).is_empty()
    assert by_hour_and_place(diary()).is_empty()


def test_a_side_that_was_not_said_is_a_place_of_its_own():
    rows = [(day, 4, "buttock", None) for day in range(FEWEST_NAMED)]
    assert by_hour_and_place(diary(*rows)).select("site", "side").rows() == [("buttock", None)]
