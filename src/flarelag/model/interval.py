"""Stretches of an activity's time."""

from __future__ import annotations

from dataclasses import dataclass

from flarelag.model.carried import carried


@carried
@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch `[start_s, end_s)`, in seconds from the activity's start.

    Parameters
    ----------
    start_s, end_s : float
        `start_s <= end_s`.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.start_s <= self.end_s:
            message = f"an interval cannot end before it starts: {self.start_s} > {self.end_s}"
            raise ValueError(message)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def overlap_s(self, other: Interval) -> float:
        """Return the seconds that both intervals share."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def iou(self, other: Interval) -> float:
        """Return intersection over union, 0 to 1: how well two intervals agree."""
        shared = self.overlap_s(other)
        union = self.duration_s + other.duration_s - shared
        return shared / union if union > 0 else 0.0
