"""A session as it is meant: one stretch after another, each at one speed."""

from __future__ import annotations

from dataclasses import dataclass

from flarelag.model.activity import Intensity

GREATEST_FADE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One part of a session; give either its duration or its distance.

    Parameters
    ----------
    speed_m_s : float
        The speed that is aimed at.
    duration_s, distance_m : float or None
        How long it lasts: exactly one of the two.
    intensity : Intensity
        What it is for; `Intensity.INTERVAL` makes it an effort.
    rise_s : float
        Time constant with which the runner accelerates towards the speed.
    slow_m_s2 : float
        Deceleration with which she comes down to it from something faster.
    fade : float
        Share of the speed lost from start to end (a sprint tires).
    wobble : float
        Standard deviation of the speed around what is aimed at, as a share of it.
    grade : float
        Metres climbed per metre, negative downhill.
    outward : bool
        Along the course, or back the same way.
    timer_on : bool
        Whether the watch's timer runs.
    """

    speed_m_s: float
    duration_s: float | None = None
    distance_m: float | None = None
    intensity: Intensity = Intensity.ACTIVE
    rise_s: float = 1.5
    slow_m_s2: float = 0.8
    fade: float = 0.0
    wobble: float = 0.025
    grade: float = 0.0
    outward: bool = True
    timer_on: bool = True

    def __post_init__(self) -> None:
        lengths = [x for x in (self.duration_s, self.distance_m) if x is not None]
        if len(lengths) != 1 or lengths[0] <= 0:
            raise ValueError("a stretch has either a duration or a distance, above 0")
        if self.distance_m is not None and self.speed_m_s <= 0:
            raise ValueError("standing still covers no distance")
        if not 0 <= self.fade <= GREATEST_FADE:
            raise ValueError(f"fade must lie in 0 to {GREATEST_FADE}: {self.fade}")

    @property
    def is_effort(self) -> bool:
        """Whether it is meant to be fast."""
        return self.intensity is Intensity.INTERVAL

    @property
    def nominal_s(self) -> float:
        """How long it lasts at the speed that is aimed at."""
        if self.duration_s is not None:
            return self.duration_s
        assert self.distance_m is not None  # noqa: S101 - __post_init__ saw to it
        return self.distance_m / self.speed_m_s
