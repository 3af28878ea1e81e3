"""What detection never does, whatever the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier_evaluation.simulated import KINDS, RECORDERS, TUNING_SEEDS, simulated_case
from flarelag.classify.activity import classify_activity
from flarelag.classify.contrast import faster_than_the_rest
from flarelag.classify.speed import clean_speed
from flarelag.model.effort import EffortClass
from flarelag.model.frames import Records
from flarelag.model.interval import Interval
from flarelag.model.parsed import ParsedActivity

MakeActivity = Callable[..., ParsedActivity]

BEST_M_S = 6.9
seeds = st.integers(min_value=0, max_value=2**20)
bests = st.none() | st.floats(min_value=4.5, max_value=9.0)


def _drawn(seed: int, recorder: str = "device") -> ParsedActivity:
    """Return one of the simulated sessions, cut to its first 25 minutes."""
    rng = np.random.default_rng([TUNING_SEEDS[-1], seed])
    name = list(KINDS)[seed % len(KINDS)]
    parsed = simulated_case(name, RECORDERS[recorder], rng).parsed
    return _with(parsed, parsed.records.filter(pl.col("t_s") < 1500))


def _with(parsed: ParsedActivity, records: pl.DataFrame) -> ParsedActivity:
    return replace(parsed, records=Records.validate(records, cast=True))


def _efforts(parsed: ParsedActivity, best: float | None = BEST_M_S):
    return classify_activity(parsed, best_100m_m_s=best, ignore_laps=True).efforts


@given(seed=seeds, best=bests, recorder=st.sampled_from(list(RECORDERS)))
@settings(max_examples=12)
def test_efforts_are_disjoint_and_in_order(seed: int, best: float | None, recorder: str):
    intervals = [effort.interval for effort in _efforts(_drawn(seed, recorder), best)]
    assert all(interval.duration_s > 0 for interval in intervals)
    assert all(one.end_s <= other.start_s for one, other in pairwise(intervals))


@given(st.lists(st.floats(min_value=0, max_value=14), max_size=400), bests)
@settings(max_examples=40)
def test_any_column_of_speeds_gives_efforts_disjoint_and_in_order(
    make_activity: MakeActivity, speeds: list[float], best: float | None
):
    parsed = make_activity({"t_s": list(range(len(speeds))), "speed_m_s": speeds})
    intervals = [effort.interval for effort in _efforts(parsed, best)]
    assert all(one.end_s <= other.start_s for one, other in pairwise(intervals))


@given(seed=seeds, offset_s=st.integers(min_value=1, max_value=86_400))
@settings(max_examples=8)
def test_a_later_start_only_moves_them(seed: int, offset_s: int):
    parsed = _drawn(seed)
    moved = _with(parsed, parsed.records.with_columns(pl.col("t_s") + offset_s))
    pauses = tuple(
        Interval(p.start_s + offset_s, p.end_s + offset_s) for p in parsed.activity.pauses
    )
    moved = replace(moved, activity=replace(moved.activity, pauses=pauses))
    before, after = _efforts(parsed), _efforts(moved)
    assert [e.effort_class for e in before] == [e.effort_class for e in after]
    for one, other in zip(before, after, strict=True):
        assert other.interval.start_s - offset_s == pytest.approx(one.interval.start_s, abs=0.01)
        assert other.interval.end_s - offset_s == pytest.approx(one.interval.end_s, abs=0.01)


@given(seed=seeds, shuffled=seeds, channel=st.sampled_from(["temperature_c", "power_w"]))
@settings(max_examples=8)
def test_the_order_of_records_and_unrelated_channels_change_nothing(
    seed: int, shuffled: int, channel: str
):
    parsed = _drawn(seed)
    order = np.random.default_rng(shuffled).permutation(parsed.records.height)
    other = parsed.records.with_columns(pl.lit(21.0).alias(channel))[order.tolist()]
    assert _efforts(_with(parsed, other)) == _efforts(parsed)


@given(seed=seeds, cuts=st.lists(st.integers(min_value=1, max_value=1499), max_size=6))
@settings(max_examples=8)
def test_the_chunks_that_records_lie_in_change_nothing(seed: int, cuts: list[int]):
    parsed = _drawn(seed)
    edges = [0, *sorted(cuts), parsed.records.height]
    parts = [parsed.records[a:b] for a, b in pairwise(edges)]
    chunked = Records.cast(pl.concat(parts, rechunk=False))
    assert chunked.n_chunks() >= len(parts)
    assert _efforts(replace(parsed, records=chunked)) == _efforts(parsed)


@given(
    seed=seeds,
    speed_m_s=st.floats(min_value=2.2, max_value=3.6),
    noise_m_s=st.floats(min_value=0.0, max_value=1.0),
)
@settings(max_examples=30)
def test_noise_never_makes_a_clear_sprint_of_a_steady_run(
    make_activity: MakeActivity, seed: int, speed_m_s: float, noise_m_s: float
):
    rng = np.random.default_rng(seed)
    noisy = np.maximum(speed_m_s + rng.normal(0, noise_m_s, 1200), 0)
    parsed = make_activity({"t_s": np.arange(1200), "speed_m_s": noisy})
    clear = [e for e in _efforts(parsed) if e.confidence >= 0.6]
    assert not [e for e in clear if e.effort_class is EffortClass.SPRINT]


def test_runs_between_red_lights_are_no_efforts_however_low_the_best(make_activity: MakeActivity):
    rng = np.random.default_rng(4)
    blocks = [np.r_[np.full(90, 2.8), np.full(30, 0.0)] for _ in range(12)]
    speed = np.maximum(np.concatenate(blocks) + rng.normal(0, 0.05, 1440), 0)
    parsed = make_activity({"t_s": np.arange(1440), "speed_m_s": speed})
    assert not _efforts(parsed, 8.0)
    clean = clean_speed(parsed)
    some = [(i * 120, i * 120 + 90) for i in range(0, 12, 2)]
    assert faster_than_the_rest(clean, some, None) == []
    assert faster_than_the_rest(clean, some, 2.5) == some


def test_an_effort_that_begins_with_the_recording_begins_there(make_activity: MakeActivity):
    speed = [5.0] * 60 + [2.0] * 200 + [5.0] * 60 + [2.0] * 200
    first, *_ = _efforts(make_activity({"t_s": np.arange(len(speed)), "speed_m_s": speed}))
    assert first.interval.start_s == 0.0
    assert first.interval.end_s == pytest.approx(58.5, abs=1.5)


def test_a_dropout_does_not_cut_an_effort_in_two_but_a_pause_does(make_activity: MakeActivity):
    speed = np.r_[np.full(300, 2.5), np.full(200, 5.0), np.full(300, 2.5)]
    kept = [t for t in range(speed.size) if not 380 <= t < 400]
    columns = {"t_s": kept, "speed_m_s": speed[kept]}
    (whole,) = _efforts(make_activity(columns))
    assert whole.interval.duration_s == pytest.approx(200, abs=3)
    assert "21 s apart" in " ".join(whole.reasons)
    paused = make_activity(columns, pauses=(Interval(379, 400),))
    assert len(_efforts(paused)) == 2


def test_half_a_jump_of_positions_is_no_effort(make_activity: MakeActivity):
    # Smart recording, northward at 2.5 m/s; one position 40 m off, after a gap of 8 s.
    t_s = [*range(0, 409, 8), 409, *range(416, 800, 8)]
    north_m = 2.5 * np.array(t_s)
    north_m[t_s.index(408)] += 40
    parsed = make_activity(
        {"t_s": t_s, "lat_deg": north_m / 111_195, "lon_deg": np.full(len(t_s), 7.0)}
    )
    assert not _efforts(parsed)
