"""Kilometres or miles: only where a person reads; inside all is SI."""

from __future__ import annotations

from enum import StrEnum

KILOMETRE_M = 1000.0
MILE_M = 1609.344
YARD_M = 0.9144
_MPH = 2.2369362920544


class Units(StrEnum):
    """How lengths and speeds are told."""

    METRIC = "metric"
    IMPERIAL = "imperial"

    @property
    def distance_name(self) -> str:
        """The unit of long distances."""
        return "km" if self is Units.METRIC else "mi"

    @property
    def speed_name(self) -> str:
        """The unit of speed."""
        return "m/s" if self is Units.METRIC else "mph"

    @property
    def pace_name(self) -> str:
        """The unit of pace."""
        return f"min/{self.distance_name}"

    @property
    def distance_m(self) -> float:
        """Metres in the unit of long distances."""
        return KILOMETRE_M if self is Units.METRIC else MILE_M

    @property
    def length_name(self) -> str:
        """The unit of short lengths, such as an effort's."""
        return "m" if self is Units.METRIC else "yd"

    @property
    def slowing_name(self) -> str:
        """The unit of deceleration."""
        return "m/s²" if self is Units.METRIC else "mph/s"

    def length(self, metres: float | None) -> float | None:
        """Return metres in the unit of short lengths; null stays null."""
        if metres is None or self is Units.METRIC:
            return metres
        return metres / YARD_M

    def slowing(self, decel_m_s2: float) -> float:
        """Return a deceleration in its unit: so much speed lost each second."""
        return self.speed(decel_m_s2)

    def distance(self, kilometres: float | None) -> float | None:
        """Return kilometres in the unit of long distances; null stays null."""
        return None if kilometres is None else kilometres * KILOMETRE_M / self.distance_m

    def speed(self, speed_m_s: float) -> float:
        """Return a speed in its unit."""
        return speed_m_s if self is Units.METRIC else speed_m_s * _MPH
