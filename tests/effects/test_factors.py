"""Factors as covariates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from flarelag.effects import analyze
from flarelag.effects.factors import NOT_LOGGED, factor_columns
from flarelag.effects.inputs import checked_factors
from flarelag.effects.occasions import factor_occasions
from flarelag.errors import InputError

if TYPE_CHECKING:
    from tests.effects.conftest import Runner

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def scores(*hours: float) -> pl.DataFrame:
    times = [MONDAY + timedelta(hours=h) for h in hours]
    return pl.DataFrame({"time": times, "utc_offset_min": 0, "score": 3})


def logged(
    name: str, value: float, *, at_hour: float, length_h: float | None = None, days: int = 12
) -> pl.DataFrame:
    times = [MONDAY + timedelta(days=day, hours=at_hour) for day in range(days)]
    ends = [None if length_h is None else time + timedelta(hours=length_h) for time in times]
    frame = pl.DataFrame({"time": times, "utc_offset_min": 0, "name": name, "value": value})
    return checked_factors(frame.with_columns(end=pl.Series(ends, dtype=pl.Datetime("us", "UTC"))))


def column(frame: pl.DataFrame, factors: pl.DataFrame, name: str) -> list[float]:
    found = factor_columns(frame, factors)
    values: list[float] = found.x[:, found.names.index(name)].tolist()
    return values


def test_hours_are_summed_over_24_h_a_stretch_spread_evenly():
    sitting = logged("sitting", 8.0, at_hour=9, length_h=8)
    found = column(scores(5, 11, 17, 20, 24 + 13), sitting, "factor_sitting")
    assert found == pytest.approx([0, 2, 8, 8, 8])


def test_a_yes_is_one_however_often():
    cold = pl.concat([logged("cold", 1.0, at_hour=8), logged("cold", 1.0, at_hour=9)])
    assert column(scores(7, 12, 20), cold, "factor_cold") == [0, 1, 1]


def test_a_painkiller_counts_for_8_h():
    taken = logged("painkiller", 1.0, at_hour=8)
    assert column(scores(7, 8.5, 15.9, 16.5), taken, "factor_painkiller") == [0, 1, 1, 0]


def test_nine_days_are_too_few():
    assert factor_columns(scores(1, 2), logged("cold", 1.0, at_hour=8, days=9)).names == ()
    assert factor_columns(scores(1, 2), None).x.shape == (2, 0)


def test_unlogged_is_zero_on_a_day_with_any_factor_and_unknown_on_others():
    cold = logged("cold", 1.0, at_hour=8)
    drive = logged("drive", 2.0, at_hour=8, days=14).filter(pl.col("time") >= cold["time"][3])
    both = pl.concat([cold, drive])
    frame = scores(12, 13 * 24 + 12, 20 * 24 + 12)  # cold alone; drive alone; nothing
    assert column(frame, both, "factor_drive") == [0, 2, 0]
    assert column(frame, both, "factor_cold") == [1, 0, 0]
    assert column(frame, both, NOT_LOGGED) == [0, 0, 1]


def test_what_nobody_logged_makes_no_day_one_on_which_she_logged():
    cold = logged("cold", 1.0, at_hour=8)
    walk = logged("walk", 1.0, at_hour=8, days=20).with_columns(automatic=True)
    both = pl.concat([cold, walk])
    frame = scores(12, 13 * 24 + 12, 21 * 24 + 12)  # both; a walk alone; nothing
    assert column(frame, both, "factor_cold") == [1, 0, 0]
    assert column(frame, both, "factor_walk") == [1, 1, 0]
    assert column(frame, both, NOT_LOGGED) == [0, 1, 1]
    assert [len(each.end_h) for each in factor_occasions(frame, both)] == [12, 20]


def test_where_nothing_was_logged_by_hand_the_days_of_the_watch_count():
    walk = logged("walk", 1.0, at_hour=8).with_columns(automatic=True)
    frame = scores(12, 13 * 24 + 12)
    assert column(frame, walk, "factor_walk") == [1, 0]
    assert column(frame, walk, NOT_LOGGED) == [0, 1]


def test_the_day_is_the_local_one():
    late = logged("cold", 1.0, at_hour=23).with_columns(utc_offset_min=pl.lit(120, dtype=pl.Int32))
    evening = scores(20)  # the first factor belongs to the next local day
    assert column(evening, late, NOT_LOGGED) == [1]


def test_an_end_before_the_beginning_is_refused():
    with pytest.raises(InputError, match='one of "sitting" ends before it begins'):
        checked_factors(logged("sitting", 8.0, at_hour=9, length_h=-1))


def test_a_factor_is_estimated_and_kept_out_of_the_delayed_effect(runner: type[Runner]):
    exposures, diary = runner(seed=21).frames()
    rng = np.random.default_rng(3)
    days = pl.Series(rng.choice(180, 60, replace=False))
    start = diary["time"][0].replace(hour=0, minute=0, second=0, microsecond=0)
    times = [start + timedelta(days=int(day), hours=6) for day in range(180)]
    value = [float(day in days) for day in range(180)]
    factors = pl.DataFrame({"time": times, "utc_offset_min": 0, "name": "cold", "value": value})
    cold = column(diary.select("time", "utc_offset_min"), checked_factors(factors), "factor_cold")
    worse = diary.with_columns(score=(pl.col("score") + pl.Series(cold).cast(int)).clip(0, 10))
    answer = analyze(exposures, worse, factors, rng=rng).result
    (found,) = answer.factors
    assert (found.name, found.n_days) == ("cold", 180)
    assert found.estimate.mean == pytest.approx(1.0, abs=0.25)
