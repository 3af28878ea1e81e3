"""What is analysed, and what the fits see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.censored import mostly_at_an_end, working_model
from flarelag.effects.gls import Model
from flarelag.effects.kernel import WIDENED, WIDENED_AT_AN_END
from flarelag.effects.noise import HOURS_AND_WEEKS, fit_noise
from flarelag.effects.result import Likelihood

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from numpy.typing import NDArray

    from flarelag.effects.design import Columns
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.ou import OUCovariance


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
