from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass

import pytest

from flarelag.model.activity import Lap, LapTrigger
from flarelag.model.carried import carried
from flarelag.model.effort import Braking, BrakingGrade, Effort, EffortClass, EffortSource
from flarelag.model.interval import Interval


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    first: int
    second: str | None = None

    def __post_init__(self) -> None:
        if self.first < 0:
            raise ValueError("negative")


EFFORT = Effort(
    interval=Interval(10.0, 40.0),
    effort_class=EffortClass.SPRINT,
    source=EffortSource.DETECTED,
    confidence=0.9,
    reasons=("one", "two"),
    braking=Braking(
        interval=Interval(39.0, 42.0), entry_m_s=7.0, exit_m_s=2.0, grade=BrakingGrade.HARD
    ),
)
LAP = Lap(interval=Interval(0.0, 60.0), trigger=LapTrigger.MANUAL)


def test_what_is_pickled_comes_back_the_same():
    for value in (
        EFFORT,
        LAP,
        Interval(1.0, 2.0),
        Named(first=1),
        [Named(first=2, second="x")] * 2,
    ):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(value, protocol)) == value  # noqa: S301 - our own


def test_it_is_made_anew_by_its_own_rules():
    value = Named(first=3)
    object.__setattr__(value, "first", -1)  # as a damaged stream would have it
    with pytest.raises(ValueError, match="negative"):
        pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
    assert copy.deepcopy(EFFORT) == EFFORT
