"""Efforts and doses as JSON objects; unknown is null, never 0."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.model.classification import DataQuality, Doses
    from flarelag.model.effort import Braking, Effort
    from flarelag.model.interval import Interval
    from flarelag.model.load import LoadIndex

_PLAIN = (
    *("confidence", "reasons", "distance_m", "mean_speed_m_s", "p80_speed_m_s", "max_speed_m_s"),
    *("p80_fraction", "start_error_s", "end_error_s", "rest_before_s", "heart_rate_mean_bpm"),
    *("heart_rate_max_bpm", "grade_percent", "mean_power_w"),
)


def effort_json(effort: Effort) -> dict[str, object]:
    """Return an effort; its times count from the activity's first record."""
    return {
        **_interval_json(effort.interval),
        "duration_s": effort.interval.duration_s,
        "class": effort.effort_class,
        "source": effort.source,
        **{name: getattr(effort, name) for name in _PLAIN},
        "detected": _interval_json(effort.detected) if effort.detected else None,
        "braking": _braking_json(effort.braking) if effort.braking else None,
        **_load_json(effort),
    }


def doses_json(doses: Doses) -> dict[str, object]:
    """Return an activity's doses."""
    plain = {each.name: getattr(doses, each.name) for each in fields(doses) if each.name != "load"}
    return {
        **plain,
        "load_index": _index_json(doses.load),
        "easy_step_equivalents": doses.easy_step_equivalents,
    }


def quality_json(quality: DataQuality | None) -> dict[str, object] | None:
    """Return how good a recording is."""
    return None if quality is None else {"grade": quality.grade, "reasons": quality.reasons}


def _load_json(effort: Effort) -> dict[str, object]:
    load = effort.load
    return {
        "steps_n": load.steps_n if load else None,
        "steps_measured": load.steps_measured if load else None,
        "peak_force_bw": load.peak_force_bw if load else None,
        "peak_force_method": load.force_method if load else None,
        "load_index": _index_json(load.index if load else None),
    }


def _index_json(index: LoadIndex | None) -> dict[str, float] | None:
    """Return a load index by its exponent b."""
    if index is None:
        return None
    return {"1": index.b1, "2": index.b2, "4": index.b4, "6.6": index.b6_6, "10": index.b10}


def _interval_json(interval: Interval) -> dict[str, float]:
    return {"start_s": interval.start_s, "end_s": interval.end_s}


def _braking_json(braking: Braking) -> dict[str, object]:
    return {
        **_interval_json(braking.interval),
        "entry_m_s": braking.entry_m_s,
        "exit_m_s": braking.exit_m_s,
        "energy_j_kg": braking.energy_j_kg,
        "mean_decel_m_s2": braking.mean_decel_m_s2,
        "grade": braking.grade,
    }
