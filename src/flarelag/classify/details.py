"""What else is known of each effort: edges, rest, heart rate, slope and load."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.rules import RULES, Rules
from flarelag.model.classification import SpeedSource
from flarelag.model.effort import EffortSource
from flarelag.signal.quantile import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.classify.channels import Channels
    from flarelag.classify.load import LoadTrace
    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.effort import Effort
    from flarelag.model.interval import Interval

_NEAR_S = 3.0
_SAME_IOU = 0.5
_DISTANCES_AGREE = 0.10


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What was recorded of an activity, point by point of the grid.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    beside : Channels
        What was measured beside it.
    slope : ndarray, shape (n,), or None
        Rise over run.
    trace : LoadTrace or None
        Steps and load; None where the sport has no foot impact.
    """

    clean: CleanSpeed
    beside: Channels
    slope: NDArray[np.float64] | None = None
    trace: LoadTrace | None = None


def with_details(
    efforts: Sequence[Effort],
    detected: Sequence[Interval],
    around: Surroundings,
    rules: Rules = RULES,
) -> tuple[Effort, ...]:
    """Return the efforts with everything that can be told of them.

    Parameters
    ----------
    efforts : sequence of Effort
        In order of time.
    detected : sequence of Interval
        What detection alone found.
    around : Surroundings
        What was recorded.
    rules : Rules
        Parameters.
    """
    before: list[float | None] = [None, *(effort.interval.end_s for effort in efforts)]
    return tuple(
        _detailed(effort, end_before_s, detected, around, rules)
        for effort, end_before_s in zip(efforts, before, strict=False)
    )


def _detailed(
    effort: Effort,
    end_before_s: float | None,
    detected: Sequence[Interval],
    around: Surroundings,
    rules: Rules,
) -> Effort:
    inside = around.clean.within(effort.interval)
    start_error_s, end_error_s = edge_errors_s(effort, around.clean, rules)
    beats_bpm = _known(around.beside.heart_rate_bpm[inside])
    slope = _known(np.empty(0) if around.slope is None else around.slope[inside])
    distance_m, mean_speed_m_s = _by_odometer(effort, around)
    return replace(
        effort,
        distance_m=distance_m,
        mean_speed_m_s=mean_speed_m_s,
        start_error_s=start_error_s,
        end_error_s=end_error_s,
        detected=_counterpart(effort, detected),
        rest_before_s=None if end_before_s is None else effort.interval.start_s - end_before_s,
        heart_rate_mean_bpm=mean(beats_bpm) if beats_bpm.size else None,
        heart_rate_max_bpm=float(np.maximum.reduce(beats_bpm)) if beats_bpm.size else None,
        grade_percent=100 * mean(slope) if slope.size else None,
        load=around.trace.effort(inside) if around.trace else None,
    )


def _by_odometer(effort: Effort, around: Surroundings) -> tuple[float | None, float | None]:
    """Return distance and mean speed as the device's own distance says, where its speed agrees.

    Device speed is smoothed: over 1000 m that the device measured it may come to 955.
    """
    as_it_is = effort.distance_m, effort.mean_speed_m_s
    if effort.distance_m is None:
        return as_it_is
    edges_s = (effort.interval.start_s, effort.interval.end_s)
    start_m, end_m = np.interp(edges_s, around.clean.grid.t_s, around.beside.distance_m).tolist()
    ran_m = end_m - start_m
    mean_m_s, fastest_m_s = ran_m / effort.interval.duration_s, effort.max_speed_m_s or 0.0
    agree = abs(ran_m - effort.distance_m) <= _DISTANCES_AGREE * effort.distance_m
    if not (agree and mean_m_s <= fastest_m_s):
        return as_it_is
    return ran_m, mean_m_s


def edge_errors_s(effort: Effort, clean: CleanSpeed, rules: Rules = RULES) -> tuple[float, float]:
    """Return how far an effort's start and end are typically off.

    Parameters
    ----------
    effort : Effort
        Who says so decides, and for what detection found the source of its speed.
    clean : CleanSpeed
        Speed; a part of the longest gap near an edge comes on top.
    rules : Rules
        Parameters.
    """
    if effort.source is not EffortSource.DETECTED:
        return rules.edge_error_declared_s, rules.edge_error_declared_s
    by_position = clean.source is SpeedSource.POSITION
    start_s, end_s = rules.edge_error_position_s if by_position else rules.edge_error_device_s
    part = rules.edge_error_gap_part
    return (
        start_s + part * _gap_s(clean, effort.interval.start_s),
        end_s + part * _gap_s(clean, effort.interval.end_s),
    )


def _gap_s(clean: CleanSpeed, at_s: float) -> float:
    shown_s = at_s + clean.lag_s
    at = clean.grid.t_s.searchsorted
    near = clean.grid.gap_s[at(shown_s - _NEAR_S) : at(shown_s + _NEAR_S)]
    return max(near.tolist(), default=0.0)


def _counterpart(effort: Effort, detected: Sequence[Interval]) -> Interval | None:
    if effort.source is EffortSource.DETECTED:
        return None
    nearest = max(detected, key=effort.interval.iou, default=None)
    return nearest if nearest and effort.interval.iou(nearest) >= _SAME_IOU else None


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[np.isfinite(values)]
