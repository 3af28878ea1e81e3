"""The slope of a log likelihood along each parameter of the noise, at the cost of a few values.

Reverse mode through the O(n) factorisation: celerite2 hands slopes back through its own steps, and
the dense algebra between them is short. One value with all slopes costs about as much as three
values, where differences would cost six and be less exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from celerite2 import backprop  # ty: ignore[missing-module-member] - compiled, without types
from scipy.linalg import cho_solve

from flarelag.effects.gls import Method, normal_equations
from flarelag.effects.ou import celerite_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.effects.gls import Model, Solved
    from flarelag.effects.ou import OUCovariance


def value_and_slopes(
    model: Model, noise: OUCovariance, method: Method
) -> tuple[float, NDArray[np.float64]]:
    """Return the log likelihood, and its slopes along the logarithms of the noise's parameters.

    Parameters
    ----------
    model : Model
        Entries in order of time.
    noise : OUCovariance
        Where.
    method : Method
        Which likelihood.

    Returns
    -------
    float
        The log likelihood.
    array of float, shape (2 k + 1,)
        Along the logarithm of variance and memory of each part, then of the nugget's variance.

    References
    ----------
    Foreman-Mackey (2018), RNAAS 2, 31: "Scalable backpropagation for Gaussian processes using
    celerite".
    """
    parts = celerite_parts(noise, model.t_h, model.spread)
    t, c, a, u, v = parts.t_h, parts.rates, parts.diagonal, parts.u, parts.v
    n, terms = u.shape
    rows = np.column_stack([model.x, model.y])
    d, w, s = backprop.factor_fwd(
        t, c, a, u, v, np.empty(n), np.empty((n, terms)), np.empty((n, terms, terms))
    )
    z, f = backprop.solve_lower_fwd(
        t, c, u, w, rows, np.empty_like(rows), np.empty((n, terms, rows.shape[1]))
    )
    solved = normal_equations(z / np.sqrt(d)[:, None], float(np.log(d).sum()), model)
    weighted = z @ _of_products(solved, method)
    back_z = weighted / d[:, None]
    back_d = 0.5 * (1.0 - (weighted * z).sum(1) / d) / d
    _, by_c, by_u, by_w, _ = backprop.solve_lower_rev(
        *(t, c, u, w, rows, z, f, back_z),
        *(np.empty_like(each) for each in (t, c, u, w, rows)),
    )
    _, more_c, by_a, more_u, _ = backprop.factor_rev(
        *(t, c, a, u, v, d, w, s, back_d, by_w),
        *(np.empty_like(each) for each in (t, c, a, u, v)),
    )
    by_diagonal = float(by_a.sum())
    by_amplitude = (by_u + more_u).sum(0) + by_diagonal
    slopes = np.empty(2 * terms + 1)
    slopes[:-1:2] = [term.variance for term in noise.terms] * by_amplitude
    slopes[1:-1:2] = -c * (by_c + more_c)
    by_nugget = by_diagonal if model.spread is None else float(by_a @ model.spread)
    slopes[-1] = noise.nugget_variance * by_nugget
    return solved.log_likelihood(model, method), -slopes


def _of_products(solved: Solved, method: Method) -> NDArray[np.float64]:
    """Return twice the slope of -log likelihood along the whitened products `[X y]'[X y]`."""
    residual = np.append(-solved.coefficients, 1.0)
    slope = np.outer(residual, residual)
    if method is Method.REML:
        p = len(solved.coefficients)
        slope[:p, :p] += cho_solve((solved.factor, False), np.eye(p))
    return slope
