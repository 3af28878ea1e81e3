"""Pain of another family: states of random length, and runs after which she may move up a state.

Nothing here is Gaussian, linear or additive, as the model and `flarelag.simulation` are. Each hour
she is in rest, a niggle or a flare-up; how long each lasts is gamma distributed (three stages in a
row). Pain rises to its state's level within hours and falls slowly. 6 to 30 h after a hard session
she may, in each hour, move up a state, or stay longer in the highest. She sprints on the first dry
day of three in a week on which pain is low. What she writes is rounded, and often to 0, 2, 5 or 8.

Many lives of one person run side by side, each in two worlds: at the end of each hard session the
second world becomes a copy of the first, and goes on with the same chance but without this
session's response. The mean difference of what she would write, 6-24 h later, is the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK_H = 168
RUN_AT_H = 18
"""The local hour at which a run ends, sprints or not."""
USUAL_DOSE_S = 150.0
_STAGES = 3
_HIGHEST = 2
_ONE, _OTHER, _HOW_LIKELY_ONE = (1, 2, 1), (2, 0, 0), (0.75, 0.35, 0.8)
"""Where rest, a niggle and a flare-up lead."""
_RISES_IN_H, _FALLS_IN_H = 2.0, 12.0
_RESPONDS_H = (6, 30)
_WINDOW_H = (6, 24)
_SPRINT_DAYS = (1, 3, 5)
_STAYS_DRY, _TURNS_DRY = 0.7, 0.4
_SHE_GOES = 0.8
_HEAPS = np.array([0.0, 2.0, 5.0, 8.0])


@dataclass(frozen=True, slots=True)
class StatePerson:
    """One person.

    Parameters
    ----------
    level : tuple of float
        Points of pain at rest, with a niggle, in a flare-up.
    dwell_h : tuple of float
        How long each lasts in the mean.
    sprints_up_to : float
        She sprints only when pain is no higher.
    heaping : float
        How often she writes 0, 2, 5 or 8 in the place of what lies near it.
    moves_up_per_h : float
        Probability of moving up a state in each hour of 6-30 h after a usual dose; 0: no effect.
    """

    level: tuple[float, float, float]
    dwell_h: tuple[float, float, float]
    sprints_up_to: float
    heaping: float
    moves_up_per_h: float


@dataclass(frozen=True, slots=True, eq=False)
class Lives:
    """Lives of one person, hour by hour from a Monday's midnight on her clock.

    Parameters
    ----------
    pain : array of float, shape (hours, lives)
        As it was.
    score, score_without : array of int, shape (hours, lives)
        What she writes if asked, and what she would without the response to the latest session.
    dose_s : array of float, shape (hours, lives)
        Hard seconds of a session that ends at this hour; 0 where none does.
    """

    pain: NDArray[np.float64]
    score: NDArray[np.int_]
    score_without: NDArray[np.int_]
    dose_s: NDArray[np.float64]

    def mean_rise(self) -> float:
        """Return the mean difference 6-24 h after the sessions, for a usual dose."""
        end, life = np.nonzero(self.dose_s)
        whole = end < len(self.pain) - _WINDOW_H[1]
        end, life = end[whole], life[whole]
        at = end[:, None] + np.arange(_WINDOW_H[0], _WINDOW_H[1] + 1)
        more = (self.score - self.score_without)[at, life[:, None]]
        return float(more.mean() / (self.dose_s[end, life].mean() / USUAL_DOSE_S))


def draw_person(moves_up_per_h: float, rng: np.random.Generator) -> StatePerson:
    """Return someone: at the floor or well above it, steady or not, rounding much or little."""
    rest = rng.uniform(0.2, 2.0)
    niggle = rest + rng.uniform(1.2, 2.2)
    lengths = np.array([90.0, 36.0, 30.0]) * np.exp(0.3 * rng.standard_normal(3))
    return StatePerson(
        level=(rest, niggle, niggle + rng.uniform(1.5, 3.0)),
        dwell_h=(lengths[0], lengths[1], lengths[2]),
        sprints_up_to=rest + 1.0,
        heaping=rng.uniform(0.1, 0.6),
        moves_up_per_h=moves_up_per_h,
    )


def live(person: StatePerson, weeks: int, lives: int, rng: np.random.Generator) -> Lives:
    """Return so many lives of one person, each with its own chance.

    Parameters
    ----------
    person : StatePerson
        Who she is.
    weeks, lives : int
        How long, how many.
    rng : Generator
        Source of all chance.
    """
    hours = weeks * WEEK_H
    dry = _weather(7 * weeks, lives, rng)
    chance = rng.random((hours, 4, lives))
    level = np.array(person.level)
    state, stage = np.zeros((2, 2, lives), dtype=np.intp)
    now = np.full((2, lives), level[0])
    pain, dose_s = np.zeros((hours, 2, lives)), np.zeros((hours, lives))
    latest_h, latest_dose = np.full(lives, -1000), np.zeros(lives)
    for hour in range(hours):
        moves, to, up, goes = chance[hour]
        _next_states(person, state, stage, moves, to)
        since = hour - latest_h
        responds = (since >= _RESPONDS_H[0]) & (since < _RESPONDS_H[1])
        risen = responds & (up < person.moves_up_per_h * latest_dose)
        state[0, risen] = np.minimum(state[0, risen] + 1, _HIGHEST)
        stage[0, risen] = 0
        target = level[state]
        now += (target - now) * np.where(target > now, 1 / _RISES_IN_H, 1 / _FALLS_IN_H)
        pain[hour] = now
        day, of_day = divmod(hour, 24)
        if of_day == RUN_AT_H and day % 7 in _SPRINT_DAYS:
            free = latest_h < hour - hour % WEEK_H
            sprints = free & dry[day] & (now[0] <= person.sprints_up_to) & (goes < _SHE_GOES)
            latest_h[sprints] = hour
            latest_dose[sprints] = np.exp(0.2 * rng.standard_normal(int(sprints.sum())))
            dose_s[hour, sprints] = USUAL_DOSE_S * latest_dose[sprints]
            for of_world in (state, stage, now):
                of_world[1, sprints] = of_world[0, sprints]
    stiff = 0.5 * np.cos(2 * np.pi * (np.arange(hours) % 24 - 7) / 24)
    pain = np.clip(pain + stiff[:, None, None], 0.0, 10.0)
    score = _written(pain, person.heaping, rng)
    return Lives(pain[:, 0], score[:, 0], score[:, 1], dose_s)


def _next_states(
    person: StatePerson,
    state: NDArray[np.intp],
    stage: NDArray[np.intp],
    moves: NDArray[np.float64],
    to: NDArray[np.float64],
) -> None:
    """Move each life on by an hour, in place; both worlds, shape (2, lives), share the chance."""
    stage += moves < _STAGES / np.array(person.dwell_h)[state]
    over = stage == _STAGES
    stage[over] = 0
    one, other = (np.array(each)[state] for each in (_ONE, _OTHER))
    following = np.where(to < np.array(_HOW_LIKELY_ONE)[state], one, other)
    state[over] = following[over]


def _weather(days: int, lives: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return whether each day is dry, shape (days, lives): dry days follow dry days."""
    chance = rng.random((days, lives))
    dry = np.zeros((days, lives), dtype=bool)
    for day in range(days):
        dry[day] = chance[day] < np.where(dry[day - 1], _STAYS_DRY, _TURNS_DRY)
    return dry


def _written(
    pain: NDArray[np.float64], heaping: float, rng: np.random.Generator
) -> NDArray[np.int_]:
    """Return what she writes of pain, shape (hours, 2, lives); both worlds share the chance."""
    hours, _, lives = pain.shape
    felt = pain + 0.5 * rng.standard_normal((hours, 1, lives))
    score = np.clip(np.round(felt), 0, 10)
    heaped = _HEAPS[np.searchsorted((_HEAPS[1:] + _HEAPS[:-1]) / 2, score)]
    score = np.where(rng.random((hours, 1, lives)) < heaping, heaped, score)
    return score.astype(np.int_)
