"""What was planted, so that anyone can check what is found."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flarelag.simulation.pain import mean_rise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.simulation.truth import TrueEffort
    from flarelag.simulation.watch import Recording
    from flarelag.simulation.year import SimulatedYear

_PLACES = 3


def truth_json(year: SimulatedYear, files: Sequence[tuple[str, Recording]], *, seed: int) -> bytes:
    """Return the truth of the sample data as JSON.

    Parameters
    ----------
    year : SimulatedYear
        Gives the planted effect.
    files : sequence of (str, Recording)
        Each file's name within the sample data, and what it holds.
    seed : int
        What everything was made from.
    """
    options = year.options
    content = {
        "schema_version": 1,
        "seed": seed,
        "zone": options.calendar.zone,
        "best_100m_m_s": options.runner.best_100m_m_s,
        "pain": asdict(options.pain),
        "per_dose_s": year.per_dose,
        "theta": mean_rise(options.pain),
        "n_entries": len(year.entries),
        "activities": [_activity(name, recording) for name, recording in files],
    }
    return (json.dumps(_rounded(content), indent=1, allow_nan=False) + "\n").encode()


def _activity(name: str, recording: Recording) -> dict[str, Any]:
    truth, activity = recording.truth, recording.parsed.activity
    return {
        "file": name,
        "kind": truth.kind,
        "sport": activity.sport,
        "start_utc": activity.start_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "duration_s": truth.duration_s,
        "distance_m": float(truth.distance_m[-1]),
        "best_100m_m_s": truth.best_100m_m_s,
        "doses": asdict(truth.doses),
        "pauses": [asdict(pause) for pause in activity.pauses],
        "efforts": [_effort(effort) for effort in truth.efforts],
    }


def _effort(effort: TrueEffort) -> dict[str, Any]:
    braking = effort.braking
    return {
        "start_s": effort.interval.start_s,
        "end_s": effort.interval.end_s,
        "class": effort.effort_class,
        "distance_m": effort.distance_m,
        "mean_speed_m_s": effort.mean_speed_m_s,
        "p80_fraction": effort.p80_fraction,
        "braking": braking
        and {
            "start_s": braking.interval.start_s,
            "end_s": braking.interval.end_s,
            "entry_m_s": braking.entry_m_s,
            "exit_m_s": braking.exit_m_s,
            "energy_j_kg": braking.energy_j_kg,
            "mean_decel_m_s2": braking.mean_decel_m_s2,
            "grade": braking.grade,
        },
    }


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, float):
        return round(value, _PLACES)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value
