"""The columns that explain a score."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from flarelag.effects.design import (
    bin_columns,
    calendar_columns,
    entries_in_bins,
    immediate_columns,
    relief_columns,
)
from flarelag.effects.exposures import Sessions
from flarelag.effects.lags import lags

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def sessions(end_h: list[float], dose: list[float], sport: list[str]) -> Sessions:
    kind, scaled = np.array(sport), np.array(dose)
    every = np.ones(len(kind), dtype=bool)
    run, ride = kind == "run", kind == "ride"
    return Sessions(
        np.array(end_h), scaled, run, ride, run & (scaled >= 0.5), every, "hard_s", 30.0, 0
    )


def test_pairs_are_the_sessions_that_ended_shortly_before():
    entry_h = np.array([0.0, 1.0, 5.0, 11.0])
    found = lags(entry_h, np.array([5.0, 0.5]), 6.0)
    pairs = set(zip(found.entry.tolist(), found.session.tolist(), found.lag_h, strict=True))
    assert pairs == {(2, 0, 0.0), (1, 1, 0.5), (2, 1, 4.5)}  # 11 - 5 is no longer below 6


def test_no_sessions_and_no_pairs_are_no_error():
    found = lags(np.array([1.0, 2.0]), np.array([]), 6.0)
    assert found.summed(np.array([]), np.array([])).tolist() == [0.0, 0.0]


def test_the_clock_is_the_local_one():
    times = [MONDAY + timedelta(days=4, hours=22), MONDAY + timedelta(hours=5, minutes=30)]
    scores = pl.DataFrame({"time": times, "utc_offset_min": [180, 30]})
    columns = calendar_columns(scores)
    local = np.array([1.0, 6.0])  # Saturday 01:00 and Monday 06:00
    assert columns.x[:, columns.names.index("cos1")] == pytest.approx(np.cos(local * np.pi / 12))
    assert columns.x[:, columns.names.index("sin2")] == pytest.approx(np.sin(local * np.pi / 6))
    assert columns.x[:, columns.names.index("weekend")].tolist() == [1.0, 0.0]
    assert columns.x[:, columns.names.index("intercept")].tolist() == [1.0, 1.0]


def test_relief_is_undosed_after_easy_runs_and_rides_apart():
    made = sessions([0.0, 1.0, 2.0], [0.0, 2.0, 0.0], ["run", "run", "ride"])
    columns = relief_columns(np.array([4.0]), made)
    assert columns.x[0].tolist() == pytest.approx([np.exp(-2.0), np.exp(-1.0)])


def test_the_response_at_once_is_dosed_and_shrunk():
    made = sessions([0.0, 1.0], [0.5, 2.0], ["run", "run"])
    columns = immediate_columns(np.array([4.0]), made)
    fast = 0.5 * np.exp(-2.0) + 2 * np.exp(-1.5)
    slow = 0.5 * np.exp(-4 / 6) + 2 * np.exp(-3 / 6)
    assert columns.x[0].tolist() == pytest.approx([fast, slow])
    assert np.isfinite(columns.prior_sd).all()


def test_bins_are_half_open_and_weighted_by_dose():
    made = sessions([0.0, 2.0, 3.0], [1.0, 0.4, 5.0], ["run", "run", "ride"])
    made.dose[2] = 0.0  # a ride carries none
    entry_h = np.array([2.5, 3.0, 8.0, 72.0, 74.0])
    columns = bin_columns(entry_h, made)
    assert columns.names[:2] == ("lag_0_3", "lag_3_6")
    by_name = dict(zip(columns.names, columns.x.T.tolist(), strict=True))
    assert by_name["lag_0_3"] == [1.4, 0.4, 0, 0, 0]
    assert by_name["lag_3_6"] == [0, 1.0, 0, 0, 0]
    assert by_name["lag_6_12"] == [0, 0, 1.4, 0, 0]
    assert by_name["lag_48_72"] == [0, 0, 0, 0.4, 0]


def test_entries_are_counted_once_a_bin_after_hard_sessions_only():
    made = sessions([0.0, 1.0, 1.5], [1.0, 1.0, 0.1], ["run", "run", "run"])
    assert entries_in_bins(np.array([2.0, 2.5, 4.5]), made) == [2, 1, 0, 0, 0, 0, 0, 0]
