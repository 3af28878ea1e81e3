from __future__ import annotations

import numpy as np
import pytest

from flarelag.signal.grid import Grid, resample
from flarelag.signal.smooth import running_median, smooth

NOISE, JERK, DECAY = 0.3, 1.0, 0.75


def _grid(speed: np.ndarray, gap_at: int | None = None):
    t_s = np.arange(speed.size, dtype=float)
    if gap_at is not None:
        t_s[gap_at:] += 100
    return resample(t_s, speed, (), bridge_s=9.0)


def _smoothed(grid: Grid, noise_m_s: float = NOISE):
    return smooth(
        grid,
        running_median(grid),
        noise_m_s=noise_m_s,
        jerk_m_s2=JERK,
        decay=DECAY,
        gate=4.0,
    )


def _kalman_rts(y: np.ndarray) -> np.ndarray:
    """Return the smoothed speed by the textbook recursions, from a diffuse start."""
    move, drive = np.array([[1, 1], [0, DECAY]]), np.diag([0.0, JERK**2])
    look = np.array([[1.0, 0.0]])
    mean, spread = np.zeros(2), np.eye(2) * 1e7
    filtered, predicted = [], []
    for value in y:
        gain = spread @ look.T / (look @ spread @ look.T + NOISE**2)
        mean = mean + gain[:, 0] * (value - mean[0])
        spread = (np.eye(2) - gain @ look) @ spread
        filtered.append((mean, spread))
        mean, spread = move @ mean, move @ spread @ move.T + drive
        predicted.append((mean, spread))
    state, _ = filtered[-1]
    out = [state[0]]
    for (m, p), (m_next, p_next) in zip(filtered[-2::-1], predicted[-2::-1], strict=True):
        state = m + p @ move.T @ np.linalg.inv(p_next) @ (state - m_next)
        out.append(state[0])
    return np.array(out[::-1])


def test_the_banded_solution_is_the_kalman_smoother():
    rng = np.random.default_rng(3)
    y = 4 + np.cumsum(rng.normal(0, 0.1, 80)) + rng.normal(0, 0.1, 80)
    solved = _smoothed(_grid(y))
    np.testing.assert_allclose(solved, _kalman_rts(y), atol=1e-4)


@pytest.mark.parametrize("noise_m_s", [NOISE, 0.6, 5.0, 40.0])
def test_a_long_piece_is_smoothed_as_it_is_beside_another(noise_m_s: float):
    rng = np.random.default_rng(5)
    y = 4 + np.cumsum(rng.normal(0, 0.1, 500))
    beside = _smoothed(_grid(np.r_[y, y[:300]], 500), noise_m_s)
    np.testing.assert_allclose(_smoothed(_grid(y), noise_m_s), beside[:500], rtol=1e-12)
    np.testing.assert_allclose(_smoothed(_grid(y[:300]), noise_m_s), beside[500:], rtol=1e-12)


def test_pieces_do_not_touch_each_other():
    y = np.r_[np.full(20, 6.0), np.full(20, 1.0)]
    solved = _smoothed(_grid(y, 20))
    np.testing.assert_allclose(solved, y, atol=1e-9)


def test_a_sample_beyond_the_gate_is_not_believed():
    y = np.full(40, 3.0)
    y[20] = 5.0
    solved = _smoothed(_grid(y))
    assert abs(solved - 3.0).max() < 0.01


def test_the_running_median_stays_in_its_piece():
    y = np.r_[np.full(4, 6.0), np.full(4, 1.0)]
    assert running_median(_grid(y, 4)).tolist() == y.tolist()


def test_windows_of_the_running_median_are_filled_up_with_the_ends_of_their_piece():
    rng = np.random.default_rng(7)
    lengths = [1, 2, 3, 4, 5, 6, 1, 9]
    pieces = [rng.normal(3, 1, n) for n in lengths]
    t_s = np.arange(sum(lengths)) + 100.0 * np.repeat(np.arange(len(lengths)), lengths)
    grid = resample(t_s, np.concatenate(pieces), (), bridge_s=9.0)
    medians = [
        np.median([piece[min(max(i + by, 0), piece.size - 1)] for by in range(-2, 3)])
        for piece in pieces
        for i in range(piece.size)
    ]
    assert running_median(grid).tolist() == medians


def test_nothing_gives_nothing():
    empty = _grid(np.empty(0))
    assert _smoothed(empty).size == 0
