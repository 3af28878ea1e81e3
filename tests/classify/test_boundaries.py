from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from flarelag.classify.boundaries import change_times, refine
from flarelag.classify.speed import clean_speed
from flarelag.model.parsed import ParsedActivity

MakeActivity = Callable[..., ParsedActivity]

SPEED = np.r_[np.full(60, 2.5), 3.5, 4.6, np.full(58, 5.0), 4.0, 3.0, np.full(60, 2.0)]


def _refined(parsed: ParsedActivity, run: tuple[int, int]):
    return refine(clean_speed(parsed), run)


def test_edges_lie_where_speed_leaves_one_level_and_the_other(make_activity: MakeActivity):
    found = _refined(make_activity({"t_s": np.arange(SPEED.size), "speed_m_s": SPEED}), (61, 120))
    # Device speed counts as one second late.
    assert found.start_s == pytest.approx(58.3, abs=0.8)
    assert found.end_s == pytest.approx(118.3, abs=0.8)


def test_a_change_after_a_gap_lies_at_its_end(make_activity: MakeActivity):
    kept = [t for t in range(SPEED.size) if not (52 < t < 60 or 112 < t < 120)]
    sparse = make_activity({"t_s": kept, "speed_m_s": SPEED[kept]})
    dense = make_activity({"t_s": np.arange(SPEED.size), "speed_m_s": SPEED})
    one, other = _refined(sparse, (61, 120)), _refined(dense, (61, 120))
    assert one.start_s == pytest.approx(other.start_s, abs=1.0)
    assert one.end_s == pytest.approx(other.end_s, abs=1.0)


def test_times_of_change_never_run_backwards(make_activity: MakeActivity):
    t_s = np.cumsum(np.random.default_rng(2).integers(1, 9, 80))
    clean = clean_speed(make_activity({"t_s": t_s, "speed_m_s": np.full(80, 3.0)}))
    times = change_times(clean, slice(None))
    assert (np.diff(times) >= 0).all()
    on_samples = np.isin(clean.grid.t_s, t_s)
    assert (times[on_samples] == clean.grid.t_s[on_samples]).all()


def test_where_the_recording_begins_and_ends_at_speed_so_does_the_effort(
    make_activity: MakeActivity,
):
    parsed = make_activity({"t_s": np.arange(60), "speed_m_s": np.full(60, 5.0)})
    found = _refined(parsed, (0, 60))
    assert (found.start_s, found.end_s) == (0.0, 59.0)


def test_a_recording_that_stops_while_she_slows_says_when_she_was_last_at_speed(
    make_activity: MakeActivity,
):
    speed = SPEED[:121]
    found = _refined(make_activity({"t_s": np.arange(121), "speed_m_s": speed}), (61, 121))
    assert found.end_s == pytest.approx(119.0, abs=1.0)
