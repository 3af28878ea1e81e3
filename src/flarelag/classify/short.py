"""Bursts too short for segments: hysteresis on the fraction of the best 100 m."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.classify.contrast import Run, stands_out
from flarelag.classify.rules import RULES, Rules
from flarelag.classify.segments import runs_of
from flarelag.signal.grid import STEP_S

if TYPE_CHECKING:
    from flarelag.classify.speed import CleanSpeed


def find_short(
    clean: CleanSpeed, best_100m_m_s: float, taken: list[Run], rules: Rules = RULES
) -> list[Run]:
    """Return bursts of 2 to 8 s that rise above the upper and stay above the lower fraction.

    Parameters
    ----------
    clean : CleanSpeed
        Speed.
    best_100m_m_s : float
        The person's best 100 m.
    taken : list of Run
        Stretches that segments found already; a burst that touches one belongs to it.
    rules : Rules
        Parameters.
    """
    enter, leave = rules.short_enter * best_100m_m_s, rules.short_leave * best_100m_m_s
    found = []
    for low, high in runs_of(clean.speed_m_s >= leave, clean.grid.piece):
        duration_s = (high - low) * STEP_S
        if not rules.short_min_s <= duration_s < rules.short_max_s:
            continue
        if clean.speed_m_s[low:high].max() < enter or _touches((low, high), taken):
            continue
        if clean.grid.measured[low:high].any() and stands_out(clean, (low, high), None, rules):
            found.append((low, high))
    return found


def _touches(run: Run, others: list[Run]) -> bool:
    return any(run[0] <= high and low <= run[1] for low, high in others)
