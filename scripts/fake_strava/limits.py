"""Strava's limits as its server keeps them: by quarters of an hour and days of its own clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

REAL = (200, 2000, 100, 1000)
"""All requests by the quarter and the day, then reading ones."""


@dataclass(slots=True)
class Limits:
    """What has been asked in each window.

    Parameters
    ----------
    allowed : tuple of four int
        As `REAL`.
    """

    allowed: tuple[int, int, int, int] = REAL
    used: dict[tuple[str, object], int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)

    def count(self, now: datetime) -> tuple[bool, dict[str, str]]:
        """Count one reading request; return whether it is within all limits, and the headers."""
        quarter = (now.date(), now.hour, now.minute // 15)
        windows = [("quarter", quarter), ("day", now.date())]
        usage = []
        for kind, window in windows:
            used = self.used.get((kind, window), 0) + 1
            self.used[kind, window] = used
            self.most[kind] = max(self.most.get(kind, 0), used)
            usage.append(used)
        all_15, all_day, read_15, read_day = self.allowed
        within = usage[0] <= min(all_15, read_15) and usage[1] <= min(all_day, read_day)
        used_text = f"{usage[0]},{usage[1]}"
        return within, {
            "X-RateLimit-Limit": f"{all_15},{all_day}",
            "X-RateLimit-Usage": used_text,
            "X-ReadRateLimit-Limit": f"{read_15},{read_day}",
            "X-ReadRateLimit-Usage": used_text,
        }
