"""The external load on the feet, second by second: never a measured force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.force import speed_peak_bw, spring_mass_peak_bw
from flarelag.classify.rules import RULES, Rules
from flarelag.classify.steps import believed_cadence, usual_cadence_spm
from flarelag.model.load import EffortLoad, ForceLine, ForceMethod, LoadIndex
from flarelag.signal.grid import STEP_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.classify.channels import Channels

EXPONENTS = (1.0, 2.0, 4.0, 6.6, 10.0)
NO_LOAD = LoadIndex(b1=0.0, b2=0.0, b4=0.0, b6_6=0.0, b10=0.0)
_SECONDS_PER_MINUTE = 60.0
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class LoadTrace:
    """Steps and load of every second; walking and standing count nothing.

    Parameters
    ----------
    steps : ndarray, shape (n,)
        Running steps in that second.
    counted : ndarray of bool, shape (n,)
        Whether cadence was measured.
    peak_force_bw : ndarray, shape (n,)
        Peak force of a step on level ground, in body weights.
    by_contact : ndarray of bool, shape (n,)
        Whether that force rests on measured contact time.
    load : ndarray, shape (5, n)
        Load index of that second for each of `EXPONENTS`.
    """

    steps: NDArray[np.float64]
    counted: NDArray[np.bool_]
    peak_force_bw: NDArray[np.float64]
    by_contact: NDArray[np.bool_]
    load: NDArray[np.float64]

    def index(self, part: slice = slice(None)) -> LoadIndex:
        """Return the load index of a range of points."""
        b1, b2, b4, b6_6, b10 = np.add.reduce(self.load[:, part], axis=1).tolist()
        return LoadIndex(b1=b1, b2=b2, b4=b4, b6_6=b6_6, b10=b10)

    def steps_n(self, part: slice = slice(None)) -> int:
        """Return the running steps of a range of points."""
        return round(float(self.steps[part].sum()))

    def effort(self, part: slice) -> EffortLoad | None:
        """Return what the steps of a range of points amount to; None without a step."""
        steps = self.steps[part]
        total = float(np.add.reduce(steps))
        if round(total) == 0:
            return None
        by_contact = float(np.add.reduce(steps[self.by_contact[part]])) >= _MOSTLY * total
        return EffortLoad(
            steps_n=round(total),
            steps_measured=float(np.add.reduce(steps[self.counted[part]])) >= _MOSTLY * total,
            peak_force_bw=float(np.add.reduce(steps * self.peak_force_bw[part])) / total,
            force_method=ForceMethod.CONTACT_TIME if by_contact else ForceMethod.SPEED,
            index=self.index(part),
        )


def load_trace(
    speed_m_s: NDArray[np.float64],
    beside: Channels,
    slope: NDArray[np.float64] | None,
    line: ForceLine,
    rules: Rules = RULES,
) -> LoadTrace:
    """Return steps and load at every point of the grid.

    Every step counts `(F / F at 2.8 m/s)^b`, F being its peak force, larger downhill. The
    reference at 2.8 m/s is of the same method as F: contact times give other forces than speed
    does, and that difference is not a dose. Our own heuristic.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        Smoothed speed, one point a second.
    beside : Channels
        Cadence and contact time on the same grid.
    slope : ndarray, shape (n,), or None
        Rise over run; NaN or None where it is unknown, which then counts as level.
    line : ForceLine
        Whose line of force over speed.
    rules : Rules
        Parameters.
    """
    running = speed_m_s >= rules.running_m_s
    counted = running & believed_cadence(beside.cadence_spm, rules)
    cadence = np.where(counted, beside.cadence_spm, usual_cadence_spm(speed_m_s, rules))
    steps = np.where(running, cadence / _SECONDS_PER_MINUTE * STEP_S, 0.0)
    usual = speed_peak_bw(speed_m_s, line, rules)
    low, high = rules.contact_time_s
    contact = beside.contact_time_s
    by_contact = counted & (contact >= low) & (contact <= high)
    # The flight time cannot be negative: with more contact than a step lasts it was no running.
    by_contact &= contact * cadence <= _SECONDS_PER_MINUTE
    force, level = usual, 1.0
    if by_contact.any():
        measured = np.full(speed_m_s.shape, np.nan)
        measured[by_contact] = spring_mass_peak_bw(contact[by_contact], cadence[by_contact])
        force, level = _forces(usual, measured, rules)
        by_contact = force == measured
    easy = level * float(speed_peak_bw(np.array(rules.reference_m_s), line, rules))
    ratio = force * _downhill(slope, rules) / easy
    load = steps * _powers(ratio)
    return LoadTrace(steps, counted, force, by_contact, load)


def _powers(ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `ratio` to each of `EXPONENTS`; products take a fifth of the time of powers."""
    second = ratio * ratio
    fourth = second * second
    odd = np.exp(EXPONENTS[3] * np.log(ratio))  # `**` takes half as long again
    return np.stack((ratio, second, fourth, odd, fourth * fourth * second))


def _forces(
    usual: NDArray[np.float64], measured: NDArray[np.float64], rules: Rules
) -> tuple[NDArray[np.float64], float]:
    """Return forces, by contact time where they can be, and their level over the usual ones.

    Seconds without a contact time among others with one stand on the same level, and so do those
    whose contact time gives a force so far from it that the sensor was wrong.
    """
    known = np.isfinite(measured)
    level = float(np.median(measured[known] / usual[known]))
    force = level * usual
    believed = np.abs(measured - force) <= rules.force_odd * force
    return np.where(believed, measured, force), level


def _downhill(slope: NDArray[np.float64] | None, rules: Rules) -> NDArray[np.float64] | float:
    """Return by how much impacts are larger than on the level, downhill only.

    Gottschall, J. S. & Kram, R. (2005). Ground reaction forces during downhill and uphill running.
    J. Biomech. 38, 445-452: +54 % at -9 degrees and 3 m/s; the straight line is ours.
    """
    if slope is None:
        return 1.0
    fall = np.fmin(slope, 0.0)  # NaN is no fall
    larger: NDArray[np.float64] = 1.0 - rules.downhill_per_deg * np.degrees(np.arctan(fall))
    return larger


def is_unknown(trace_n: int, timer_s: float | None, rules: Rules = RULES) -> bool:
    """Return whether so little of an activity was recorded that its load cannot be told.

    Parameters
    ----------
    trace_n : int
        Points on the grid.
    timer_s : float or None
        Time with the timer running.
    rules : Rules
        Parameters.
    """
    if not trace_n:
        return True
    return timer_s is not None and trace_n * STEP_S < rules.load_covered * timer_s
