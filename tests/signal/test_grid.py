from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flarelag.model.interval import Interval
from flarelag.signal.grid import resample


def test_a_short_gap_is_bridged_and_a_long_one_separates_pieces():
    grid = resample(
        np.array([0.0, 1.0, 9.0, 30.0, 31.0]), np.array([2.0, 2.0, 4.0, 3.0, 3.0]), (), bridge_s=9.0
    )
    assert grid.t_s.tolist() == [*range(10), 30, 31]
    assert grid.piece.tolist() == [0] * 10 + [1, 1]
    assert grid.raw_m_s[5] == 3.0
    assert grid.gap_s[5] == 8.0
    assert grid.measured.tolist() == [True, True] + [False] * 7 + [True] * 3


def test_a_pause_separates_pieces_however_short_and_samples_in_it_are_dropped():
    t_s = np.arange(10.0)
    grid = resample(t_s, np.full(10, 3.0), [Interval(3.0, 6.0)], bridge_s=9.0)
    assert grid.t_s.tolist() == [0, 1, 2, 3, 6, 7, 8, 9]
    assert grid.piece.tolist() == [0] * 4 + [1] * 4


def test_a_file_that_claims_sixty_years_makes_no_large_grid():
    grid = resample(np.array([0.0, 1.0, 2.0e9]), np.full(3, 3.0), (), bridge_s=9.0)
    assert grid.t_s.size == 3


@given(
    st.lists(st.floats(0.01, 40), max_size=60),
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 50)), max_size=4),
)
def test_the_grid_is_in_order_and_invents_no_speed(
    steps: list[float], breaks: list[tuple[float, float]]
):
    t_s = np.cumsum(steps)
    speed = np.linspace(1.0, 5.0, t_s.size)
    pauses = [Interval(start, start + length) for start, length in breaks]
    grid = resample(t_s, speed, pauses, bridge_s=9.0)
    assert (np.diff(grid.t_s) > 0).all()
    assert np.isfinite(grid.raw_m_s).all()
    assert grid.t_s.size <= 10 * t_s.size
    if t_s.size:
        assert speed.min() - 1e-9 <= grid.raw_m_s.min(initial=5.0)
    for pause in pauses:
        assert not ((grid.t_s > pause.start_s) & (grid.t_s < pause.end_s)).any()
