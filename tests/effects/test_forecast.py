"""Forecasts know what was known when their session ended, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from tests.effects.conftest import Runner

from flarelag.effects.forecast import FEWEST_ENTRIES, LEAD_H, Forecast, Forecaster

if TYPE_CHECKING:
    from datetime import datetime


@cache
def frames(peak: float = 2.0) -> tuple[pl.DataFrame, pl.DataFrame]:
    exposures, diary = Runner(seed=3, days=120, hard=24, peak=peak).frames()
    return exposures.sort("end"), diary


def hard_end(n: int) -> datetime:
    exposures, _ = frames()
    end: datetime = exposures.filter(pl.col("dose") > 0)["end"][n]
    return end


def same(one: Forecast | None, other: Forecast | None) -> bool:
    assert one is not None
    assert other is not None
    return all(
        np.array_equal(getattr(one, name).mean, getattr(other, name).mean)
        and np.array_equal(getattr(one, name).sd, getattr(other, name).sd)
        for name in ("expected", "without_sessions", "persistence", "usual")
    )


def test_nothing_after_the_end_changes_a_forecast():
    """No leakage: later entries and sessions are altered beyond recognition, or are not there."""
    exposures, diary = frames()
    end = hard_end(15)
    made = Forecaster(exposures, diary).after(end, 60)
    later = pl.col("time") > end
    spoilt = diary.with_columns(
        score=pl.when(later).then(10 - pl.col("score")).otherwise(pl.col("score"))
    )
    harder = exposures.with_columns(
        dose=pl.when(pl.col("end") > end).then(pl.col("dose") * 9 + 5).otherwise(pl.col("dose"))
    )
    assert same(made, Forecaster(harder, spoilt).after(end, 60))
    cut = Forecaster(exposures.filter(pl.col("end") <= end), diary.filter(~later))
    assert same(made, cut.after(end, 60))


def test_what_was_made_before_does_not_matter():
    exposures, diary = frames()
    fresh, used = Forecaster(exposures, diary), Forecaster(exposures, diary)
    for n in (20, 10, 14):
        used.after(hard_end(n), 60)
    assert same(used.after(hard_end(15), 60), fresh.after(hard_end(15), 60))


def test_an_entry_is_known_from_when_it_was_written_down():
    exposures, diary = frames()
    end = hard_end(15)
    late = pl.col("time").is_between(end - timedelta(hours=20), end)
    entered = pl.when(late).then(pl.lit(end + timedelta(hours=1))).otherwise(pl.col("time"))
    told = Forecaster(exposures, diary.with_columns(entered=entered)).after(end, 60)
    unknown = Forecaster(exposures, diary.filter(~late)).after(end, 60)
    assert same(told, unknown)
    assert told is not None
    assert told.last_h > 20


def test_a_hard_session_is_expected_to_be_followed_by_more_pain():
    exposures, diary = frames()
    made = Forecaster(exposures, diary).after(hard_end(20), 60)
    assert made is not None
    assert made.hard
    at_12_h = list(LEAD_H).index(12.0)
    assert made.expected.mean[at_12_h] > made.without_sessions.mean[at_12_h] + 0.5
    assert (made.expected.sd > 0).all()


def test_too_little_known_makes_no_forecast():
    exposures, diary = frames()
    first = diary["time"].min()
    assert isinstance(first, type(hard_end(0)))
    assert Forecaster(exposures, diary).after(first - timedelta(hours=1), 60) is None
    few = diary.sort("time").head(FEWEST_ENTRIES - 1)
    assert Forecaster(exposures, few).after(hard_end(20), 60) is None
    old = diary.filter(pl.col("time") < hard_end(20) - timedelta(hours=73))
    assert Forecaster(exposures, old).after(hard_end(20), 60) is None


def test_a_diary_that_begins_with_the_sessions_expects_none_of_its_own():
    """The very first sessions: none of the past is over yet, so none tells what comes after."""
    exposures, diary = frames()
    end = diary["time"].sort()[FEWEST_ENTRIES + 5]
    alone = exposures.head(1).with_columns(end=pl.lit(end).cast(exposures["end"].dtype))
    made = Forecaster(alone, diary).after(end, 60)
    assert made is not None
    assert np.isfinite(made.expected.mean).all()
