"""Up to which dose sessions were not followed by clearly higher pain: a monotone dose-response.

The dose of a run is replaced by a step function of it: no effect without a dose, then three steps
at the thirds of the doses logged, each of which raises what follows or leaves it as it is, never
lowers it. A step is 0 at even odds, else positive with a half-normal prior. Steps and the delayed
response's peak and shape are drawn together (Gibbs), on the whitened scores with everything else
that explains them projected off.

What is said holds within what was logged and for pain in the 6-24 h after; it says nothing of the
disc or the nerve.

References
----------
Gelfand, Smith, Lee (1992), J. Am. Stat. Assoc. 87, 523: "Bayesian analysis of constrained parameter
and truncated data problems using Gibbs sampling". George, McCulloch (1993), J. Am. Stat. Assoc. 88,
881: spike and slab.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import log_ndtr, ndtr, ndtri

from flarelag.effects.kernel import FEW_PEAKS_H, SHAPES, WINDOW_H, summed_responses, window_mean
from flarelag.effects.ou import whitener
from flarelag.effects.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.effects.answer import Fits
    from flarelag.effects.exposures import Sessions

MARGIN: Final = 0.5
"""Points, mean over 6-24 h: what counts as clearly higher; the verdict's own margin for none."""
SURELY: Final = 0.95
"""Probability from which a step was followed by clearly higher pain."""
QUIET: Final = 0.9
"""Probability from which it was not, where no step was."""
HARDLY: Final = 0.975
"""The same for a limit: higher, so that one is seldom named too high."""
N_STEPS: Final = 3
FEWEST_OF_A_STEP: Final = 6
"""Runs with an entry 6-24 h later, of each step and of runs without a dose."""
WIDEST: Final = 1.5
"""How many times the lowest step's median dose the highest step's has to be."""
STEP_SD: Final = 1.0
N_DRAWS, _SETTLING = 1200, 200
_LEAST = 1e-12
_KERNELS = tuple((float(peak), shape) for shape in SHAPES for peak in FEW_PEAKS_H)


class ToleranceState(StrEnum):
    """What can be said of doses."""

    TOO_FEW = "too_few"
    NARROW = "narrow"
    LIMIT = "limit"
    NO_RISE = "no_rise"
    FROM_THE_FIRST = "from_the_first"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class DoseStep:
    """Sessions of like dose, and the pain that followed.

    Parameters
    ----------
    from_dose, to_dose : float
        The least and the greatest dose logged, in the dose's own unit.
    n : int
        Sessions with an entry 6-24 h later.
    rise : Estimate
        Mean change over these hours against runs without a dose, 0 or more by construction.
    p_higher : float
        Probability that it is above the margin.
    """

    from_dose: float
    to_dose: float
    n: int
    rise: Estimate
    p_higher: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """The monotone dose-response, and what may be said of it.

    Parameters
    ----------
    state : ToleranceState
        What can be said.
    limit : float or None
        The greatest logged dose up to which sessions were not followed by clearly higher pain
        while those above were; null in any other state.
    dose_name : str
        Which dose.
    steps : tuple of DoseStep
        From the lowest; empty where the range is not filled.
    n_without : int
        Runs without a dose that have an entry 6-24 h later.
    doses : tuple of float
        Of all runs that carry one and are counted.
    """

    state: ToleranceState
    limit: float | None
    dose_name: str
    steps: tuple[DoseStep, ...] = field(default=())
    n_without: int = 0
    doses: tuple[float, ...] = field(default=())


def tolerance(fits: Fits, sessions: Sessions, rng: np.random.Generator) -> Tolerance:
    """Return the monotone dose-response.

    Said only when hard and easy sessions fill the range: at least 6 runs without a dose and 6 of
    each third of the doses have an entry 6-24 h later, and the highest third's median dose is at
    least 1.5 times the lowest third's.

    Parameters
    ----------
    fits : Fits
        Of the answer.
    sessions : Sessions
        With their scaled doses.
    rng : Generator
        Draws from the posterior.
    """
    seen = sessions.run & sessions.in_diary & _followed(fits.seen.entry_h, sessions.end_h)
    dose = sessions.dose[seen]
    scale = sessions.per_dose or 1.0
    n_without, dosed = int((dose == 0).sum()), np.sort(dose[dose > 0])
    told = Tolerance(
        state=ToleranceState.TOO_FEW,
        limit=None,
        dose_name=sessions.name,
        n_without=n_without,
        doses=tuple((dosed * scale).tolist()),
    )
    if n_without < FEWEST_OF_A_STEP or len(dosed) < N_STEPS * FEWEST_OF_A_STEP:
        return told
    cuts = np.unique(np.quantile(dosed, np.arange(N_STEPS) / N_STEPS, method="higher"))
    groups = [dosed[(dosed >= low) & (dosed < high)] for low, high in pairwise([*cuts, np.inf])]
    filled = len(cuts) == N_STEPS and min(map(len, groups)) >= FEWEST_OF_A_STEP
    if not filled or np.median(groups[-1]) < WIDEST * np.median(groups[0]):
        return _with(told, ToleranceState.NARROW)
    levels = _levels(_evidence(fits, sessions, cuts), rng)
    steps = tuple(_step(group * scale, levels[:, k]) for k, group in enumerate(groups))
    return decided(told, steps)


