"""What the fits say: the delayed response, the lag curve, the controls beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.censored import mostly_at_an_end, working_model
from flarelag.effects.controls import (
    after_rides,
    background_of_runs,
    before_column,
    shuffled_doses,
)
from flarelag.effects.design import (
    BIN_EDGES_H,
    bin_columns,
    calendar_columns,
    entries_in_bins,
    immediate_columns,
    relief_columns,
)
from flarelag.effects.doses import compare_doses
from flarelag.effects.factors import factor_columns, logged_days
from flarelag.effects.gls import Model, fit_known
from flarelag.effects.kernel import WIDENED, WIDENED_AT_AN_END, noise_columns, posterior
from flarelag.effects.noise import HOURS_AND_WEEKS, fit_noise
from flarelag.effects.result import Controls, Estimate, FactorEffect, LagBin, Likelihood, PeakLag
from flarelag.effects.selection import selection_columns
from flarelag.effects.verdict import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from numpy.typing import NDArray

    from flarelag.effects.design import Columns
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.gls import Fit
    from flarelag.effects.ou import OUCovariance
    from flarelag.effects.result import DoseFit

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Answer:
    """What the fits say.

    Parameters
    ----------
    found : Findings
        What the verdict is made of.
    relief, ride_relief : Estimate or None
        Right after an easy run, and after a ride.
    controls : Controls
        What should show nothing.
    doses : tuple of DoseFit
        The best explanation first.
    factors : tuple of FactorEffect
        In order of name.
    likelihood : Likelihood
        How the scores were taken.
    widened : float
        The interval's width over its nominal one.
    """

    found: Findings
    relief: Estimate | None
    ride_relief: Estimate | None
    controls: Controls
    doses: tuple[DoseFit, ...]
    factors: tuple[FactorEffect, ...]
    likelihood: Likelihood
    widened: float

    @property
    def standard_error(self) -> float:
        """Of the mean change over 6-24 h, before its interval is widened."""
        theta = self.found.theta
        return (theta.high - theta.low) / (2 * _Z * self.widened)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What is analysed.

    Parameters
    ----------
    scores : DataFrame
        One score an instant, in order of time.
    entry_h : array of float, shape (n,)
        The instants, in hours from the first.
    sessions : Sessions
        With their scaled doses.
    by_dose : sequence of Sessions
        The same by each dose.
    factors : DataFrame[Factors] or None
        What else went on.
    """

    scores: pl.DataFrame
    entry_h: NDArray[np.float64]
    sessions: Sessions
    by_dose: Sequence[Sessions]
    factors: pl.DataFrame | None

    @property
    def y(self) -> NDArray[np.float64]:
        """The scores as they were given."""
        return self.scores["score"].to_numpy().astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the fits see of the scores.

    Parameters
    ----------
    entry_h, y : array of float, shape (n,)
        When; scores, or working scores where many lie at an end of the scale.
    spread : array of float, shape (n,), or None
        As in `Model`.
    likelihood : Likelihood
        Which of the two.
    noise : OUCovariance
        Estimated with a response in the mean.
    """

    entry_h: NDArray[np.float64]
    y: NDArray[np.float64]
    spread: NDArray[np.float64] | None
    likelihood: Likelihood
    noise: OUCovariance

    @property
    def widened(self) -> float:
        """The interval's width over its nominal one."""
        return WIDENED if self.likelihood is Likelihood.GAUSSIAN else WIDENED_AT_AN_END

    def model(self, columns: Columns) -> Model:
        """Return the scores, explained by some columns."""
        return Model(self.entry_h, self.y, columns.x, columns.prior_sd, self.spread)


def see(material: Material, columns: Columns, rng: np.random.Generator) -> Seen:
    """Estimate the noise, and tell how the scores are taken.

    Parameters
    ----------
    material : Material
        What is analysed.
    columns : Columns
        Everything that may be in the mean, so that none of it is taken for noise.
    rng : Generator
        Used only where many scores lie at an end of the scale.
    """
    model = Model(material.entry_h, material.y, columns.x, columns.prior_sd)
    noise = fit_noise(model, HOURS_AND_WEEKS).noise
    if not mostly_at_an_end(model.y):
        return Seen(model.t_h, model.y, None, Likelihood.GAUSSIAN, noise)
    working, noise = working_model(model, noise, rng)
    return Seen(model.t_h, working.y, working.spread, Likelihood.CENSORED, noise)


