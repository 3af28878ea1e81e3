"""Three ways to find efforts: flarelag's, and two that anyone would try first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier_evaluation.cases import DROP_M_S, ENTRY_M_S, WITHIN_S
from flarelag.classify.activity import classify_activity
from flarelag.classify.rules import RULES
from flarelag.classify.segments import runs_of
from flarelag.model.effort import EffortClass
from flarelag.model.interval import Interval
from flarelag.signal.grid import Grid, resample
from flarelag.signal.track import load_track

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from flarelag.model.parsed import ParsedActivity

_LEAST_S, _JOIN_S = 6.0, 4.0
_WITHOUT_BEST = 1.3
"""Without a best 100 m the baselines ask for so much more than the median running speed."""
_RUNNING_M_S = 1.8
_SPRINT = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An effort that a method found.

    Parameters
    ----------
    interval : Interval
        In the runner's time, as the method believes.
    sprint : bool
        Whether it is called a sprint.
    energy_j_kg : float or None
        Energy shed at its end; null where no slowing was found.
    confidence : float
        0 to 1.
    """

    interval: Interval
    sprint: bool
    energy_j_kg: float | None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a method says of one recording.

    Parameters
    ----------
    found : tuple of Found
        Efforts, in order.
    best_100m_m_s : float or None
        The best 100 m that it shows.
    """

    found: tuple[Found, ...]
    best_100m_m_s: float | None


def flarelag(parsed: ParsedActivity, best_100m_m_s: float | None) -> Answer:
    """Return what flarelag says when it may not read laps.

    Parameters
    ----------
    parsed : ParsedActivity
        A recording.
    best_100m_m_s : float or None
        The runner's best 100 m.
    """
    result = classify_activity(parsed, best_100m_m_s=best_100m_m_s, ignore_laps=True)
    found = tuple(
        Found(
            interval=effort.interval,
            sprint=effort.effort_class is EffortClass.SPRINT,
            energy_j_kg=effort.braking.energy_j_kg if effort.braking else None,
            confidence=effort.confidence,
        )
        for effort in result.efforts
    )
    return Answer(found=found, best_100m_m_s=result.best_100m_observed_m_s)


def fixed_threshold(parsed: ParsedActivity, best_100m_m_s: float | None) -> Answer:
    """Return the stretches of raw speed above half of the best 100 m.

    Parameters
    ----------
    parsed, best_100m_m_s
        As in `flarelag`.
    """
    grid = _raw(parsed)
    level = _level(grid.raw_m_s, best_100m_m_s, 0.5)
    runs = runs_of(grid.raw_m_s >= level, grid.piece)
    return _answer(grid, grid.raw_m_s, runs, best_100m_m_s)


def hysteresis(parsed: ParsedActivity, best_100m_m_s: float | None) -> Answer:
    """Return the stretches of 5 s means that rise above 55 and stay above 45 % of the best 100 m.

    Parameters
    ----------
    parsed, best_100m_m_s
        As in `flarelag`.
    """
    grid = _raw(parsed)
    width = 5
    padded = np.pad(grid.raw_m_s, width // 2, mode="edge")
    speed = np.convolve(padded, np.ones(width) / width, "valid")
    enter, leave = (_level(speed, best_100m_m_s, share) for share in (0.55, 0.45))
    runs: list[tuple[int, int]] = []
    for low, high in runs_of(speed >= leave, grid.piece):
        if speed[low:high].max() < enter:
            continue
        if runs and low - runs[-1][1] <= _JOIN_S and grid.piece[low] == grid.piece[runs[-1][0]]:
            runs[-1] = (runs[-1][0], high)
        else:
            runs.append((low, high))
    return _answer(grid, speed, runs, best_100m_m_s)


METHODS: dict[str, Callable[[ParsedActivity, float | None], Answer]] = {
    "flarelag": flarelag,
    "fixed_threshold": fixed_threshold,
    "hysteresis": hysteresis,
}


def _raw(parsed: ParsedActivity) -> Grid:
    track = load_track(parsed.records, bridge_s=RULES.bridge_s, fastest_m_s=RULES.fastest_m_s)
    return resample(track.t_s, track.speed_m_s, parsed.activity.pauses, bridge_s=RULES.bridge_s)


def _level(speed: NDArray[np.float64], best_100m_m_s: float | None, share: float) -> float:
    if best_100m_m_s is not None:
        return share * best_100m_m_s
    running = speed[speed >= _RUNNING_M_S]
    return 2 * share * _WITHOUT_BEST * float(np.median(running)) if running.size else np.inf


def _answer(
    grid: Grid, speed: NDArray[np.float64], runs: list[tuple[int, int]], best: float | None
) -> Answer:
    found = []
    for low, high in runs:
        if high - low < _LEAST_S:
            continue
        sprint = best is not None and float(np.percentile(speed[low:high], 80)) >= _SPRINT * best
        found.append(
            Found(
                interval=Interval(float(grid.t_s[low]), float(grid.t_s[high - 1]) + 1),
                sprint=sprint,
                energy_j_kg=_shed(speed, high),
            )
        )
    return Answer(found=tuple(found), best_100m_m_s=_fastest_100m(grid, speed))


def _shed(speed: NDArray[np.float64], high: int) -> float | None:
    """Return what the drop around the end sheds, read off the samples."""
    entry = float(speed[max(high - 3, 0) : high].max())
    leaving = float(speed[high - 1 : high + int(WITHIN_S)].min())
    if entry < ENTRY_M_S or entry - leaving < DROP_M_S:
        return None
    return (entry**2 - leaving**2) / 2


def _fastest_100m(grid: Grid, speed: NDArray[np.float64]) -> float | None:
    distance = np.append(0.0, np.cumsum(speed))
    later = np.searchsorted(distance, distance + 100.0)
    here = np.flatnonzero(later < distance.size)
    if not here.size:
        return None
    last = np.minimum(later[here], grid.piece.size) - 1
    whole = grid.piece[here] == grid.piece[last]
    if not whole.any():
        return None
    seconds = (later[here] - here)[whole]
    return float(((distance[later[here]] - distance[here])[whole] / seconds).max())
