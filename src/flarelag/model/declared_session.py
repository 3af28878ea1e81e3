"""What was run, in a runner's shorthand: `6x200`, `3x(4x200 m)`, `5 x 3 min + 4x60`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.model.activity import Intensity, WorkoutStep

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIMES: Final = r"\s*[x\u00d7*]\s*"
_SET: Final = re.compile(
    rf"(?:(?P<sets>\d{{1,2}}){_TIMES}(?P<open>\()?\s*)?(?P<reps>\d{{1,3}}){_TIMES}"
    r"(?P<amount>\d{1,5}(?:[.,]\d{1,2})?)\s*"
    r"(?P<unit>km|k|m|metres|meters|s|sec|secs|seconds|min|mins|minutes|'|\")?"
    r"(?(open)\s*\))(?=[\s,;+.)]|$)",
    re.IGNORECASE | re.ASCII,
)
_METRES: Final = {"m": 1.0, "metres": 1.0, "meters": 1.0, "km": 1000.0, "k": 1000.0}
_SECONDS: Final = {"s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, '"': 1.0} | dict.fromkeys(
    ("min", "mins", "minutes", "'"), 60.0
)
_PLAIN_METRES: Final = (50.0, 5000.0)
"""A number without a unit is metres in this range: `6x200`; `8x30` could be either."""
_MOST_REPETITIONS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredSet:
    """Repetitions of one distance or one time.

    Parameters
    ----------
    repetitions : int
        How many.
    distance_m, duration_s : float or None
        Of each; one of the two is null.
    """

    repetitions: int
    distance_m: float | None = None
    duration_s: float | None = None


def parse_sets(words: str) -> tuple[DeclaredSet, ...]:
    """Return the repetitions that words name plainly; empty where they name none.

    Parameters
    ----------
    words : str
        As a runner says it: `6x200 flying`, `warm-up, 10 x 100 m, 5 min easy`.
    """
    sets = (_set(found) for found in _SET.finditer(words))
    return tuple(each for each in sets if each is not None)


def workout_steps(sets: Iterable[DeclaredSet]) -> tuple[WorkoutStep, ...]:
    """Return declared repetitions as the steps of a workout, one each."""
    each_once = [one for one in sets for _ in range(one.repetitions)]
    return tuple(
        WorkoutStep(
            index=index,
            intensity=Intensity.INTERVAL,
            duration_type="time" if one.distance_m is None else "distance",
            duration_value=one.duration_s if one.distance_m is None else one.distance_m,
        )
        for index, one in enumerate(each_once)
    )


def _set(found: re.Match[str]) -> DeclaredSet | None:
    repetitions = int(found["reps"]) * int(found["sets"] or 1)
    amount = float(found["amount"].replace(",", "."))
    unit = (found["unit"] or "").lower()
    if not 0 < repetitions <= _MOST_REPETITIONS or not amount:
        return None
    if unit in _METRES:
        return DeclaredSet(repetitions=repetitions, distance_m=amount * _METRES[unit])
    if unit in _SECONDS:
        return DeclaredSet(repetitions=repetitions, duration_s=amount * _SECONDS[unit])
    low, high = _PLAIN_METRES
    if low <= amount <= high:
        return DeclaredSet(repetitions=repetitions, distance_m=amount)
    return None
