"""What was new in a session."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from flarelag.training.novelty import (
    NoveltyKind,
    novelties,
    of_last_year,
    repeat_distance_m,
    too_early_to_tell,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl


def test_repeats_are_of_the_distance_that_most_of_them_had():
    assert repeat_distance_m([203.0, 198.0, 191.0, 1010.0]) == 200
    assert repeat_distance_m([203.0, 198.0]) is None
    assert repeat_distance_m([250.0, 250.0, 250.0]) is None
    assert repeat_distance_m([]) is None


def test_nothing_is_new_without_runs(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    assert novelties(sessions((0, {"sport": "ride"})), efforts()) == ()


def test_repeats_are_new_after_half_a_year_and_the_first_time(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    runs = sessions(*((day, {}) for day in (0, 10, 200, 230, 660)))
    repeats = efforts(*((n, {"number": k}) for n in (1, 3, 4, 5) for k in (1, 2, 3)))
    found = [e for e in novelties(runs, repeats) if e.kind is NoveltyKind.REPEATS]
    assert [(e.activity_id, e.value, e.before) for e in found] == [(3, 200, 200), (5, 200, 430)]
    once = novelties(runs, efforts(*((4, {"number": k}) for k in (1, 2, 3))))
    assert [(e.activity_id, e.before) for e in once if e.kind is NoveltyKind.REPEATS] == [(4, None)]


def test_most_sprinting_is_told_once_at_its_peak(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    usual = [(day, {"sprint_s": 20.0}) for day in range(0, 120, 7)]
    more = [(day, {"sprint_s": 100.0}) for day in (126, 133, 140)]
    found = novelties(sessions(*usual, *more), efforts())
    (peak,) = [e for e in found if e.kind is NoveltyKind.SPRINTING]
    assert (peak.value, peak.before) == (320, 80)
    assert peak.time.date() == date(2024, 5, 20)


def test_sprint_seconds_that_nobody_knows_are_no_news(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    runs = sessions(*((day, {"sprint_s": None}) for day in range(0, 200, 5)))
    assert not [e for e in novelties(runs, efforts()) if e.kind is NoveltyKind.SPRINTING]


def test_a_longest_run_is_news_beside_a_month_with_runs(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    runs = sessions(
        (0, {"distance_km": 30.0}),
        *((day, {}) for day in (40, 44, 48, 52)),
        (56, {"distance_km": 8.5}),
        (60, {"distance_km": 14.0}),
        (64, {"distance_km": None}),
        (120, {"distance_km": 20.0}),
        *((day, {}) for day in (130, 132, 134, 136)),
        (138, {"distance_km": 24.0}),
    )
    found, later = [e for e in novelties(runs, efforts()) if e.kind is NoveltyKind.LONGEST_RUN]
    assert (found.value, found.before) == (14, 8.5)
    assert (later.value, later.before) == (24, 20)


def test_the_last_year_comes_latest_first(
    sessions: Callable[..., pl.DataFrame], efforts: Callable[..., pl.DataFrame]
):
    runs = sessions(*((day, {}) for day in (0, 200, 500)))
    repeats = efforts(*((n, {"number": k}) for n in (1, 2, 3) for k in (1, 2, 3)))
    found = novelties(runs, repeats)
    recent = of_last_year(found, date(2025, 6, 1))
    assert [each.activity_id for each in recent] == [3, 2]
    assert of_last_year(found, date(2027, 6, 1)) == ()
    assert found[0].before == pytest.approx(200)


@pytest.mark.parametrize(
    ("days", "untold"),
    [
        ([], set(NoveltyKind)),
        ([0], set(NoveltyKind)),
        ([0, 2, 4, 6], set(NoveltyKind)),
        ([0, 2, 4, 6, 8], {NoveltyKind.REPEATS, NoveltyKind.SPRINTING}),
        ([0, 40, 80, 90], {NoveltyKind.REPEATS, NoveltyKind.LONGEST_RUN}),
        ([0, 40, 80, 180], {NoveltyKind.LONGEST_RUN}),
        ([0, 170, 172, 174, 176, 180], set()),
    ],
)
def test_what_is_new_takes_a_past_to_be_told(
    sessions: Callable[..., pl.DataFrame], days: list[int], untold: set[NoveltyKind]
):
    assert set(too_early_to_tell(sessions(*((day, {}) for day in days)))) == untold


def test_rides_and_what_is_unknown_are_no_past(sessions: Callable[..., pl.DataFrame]):
    rides = sessions(*((day, {"sport": "ride"}) for day in range(0, 200, 5)), (200, {}))
    assert set(too_early_to_tell(rides)) == set(NoveltyKind)
    unknown = {"sprint_s": None, "distance_km": None}
    untold = too_early_to_tell(sessions(*((day, unknown) for day in range(0, 200, 5))))
    assert set(untold) == {NoveltyKind.SPRINTING, NoveltyKind.LONGEST_RUN}
