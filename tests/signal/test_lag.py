from __future__ import annotations

import numpy as np
import pytest

from flarelag.signal.lag import lag_behind

T = np.arange(900.0)
PROMPT = np.where((T // 45) % 2 == 1, 5.0, 2.6)


def _lag(late: np.ndarray, prompt: np.ndarray = PROMPT) -> float | None:
    return lag_behind(T, late, T, prompt, fastest_m_s=12.4)


@pytest.mark.parametrize("delay_s", [0.0, 0.5, 1.0, 2.3, 6.0])
def test_a_known_delay_is_found(delay_s: float):
    assert _lag(np.interp(T - delay_s, T, PROMPT)) == pytest.approx(delay_s, abs=0.15)


def test_it_is_found_through_noise_and_spikes_of_positions():
    rng = np.random.default_rng(5)
    noisy = PROMPT + rng.normal(0, 0.8, T.size)
    noisy[rng.integers(0, T.size, 15)] = 60.0
    assert _lag(np.interp(T - 2, T, PROMPT), noisy) == pytest.approx(2.0, abs=0.3)


def test_speeds_that_do_not_agree_tell_nothing():
    rng = np.random.default_rng(6)
    assert _lag(rng.normal(3, 0.2, T.size)) is None
    assert _lag(np.full(T.size, 3.0)) is None


def test_a_lag_beyond_what_watches_do_tells_nothing():
    assert _lag(np.interp(T - 11, T, PROMPT)) is None


def test_too_little_tells_nothing_however_long_it_claims_to_be():
    assert lag_behind(T[:20], PROMPT[:20], T, PROMPT, fastest_m_s=12.4) is None
    sparse = np.r_[T[:100], 1e9]
    values = np.r_[PROMPT[:100], 3.0]
    assert lag_behind(sparse, values, sparse, values, fastest_m_s=12.4) is None
