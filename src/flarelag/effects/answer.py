"""What the fits say: the delayed response, the lag curve, the controls beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.controls import after_rides, background_of_runs, before_column, shuffled_doses
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
from flarelag.effects.gls import fit_known
from flarelag.effects.kernel import noise_columns, posterior
from flarelag.effects.noise import HOURS_AND_WEEKS, fit_noise
from flarelag.effects.result import Controls, Estimate, FactorEffect, LagBin, PeakLag
from flarelag.effects.seen import see
from flarelag.effects.selection import selection_columns
from flarelag.effects.verdict import Findings

if TYPE_CHECKING:
    import polars as pl

    from flarelag.effects.design import Columns
    from flarelag.effects.gls import Fit
    from flarelag.effects.kernel import Posterior
    from flarelag.effects.result import DoseFit, Likelihood
    from flarelag.effects.seen import Material, Seen

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
    fits : Fits
        What it rests on.
    """

    found: Findings
    relief: Estimate | None
    ride_relief: Estimate | None
    controls: Controls
    doses: tuple[DoseFit, ...]
    factors: tuple[FactorEffect, ...]
    likelihood: Likelihood
    fits: Fits

    @property
    def standard_error(self) -> float:
        """Of the mean change over 6-24 h, before its interval is widened."""
        theta = self.found.theta
        return (theta.high - theta.low) / (2 * _Z * self.fits.seen.widened)


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """What the answer rests on, for whoever asks further.

    Parameters
    ----------
    seen : Seen
        Scores and noise.
    background : Columns
        Calendar, factors, and relief after easy runs and rides.
    perhaps : tuple of Columns
        Responses at once; running hard on good days.
    later : Posterior
        Of the delayed response.
    """

    seen: Seen
    background: Columns
    perhaps: tuple[Columns, Columns]
    later: Posterior


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
        fits=Fits(seen, background, perhaps, later),
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
