"""Peak vertical force of a running step, in body weights: models, not measurements."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flarelag.classify.rules import RULES, Rules
from flarelag.model.load import ForceLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SECONDS_PER_MINUTE = 60.0


def spring_mass_peak_bw(
    contact_time_s: NDArray[np.float64], cadence_spm: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the peak force that contact time and cadence imply.

    `F / (m g) = pi/2 (tf/tc + 1)` with the flight time `tf = 60/cadence - tc`: Morin, J.-B.,
    Dalleau, G., Kyrolainen, H., Jeannin, T. & Belli, A. (2005). A simple method for measuring
    stiffness during running. J. Appl. Biomech. 21, 167-180.

    Parameters
    ----------
    contact_time_s : ndarray, shape (n,)
        Contact time of one step, above 0.
    cadence_spm : ndarray, shape (n,)
        Steps per minute, above 0.
    """
    return math.pi / 2 * _SECONDS_PER_MINUTE / (cadence_spm * contact_time_s)


def speed_peak_bw(
    speed_m_s: NDArray[np.float64], line: ForceLine, rules: Rules = RULES
) -> NDArray[np.float64]:
    """Return the peak force that is usual at a speed.

    pi/2 of the mean force of the stance, a straight line over speed: Weyand, P. G. & Davis, J. A.
    (2005). Running performance has a structural basis. J. Exp. Biol. 208, 2625-2631.

    Parameters
    ----------
    speed_m_s : ndarray, shape (n,)
        Running speeds.
    line : ForceLine
        Whose line.
    rules : Rules
        Parameters.
    """
    lines = {
        ForceLine.WOMEN: (rules.stance_force_women,),
        ForceLine.MEN: (rules.stance_force_men,),
        ForceLine.MEAN: (rules.stance_force_women, rules.stance_force_men),
    }
    base, per_m_s = (sum(part) / len(part) for part in zip(*lines[line], strict=True))
    force: NDArray[np.float64] = math.pi / 2 * (base + per_m_s * speed_m_s)
    return force
