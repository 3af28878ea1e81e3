"""Which dose fits pain best: sprints, all efforts, braking, minutes of running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.effects.design import immediate_columns
from flarelag.effects.gls import Method, log_likelihood
from flarelag.effects.kernel import FEW_PEAKS_H, posterior
from flarelag.effects.result import DoseFit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.gls import Model
    from flarelag.effects.ou import OUCovariance


def compare_doses(
    model: Model, by_dose: Iterable[Sessions], noise: OUCovariance
) -> tuple[DoseFit, ...]:
    """Return how well each dose explains pain, the best first.

    Each is judged by its own scale, with the same priors, under the one noise that was estimated
    without any of them: responses at once and later against none.

    Parameters
    ----------
    model : Model
        Scores and a background that knows of runs, but not of their doses; entries in order.
    by_dose : iterable of Sessions
        The same sessions by each dose, scaled.
    noise : OUCovariance
        Of that model; taken as known.
    """
    nothing = log_likelihood(model, noise, Method.REML)
    fits = []
    for sessions in by_dose:
        at_once = immediate_columns(model.t_h, sessions)
        with_it = model.beside(at_once.x, at_once.prior_sd)
        sooner = log_likelihood(with_it, noise, Method.REML) - nothing
        later = posterior(with_it, sessions, noise, FEW_PEAKS_H).log_bayes_factor
        if sessions.per_dose is not None:
            fits.append(DoseFit(sessions.name, sessions.per_dose, sooner + later))
    return tuple(sorted(fits, key=lambda fit: -fit.log_bayes_factor))
