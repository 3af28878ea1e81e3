"""How many steps: as counted, else as usual at that speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.channels import samples
from flarelag.classify.rules import RULES, Rules
from flarelag.signal.grid import STEP_S, resample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.model.parsed import ParsedActivity

_SECONDS_PER_MINUTE = 60.0
_FASTEST_KNOWN_M_S = 7.0


def usual_cadence_spm(speed_m_s: NDArray[np.float64], rules: Rules = RULES) -> NDArray[np.float64]:
    """Return the steps per minute that are usual at running speeds.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        Running speeds; below 1.64 m/s the line goes on, but nobody runs.
    rules : Rules
        Parameters, with their sources.
    """
    at_knee = rules.cadence_base_spm + rules.cadence_slope_spm * rules.cadence_knee_m_s
    beyond = (rules.cadence_at_7_spm - at_knee) / (_FASTEST_KNOWN_M_S - rules.cadence_knee_m_s)
    faster = at_knee + beyond * (speed_m_s - rules.cadence_knee_m_s)
    slower = rules.cadence_base_spm + rules.cadence_slope_spm * speed_m_s
    spm = np.where(speed_m_s > rules.cadence_knee_m_s, faster, slower)
    return np.minimum(spm, rules.cadence_most_spm)


def believed_cadence(cadence_spm: NDArray[np.float64], rules: Rules = RULES) -> NDArray[np.bool_]:
    """Return where a measured cadence can be that of running; NaN is not."""
    low, high = rules.cadence_measured_spm
    return (cadence_spm >= low) & (cadence_spm <= high)


def steps_by_cadence(parsed: ParsedActivity, rules: Rules = RULES) -> int | None:
    """Return the running steps of an activity without speed, from cadence alone.

    Parameters
    ----------
    parsed : ParsedActivity
        Activity and records.
    rules : Rules
        Parameters.

    Returns
    -------
    int or None
        None where cadence was not recorded either.
    """
    t_s, cadence = samples(parsed.records, "cadence_spm")
    grid = resample(t_s, cadence, parsed.activity.pauses, bridge_s=rules.bridge_s)
    if not grid.t_s.size:
        return None
    running = grid.raw_m_s[believed_cadence(grid.raw_m_s, rules)]
    return round(float(running.sum()) * STEP_S / _SECONDS_PER_MINUTE)
