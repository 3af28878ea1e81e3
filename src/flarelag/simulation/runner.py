"""The person who runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """What a simulated person can do.

    Parameters
    ----------
    best_100m_m_s : float
        Mean speed of her fastest 100 m.
    easy_m_s, walk_m_s, ride_m_s : float
        Usual speed of easy running, walking and riding.
    rest_bpm, max_bpm : float
        Heart rate at rest and at most.
    """

    best_100m_m_s: float = 6.9
    easy_m_s: float = 2.75
    walk_m_s: float = 1.3
    ride_m_s: float = 6.0
    rest_bpm: float = 54.0
    max_bpm: float = 188.0
