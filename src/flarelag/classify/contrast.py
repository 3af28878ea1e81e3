"""Whether a stretch is clearly faster than the running around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.classification import SpeedSource
from flarelag.signal.grid import STEP_S
from flarelag.signal.quantile import mean, median, percentile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.classify.speed import CleanSpeed

_FEW = 5
_FLANK_N = 10
"""Points beside a stretch in which she speeds up or slows down."""
_ENOUGH_REST_N = 60
_NEAR_S = 5.0

Run = tuple[int, int]
"""A half-open range of grid points within one piece."""


def stands_out(clean: CleanSpeed, run: Run, sure_m_s: float | None, rules: Rules = RULES) -> bool:
    """Return whether a run is clearly faster than the minute on either side.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    run : Run
        The stretch.
    sure_m_s : float or None
        Speed that needs no comparison where nothing was recorded on either side.
    rules : Rules
        Parameters.
    """
    own = mean(clean.steady_m_s[run[0] : run[1]])
    fast = sure_m_s is not None and own >= sure_m_s
    beside = surroundings(clean, run, rules)
    brief = (run[1] - run[0]) * STEP_S < rules.brief_s
    if brief and run[0] * STEP_S < rules.settling_s:
        return False
    if _is_a_jump(clean, run, rules):
        return False
    whole = _is_the_run_itself(clean, run, rules)
    if beside is None or (whole and not fast):
        return fast and not whole
    if brief and not fast and not _beats_running(clean, run, own, rules):
        return False
    return own >= rules.contrast * beside


def _is_a_jump(clean: CleanSpeed, run: Run, rules: Rules) -> bool:
    """Whether a run of positions is so brief, and so near an impossible one, as to be its half.

    A jump away may take a gap's length and look like running; the jump back is impossible.
    """
    if clean.source is not SpeedSource.POSITION or (run[1] - run[0]) * STEP_S > rules.jump_s:
        return False
    edges = clean.grid.t_s[[run[0], run[1] - 1]] + (-_NEAR_S, _NEAR_S)
    low, high = np.searchsorted(clean.spike_t_s, edges)
    return bool(high > low)


def _beats_running(clean: CleanSpeed, run: Run, own_m_s: float, rules: Rules) -> bool:
    """Whether a run is clearly faster than the slower running around it, if there is any."""
    around = _around(clean, run, rules.brief_side_s)
    easy = around[(around >= rules.running_m_s) & (around < rules.grow_level * own_m_s)]
    return not easy.size or own_m_s >= rules.contrast * median(easy)


def _is_the_run_itself(clean: CleanSpeed, run: Run, rules: Rules) -> bool:
    """Whether there is hardly any other running that it could stand out from."""
    running_n = int(np.count_nonzero(clean.steady_m_s >= rules.running_m_s))
    return run[1] - run[0] > rules.most_of_run * running_n


def _around(clean: CleanSpeed, run: Run, side_s: float) -> NDArray[np.float64]:
    t_s = clean.grid.t_s
    low = t_s.searchsorted(t_s[run[0]] - side_s)
    high = t_s.searchsorted(t_s[run[1] - 1] + side_s, "right")
    return np.concatenate([clean.steady_m_s[low : run[0]], clean.steady_m_s[run[1] : high]])


def surroundings(clean: CleanSpeed, run: Run, rules: Rules = RULES) -> float | None:
    """Return the usual speed of the minute before and the minute after a run.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    run : Run
        The stretch.
    rules : Rules
        Parameters.

    Returns
    -------
    float or None
        None where nothing was recorded there.
    """
    around = _around(clean, run, rules.contrast_side_s)
    if around.size < _FEW:
        return None
    return percentile(around, rules.contrast_percentile)


def clears_both(clean: CleanSpeed, run: Run, threshold_m_s: float, rules: Rules = RULES) -> bool:
    """Return whether what a run lacks in margin over the threshold it has in contrast.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    run : Run
        The stretch.
    threshold_m_s : float
        The speed above which it was looked for.
    rules : Rules
        Parameters.
    """
    own = mean(clean.speed_m_s[run[0] : run[1]])
    beside = surroundings(clean, run, rules)
    return not beside or (own / beside) * (own / threshold_m_s) >= rules.both_margins


def faster_than_the_rest(
    clean: CleanSpeed, runs: list[Run], sure_m_s: float | None, rules: Rules = RULES
) -> list[Run]:
    """Return the runs, without the slower ones where these are as slow as all other running.

    A run between two red lights stands out from standing; all of them together do not stand out
    from the running of that day.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    runs : list of Run
        Stretches that each stand out from their surroundings.
    sure_m_s : float or None
        Runs of this mean speed need no comparison.
    rules : Rules
        Parameters.
    """
    speed = clean.steady_m_s
    slower = [run for run in runs if sure_m_s is None or mean(speed[slice(*run)]) < sure_m_s]
    if not slower:
        return runs
    rest = speed >= rules.running_m_s
    for low, high in runs:
        rest[max(low - _FLANK_N, 0) : high + _FLANK_N] = False
    if np.count_nonzero(rest) < _ENOUGH_REST_N:
        return runs
    middling = median(np.concatenate([speed[slice(*run)] for run in slower]))
    if middling >= rules.rest_contrast * median(speed[rest]):
        return runs
    return [run for run in runs if run not in slower]
