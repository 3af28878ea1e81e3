"""Where values lie in a picture, and which of them an axis tells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

NICE_TICKS: Final = 10
DAY_MS: Final = 86_400_000.0
_DAYS_APART: Final = (1, 2, 7, 14)
_MONTHS_APART: Final = (1, 2, 3, 6, 12, 24, 60)
_MONTH_DAYS: Final = 30.44


@dataclass(frozen=True, slots=True)
class Scale:
    """A line of values along one side of a picture.

    Parameters
    ----------
    low, high : float
        The values at its start and its end.
    start, end : float
        Where those lie, in pixels.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value lies."""
        width = (self.high - self.low) or 1.0
        return self.start + (value - self.low) / width * (self.end - self.start)


def tick_step(low: float, high: float, count: int) -> float:
    """Return the distance of 1, 2 or 5 times a power of ten that gives about so many ticks."""
    raw = abs(high - low) / max(1, count) or 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    for factor, limit in ((10, math.sqrt(50)), (5, math.sqrt(10)), (2, math.sqrt(2))):
        if raw / power >= limit:
            return factor * power
    return power


def ticks(low: float, high: float, count: int, least_step: float = 0.0) -> list[float]:
    """Return round values between two, about so many."""
    step = max(least_step, tick_step(low, high, count))
    first, last = sorted((low, high))
    begin, end = math.ceil(first / step - 1e-9), math.floor(last / step + 1e-9)
    return [float(f"{n * step:.10g}") for n in range(begin, end + 1)]


def nice(low: float, high: float) -> tuple[float, float]:
    """Return round values just outside two, by the step that suits these, as d3 has it."""
    step, before = tick_step(low, high, NICE_TICKS), 0.0
    while step != before:
        low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        step, before = tick_step(low, high, NICE_TICKS), step
    return low, high


def time_ticks(low: float, high: float, count: int) -> list[float]:
    """Return midnights between two instants (ms since 1970), about so many."""
    days = (high - low) / DAY_MS
    for apart in _DAYS_APART:
        if days / apart <= count + 1:
            return _days(low, high, apart)
    months = next((n for n in _MONTHS_APART if days / (n * _MONTH_DAYS) <= count + 1), 120)
    first = _utc(low)
    found, number = [], (first.year * 12 + first.month - 1) // months * months
    while (at := _month_ms(number)) <= high:
        if at >= low:
            found.append(at)
        number += months
    return found


def _days(low: float, high: float, apart: int) -> list[float]:
    step = apart * DAY_MS
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _month_ms(number: int) -> float:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC).timestamp() * 1000


def _utc(value: float) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)
