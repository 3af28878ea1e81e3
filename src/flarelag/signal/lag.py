"""How far one account of speed runs behind another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.signal.quantile import median_of_five

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GREATEST_S = 8
_LEAST_N = 60
_LONGEST_STEP_S = 10
_ALIKE = 0.8
"""Two accounts that agree less than so much (correlation) tell nothing of each other's lag."""


def lag_behind(
    t_s: NDArray[np.float64],
    speed_m_s: NDArray[np.float64],
    prompt_t_s: NDArray[np.float64],
    prompt_m_s: NDArray[np.float64],
    *,
    fastest_m_s: float,
) -> float | None:
    """Return how far a speed runs behind a prompter one, by the peak of their correlation.

    Watches smooth the speed that they write: it comes seconds late, and by how much differs from
    one model to the next. The positions beside it are late by much less.

    Parameters
    ----------
    t_s, speed_m_s : ndarray, shape (n,)
        The speed that is late; times strictly increasing.
    prompt_t_s, prompt_m_s : ndarray, shape (m,)
        The prompter one; it may have spikes.
    fastest_m_s : float
        What is faster counts as this.

    Returns
    -------
    float or None
        Seconds, 0 to 7; None where the two do not tell.
    """
    if t_s.size < _LEAST_N or prompt_t_s.size < _LEAST_N:
        return None
    first_s, last_s = max(t_s[0], prompt_t_s[0]), min(t_s[-1], prompt_t_s[-1])
    # A grid no larger than the samples warrant, however long the file claims to be.
    if not _LEAST_N <= last_s - first_s <= _LONGEST_STEP_S * t_s.size:
        return None
    at_s = np.arange(first_s, last_s)
    late = np.interp(at_s, t_s, speed_m_s)
    prompt = np.interp(at_s, prompt_t_s, _without_spikes(prompt_m_s))
    agreement = _agreement(late, np.minimum(prompt, fastest_m_s))
    peak = int(np.argmax(agreement))
    if agreement[peak] < _ALIKE or peak == agreement.size - 1:
        return None
    return _between(agreement, peak)


def _without_spikes(speed_m_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the running median of five; beyond either end the speed is mirrored."""
    n = speed_m_s.size
    mirrored = np.concatenate([speed_m_s[1::-1], speed_m_s, speed_m_s[: n - 3 : -1]])
    return median_of_five(*(mirrored[k : k + n] for k in range(5)))


def _agreement(late: NDArray[np.float64], prompt: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation at each whole second of lag."""
    shown = late[_GREATEST_S:] - late[_GREATEST_S:].mean()
    before = prompt - prompt.mean()
    n = shown.size
    # The mean of each stretch of `before` need not be taken off here: `shown` sums to nothing.
    shared = [_product(shown, before[lag : lag + n]) for lag in range(_GREATEST_S, -1, -1)]
    spread = _sums(before * before, n) - _sums(before, n) ** 2 / n
    scale = np.sqrt(np.maximum(_product(shown, shown) * spread[::-1], 0.0))
    agreement = np.zeros(_GREATEST_S + 1)
    np.divide(shared, scale, out=agreement, where=scale > 0)
    return agreement


def _sums(values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return the sums of every n successive values."""
    # From one stretch to the next, a value more at its end and one less at its beginning.
    steps = np.cumsum(values[n:] - values[:-n])
    sums: NDArray[np.float64] = np.add.reduce(values[:n]) + np.append(0.0, steps)
    return sums


def _product(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    # Not `a @ b`: BLAS starts threads for long vectors, which costs more than the sum.
    return float(np.einsum("i,i", a, b))


def _between(agreement: NDArray[np.float64], peak: int) -> float:
    """Return where a parabola through the peak and its neighbours is highest."""
    if peak == 0:
        return 0.0
    before, top, after = agreement[peak - 1 : peak + 2].tolist()
    bend = before - 2 * top + after
    return peak + 0.5 * (before - after) / bend if bend < 0 else float(peak)
