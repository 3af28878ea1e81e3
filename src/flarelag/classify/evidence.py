"""What is known of the runner's best 100 m: what activities show, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flarelag.model.carried import carried

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.classification import SpeedSource


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence100m:
    """What one activity showed.

    Parameters
    ----------
    start_utc : datetime
        Its start.
    observed_m_s : float
        Its best 100 m (`Classification.best_100m_observed_m_s`).
    median_speed_m_s : float or None
        Its median running speed.
    speed_source : SpeedSource
        Where its speed came from.
    declared : bool
        Whether the person says that it was all she had.
    """

    start_utc: datetime
    observed_m_s: float
    median_speed_m_s: float | None
    speed_source: SpeedSource
    declared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Best100m:
    """The best 100 m that efforts are judged by.

    Parameters
    ----------
    m_s : float
        Mean speed over 100 m.
    uncertainty_m_s : float or None
        About how far it may be off, either way; null where the person entered it.
    provisional : bool
        Whether it rests on little: fewer than three activities, positions only, or later ones.
    evidence : tuple of Evidence100m
        The activities it comes from, fastest first; empty where the person entered it.
    reason : str
        Where it comes from, in plain words.
    """

    m_s: float
    uncertainty_m_s: float | None
    provisional: bool
    evidence: tuple[Evidence100m, ...] = field(default=())
    reason: str
