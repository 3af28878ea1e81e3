"""The slowing at an effort's end, as far as a 1 Hz recording can tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.classification import SpeedSource
from flarelag.model.effort import Braking, BrakingGrade
from flarelag.model.interval import Interval
from flarelag.signal.grid import STEP_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.classify.speed import CleanSpeed

_STILL_SLOWING_M_S = 0.15
"""A slowing goes on while each second takes off at least this much."""
_SHOULDER = 0.05
"""The slowing's duration leaves out this part of the drop at either end: smoothing rounds it."""


@dataclass(frozen=True, slots=True)
class BrakingVerdict:
    """What can be said of an effort's end.

    Parameters
    ----------
    braking : Braking or None
        The slowing, if there was a clear one.
    obstacle : str or None
        Why nothing can be said; null where the absence of braking is a finding.
    """

    braking: Braking | None = None
    obstacle: str | None = None


def judge_braking(
    clean: CleanSpeed, end_s: float, *, treadmill: bool, rules: Rules = RULES
) -> BrakingVerdict:
    """Return the slowing around an effort's end, or why it cannot be judged.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    end_s : float
        The effort's end in the runner's time.
    treadmill : bool
        On a belt: its stopping is not braking.
    rules : Rules
        Parameters.
    """
    if treadmill:
        return BrakingVerdict(obstacle="on a treadmill: the belt's stop is not braking")
    shown_s = end_s + clean.lag_s
    t_s = clean.grid.t_s
    near = int(t_s.searchsorted(shown_s - rules.braking_within_s / 2))
    if near >= t_s.size or t_s[near] > shown_s + STEP_S:
        return BrakingVerdict(obstacle="no speed was recorded at its end: braking is not judged")
    low, high = clean.grid.piece_bounds(near)
    first = max(low, int(t_s.searchsorted(shown_s - rules.braking_before_s)))
    last = min(high, int(t_s.searchsorted(shown_s + rules.braking_after_s, "right")))
    stop = min(high, last + int(rules.braking_within_s))
    slowing = _steepest(clean.speed_m_s[first:stop], last - first, _least_drop(clean, rules), rules)
    if slowing is None:
        return BrakingVerdict(obstacle=_obstacle(clean, first, last, shown_s, rules))
    begin, finish = first + slowing[0], first + slowing[1]
    core = _core(clean.speed_m_s[begin : finish + 1])
    if sparse := _sparse(clean, begin + core[0] + 1, begin + core[1] + 1, rules):
        between = _between_gaps(clean, begin, finish, rules)
        if between is None:
            return BrakingVerdict(obstacle=sparse)
        begin, held, finish = between
        core = held - begin, finish - begin
    return BrakingVerdict(_describe(clean, (begin, finish), core, rules))


def _least_drop(clean: CleanSpeed, rules: Rules) -> float:
    by_position = clean.source is SpeedSource.POSITION
    return rules.braking_drop_position_m_s if by_position else rules.braking_drop_device_m_s


def _obstacle(clean: CleanSpeed, first: int, last: int, shown_s: float, rules: Rules) -> str | None:
    """Return why the absence of a slowing is no finding; None where it is one."""
    if sparse := _sparse(clean, first, last, rules):
        return sparse
    if clean.grid.t_s[last - 1] < shown_s + rules.braking_gap_s:
        return "the recording stops at its end: braking is not judged"
    return None


def _sparse(clean: CleanSpeed, first: int, last: int, rules: Rules) -> str | None:
    gap_s = float(np.maximum.reduce(clean.grid.gap_s[first:last], initial=0.0))
    if gap_s <= rules.braking_gap_s:
        return None
    return f"samples at its end lie {gap_s:.0f} s apart: braking is not judged"