def _followed(entry_h: NDArray[np.float64], end_h: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which sessions have an entry 6-24 h later."""
    first, until = (np.searchsorted(entry_h, end_h + lag_h) for lag_h in WINDOW_H)
    return until > first


@dataclass(frozen=True, slots=True, eq=False)
class _Evidence:
    """What the scores say of the steps, for each kernel.

    Parameters
    ----------
    gram : array of float, shape (q, k, k)
        Products of the steps' columns.
    product : array of float, shape (q, k)
        Of the columns with the scores.
    window : array of float, shape (q,)
        Mean of each kernel over 6-24 h.
    """

    gram: NDArray[np.float64]
    product: NDArray[np.float64]
    window: NDArray[np.float64]


def _evidence(fits: Fits, sessions: Sessions, cuts: NDArray[np.float64]) -> _Evidence:
    seen = fits.seen
    explained = fits.background.beside(fits.perhaps[0]).beside(fits.perhaps[1])
    reached = [(sessions.dose >= cut).astype(np.float64) for cut in cuts]
    columns = np.stack(
        [summed_responses(seen.entry_h, sessions.end_h, each, _KERNELS) for each in reached], axis=2
    )
    n, q, k = columns.shape
    stacked = np.column_stack([explained.x, seen.y, columns.reshape(n, q * k)])
    white = whitener(seen.noise, seen.entry_h, seen.spread).whiten(stacked)
    p = explained.x.shape[1]
    x, rest = white[:, :p], white[:, p:]
    factor = np.linalg.cholesky(x.T @ x + np.diag(1.0 / explained.prior_sd**2))
    off = solve_triangular(factor, x.T @ rest, lower=True)
    left = rest.T @ rest - off.T @ off
    own = left[1:, 1:].reshape(q, k, q, k)
    return _Evidence(
        np.ascontiguousarray(own[np.arange(q), :, np.arange(q), :]),
        left[0, 1:].reshape(q, k),
        np.array([window_mean(*kernel) for kernel in _KERNELS]),
    )


def _levels(evidence: _Evidence, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw the mean rise over 6-24 h of each step, shape (draws, k), by Gibbs sampling."""
    q, k = evidence.product.shape
    rise, kernel = np.zeros(k), q // 2
    chance = rng.random((N_DRAWS, k, 2))
    gumbel = rng.gumbel(size=(N_DRAWS, q))
    drawn = np.empty((N_DRAWS, k))
    for i in range(N_DRAWS):
        gram, product = evidence.gram[kernel], evidence.product[kernel]
        for j in range(k):
            rise[j] = 0.0
            rise[j] = drawn_step(
                float(product[j] - gram[j] @ rise), float(gram[j, j]), chance[i, j]
            )
        log_likely = evidence.product @ rise - 0.5 * np.einsum(
            "qjk,j,k->q", evidence.gram, rise, rise
        )
        kernel = int(np.argmax(log_likely + gumbel[i]))
        drawn[i] = np.cumsum(rise) * evidence.window[kernel]
    return drawn[_SETTLING:]


def drawn_step(product: float, information: float, chance: NDArray[np.float64]) -> float:
    """Draw one step given the others: 0, or above 0 from a Gaussian cut there.

    Parameters
    ----------
    product, information : float
        Of the step's column with what the others leave of the scores, and with itself; whitened.
    chance : array of float, shape (2,)
        Uniform on 0-1.
    """
    precision = information + 1.0 / STEP_SD**2
    root = np.sqrt(precision)
    mean = product / precision
    above = mean * root
    log_odds = np.log(2.0 / (STEP_SD * root)) + 0.5 * above**2 + log_ndtr(above)
    if chance[0] * (1.0 + np.exp(-log_odds)) > 1.0:
        return 0.0
    # By the inverse of the distribution above 0, from the upper tail, which stays exact far out.
    tail = np.float64(max(float(ndtr(above)) * float(chance[1]), _LEAST))
    return max(float(mean - ndtri(tail) / root), 0.0)


def _step(doses: NDArray[np.float64], level: NDArray[np.float64]) -> DoseStep:
    low, high = np.quantile(level, (0.025, 0.975)).tolist()
    return DoseStep(
        from_dose=float(doses[0]),
        to_dose=float(doses[-1]),
        n=len(doses),
        rise=Estimate(float(level.mean()), low, high),
        p_higher=float((level > MARGIN).mean()),
    )


def decided(told: Tolerance, steps: Sequence[DoseStep]) -> Tolerance:
    """Return what may be said of steps.

    A limit is named only where the highest step was surely followed by clearly higher pain: it is
    the greatest dose of the highest step that hardly was.

    Parameters
    ----------
    told : Tolerance
        What is known of the doses.
    steps : sequence of DoseStep
        From the lowest.
    """
    if all(each.p_higher <= 1 - QUIET for each in steps):
        return _with(told, ToleranceState.NO_RISE, steps)
    if steps[0].p_higher >= SURELY:
        return _with(told, ToleranceState.FROM_THE_FIRST, steps)
    quiet = [each for each in steps if each.p_higher <= 1 - HARDLY]
    if quiet and steps[-1].p_higher >= SURELY:
        return _with(told, ToleranceState.LIMIT, steps, quiet[-1].to_dose)
    return _with(told, ToleranceState.CANNOT_TELL, steps)


def _with(
    told: Tolerance,
    state: ToleranceState,
    steps: Sequence[DoseStep] = (),
    limit: float | None = None,
) -> Tolerance:
    return Tolerance(
        state=state,
        limit=limit,
        dose_name=told.dose_name,
        steps=tuple(steps),
        n_without=told.n_without,
        doses=told.doses,
    )