def answer(material: Material, rng: np.random.Generator) -> Answer:
    """Estimate the noise once, then the delayed response and the lag curve under it.

    Parameters
    ----------
    material : Material
        What is analysed.
    rng : Generator
        For the controls, and for pain below the scale.
    """
    entry_h, sessions = material.entry_h, material.sessions
    given = calendar_columns(material.scores).beside(
        factor_columns(material.scores, material.factors)
    )
    background = given.beside(relief_columns(entry_h, sessions))
    at_once = immediate_columns(entry_h, sessions)
    apart = background.beside(at_once)
    seen = see(material, apart.beside(noise_columns(entry_h, sessions)), rng)
    noise, chosen = seen.noise, selection_columns(entry_h, sessions)

    perhaps = (at_once, chosen)
    later = posterior(seen.model(background), sessions, noise, perhaps=perhaps)
    curve = background.beside(bin_columns(entry_h, sessions)).beside(chosen)
    fit = fit_known(seen.model(curve), noise)
    bins = _bins(fit, curve, entries_in_bins(entry_h, sessions))
    dose_free = seen.model(given.beside(background_of_runs(entry_h, sessions)))
    without_doses = fit_noise(dose_free, HOURS_AND_WEEKS, near=noise).noise
    return Answer(
        found=Findings(
            theta=Estimate(*later.theta(seen.widened)),
            p_harm=later.p_harm,
            immediate=bins[0].estimate,
            bins=bins,
            lag_h=PeakLag(*later.lag_h()),
        ),
        relief=_estimate(fit, curve, "relief_run"),
        ride_relief=_estimate(fit, curve, "relief_ride"),
        controls=Controls(
            before=_before(material, seen, background),
            shuffled=shuffled_doses(dose_free, sessions, without_doses, rng),
            rides=after_rides(seen.model(apart.beside(chosen)), sessions, noise),
        ),
        doses=compare_doses(dose_free, material.by_dose, without_doses),
        factors=_factors(fit, curve, material.factors),
        likelihood=seen.likelihood,
        widened=seen.widened,
    )


def _before(material: Material, seen: Seen, background: Columns) -> Estimate | None:
    """Return the difference of pain in the 24 h before hard sessions, beside that after them."""
    entry_h, sessions = material.entry_h, material.sessions
    around = background.beside(bin_columns(entry_h, sessions)).beside(
        before_column(entry_h, sessions)
    )
    return _estimate(fit_known(seen.model(around), seen.noise), around, "before")


def _estimate(fit: Fit, columns: Columns, name: str) -> Estimate | None:
    """Return a coefficient with its 95 % interval; null where no entry bears on it."""
    i = columns.names.index(name)
    if not columns.x[:, i].any():
        return None
    mean, error = float(fit.coefficients[i]), float(np.sqrt(fit.covariance[i, i]))
    return Estimate(mean, mean - _Z * error, mean + _Z * error)


def _bins(fit: Fit, curve: Columns, counts: list[int]) -> tuple[LagBin, ...]:
    return tuple(
        LagBin(low, high, _estimate(fit, curve, f"lag_{low:g}_{high:g}") if n else None, n)
        for (low, high), n in zip(pairwise(BIN_EDGES_H), counts, strict=True)
    )


def _factors(fit: Fit, curve: Columns, factors: pl.DataFrame | None) -> tuple[FactorEffect, ...]:
    if factors is None:
        return ()
    known = {f"factor_{name}": (name, days) for name, days in logged_days(factors).items()}
    return tuple(
        FactorEffect(known[column][0], estimate, known[column][1])
        for column in curve.names
        if column in known and (estimate := _estimate(fit, curve, column)) is not None
    )
