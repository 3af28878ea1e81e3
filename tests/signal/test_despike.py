from __future__ import annotations

import numpy as np
import pytest

from flarelag.signal.despike import spikes


def _found(speed: list[float], cadence: float = np.nan, step_s: float = 1.0) -> list[int]:
    values = np.array(speed)
    bad = spikes(
        np.arange(values.size, dtype=np.float64) * step_s,
        values,
        np.full(values.shape, cadence),
        fastest_m_s=12.4,
        rise_m_s=2.7,
        fall_m_s=2.0,
        longest_n=3,
        longest_step_m=2.6,
    )
    return np.flatnonzero(bad).tolist()


@pytest.mark.parametrize("width", [1, 2, 3])
def test_an_excursion_of_up_to_three_samples_is_a_spike(width: int):
    assert _found([3.0] * 5 + [7.0] * width + [3.0] * 5) == list(range(5, 5 + width))


def test_a_longer_rise_is_a_sprint():
    assert _found([3.0] * 5 + [7.0] * 4 + [3.0] * 5) == []


def test_nobody_runs_faster_than_the_record():
    assert _found([12.0, 12.5, 12.6, 12.7, 12.8, 12.0]) == [1, 2, 3, 4]


def test_a_step_is_no_longer_than_legs_allow():
    assert _found([7.0, 8.0, 7.0], cadence=180.0) == [1]
    assert _found([7.0, 8.0, 7.0], cadence=0.0) == []


def test_samples_far_apart_are_not_compared():
    assert _found([3.0, 7.0, 3.0], step_s=10.0) == []


def test_smart_recording_may_show_a_spike_as_one_sample_among_distant_ones():
    assert _found([3.0, 7.0, 3.0], step_s=8.0) == [1]
    assert _found([3.0, 7.0, 7.0, 3.0], step_s=8.0) == []