def _between_gaps(
    clean: CleanSpeed, begin: int, finish: int, rules: Rules
) -> tuple[int, int, int] | None:
    """Return the samples that a slowing lies between, and where between them it began.

    Smart recording writes nothing while speed stays, and every second once it falls. So what falls
    from sample to sample began in the last second of the gap before, and was over when the next
    gap began. None where gaps hide too much of it.
    """
    raw = clean.grid.raw_m_s
    while begin and not clean.grid.measured[begin]:  # a piece begins with a sample
        begin -= 1
    sampled = begin + np.flatnonzero(clean.grid.measured[begin : finish + 1])
    parts = np.split(sampled, np.flatnonzero(np.diff(sampled) > rules.braking_gap_s) + 1)
    run = max(parts, key=lambda part: raw[part[0]] - raw[part[-1]] if part.size else -np.inf)
    if run.size < 2:  # noqa: PLR2004 - nothing falls within one sample
        return None
    before = sampled[sampled < run[0]]
    first, last = int(before[-1] if before.size else run[0]), int(run[-1])
    held = max(first, int(run[0]) - 1)
    whole, seen = raw[first] - raw[last], raw[run[0]] - raw[last]
    drops = whole >= _least_drop(clean, rules)
    return (first, held, last) if drops and seen >= rules.braking_seen * whole else None


def _steepest(
    speed: NDArray[np.float64], gate_n: int, least_drop_m_s: float, rules: Rules
) -> tuple[int, int] | None:
    """Return the first and last point of the largest drop that begins within `gate_n` points."""
    reach = int(rules.braking_within_s / STEP_S)
    best, where = 0.0, None
    seen = speed[:gate_n].tolist()  # a few numbers: numpy's calls would cost more than they do
    for begin, entry in enumerate(seen):
        window = seen[begin : begin + reach + 1]
        drop = entry - min(window)
        if drop > best and entry >= rules.braking_entry_m_s:
            best, where = drop, (begin, begin + window.index(min(window)))
    if where is None or best < least_drop_m_s:
        return None
    return _whole_slowing(speed, *where)


def _whole_slowing(speed: NDArray[np.float64], begin: int, finish: int) -> tuple[int, int]:
    """Follow the slowing to where it really began and ended."""
    while begin > 0 and speed[begin - 1] - speed[begin] >= _STILL_SLOWING_M_S:
        begin -= 1
    while finish + 1 < speed.size and speed[finish] - speed[finish + 1] >= _STILL_SLOWING_M_S:
        finish += 1
    return begin, finish


def _core(speed: NDArray[np.float64]) -> tuple[int, int]:
    """Return the first and last point of a slowing without its rounded shoulders."""
    falling = speed.tolist()
    shoulder = _SHOULDER * (falling[0] - falling[-1])
    first = max(n for n, each in enumerate(falling) if each >= falling[0] - shoulder)
    last = min(n for n, each in enumerate(falling) if each <= falling[-1] + shoulder)
    return first, max(last, first + 1)


def _describe(
    clean: CleanSpeed, ends: tuple[int, int], core: tuple[int, int], rules: Rules
) -> Braking:
    entry, leaving = (float(clean.speed_m_s[end]) for end in ends)
    start_s = max(float(clean.grid.t_s[ends[0] + core[0]]) - clean.lag_s, 0.0)
    duration_s = (core[1] - core[0]) * STEP_S
    return Braking(
        interval=Interval(start_s, start_s + duration_s),
        entry_m_s=entry,
        exit_m_s=leaving,
        grade=grade((entry - leaving) / duration_s, rules),
    )


def grade(mean_decel_m_s2: float, rules: Rules = RULES) -> BrakingGrade:
    """Return the word for a mean deceleration.

    Parameters
    ----------
    mean_decel_m_s2 : float
        Drop over duration.
    rules : Rules
        Parameters.
    """
    if mean_decel_m_s2 > rules.braking_hard_m_s2:
        return BrakingGrade.HARD
    if mean_decel_m_s2 >= rules.braking_moderate_m_s2:
        return BrakingGrade.MODERATE
    return BrakingGrade.SOFT
