"""Draws from what is believed of all terms together: kernels, responses, factors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import solve_triangular

from flarelag.effects.kernel import PRIOR_SD, summed_responses
from flarelag.effects.ou import whitener

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.effects.design import Columns
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.kernel import Posterior
    from flarelag.effects.seen import Seen

N_DRAWS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Joint draws.

    Parameters
    ----------
    names : tuple of str
        Of all columns: those surely in the mean, then those perhaps in it.
    coefficients : array of float, shape (d, p)
        0 where a column is not in the mean of that draw.
    later : array of float, shape (d, k)
        The delayed response at each chosen entry, in points.
    """

    names: tuple[str, ...]
    coefficients: NDArray[np.float64]
    later: NDArray[np.float64]

    def of(self, name: str) -> NDArray[np.float64]:
        """Return the draws of one coefficient."""
        return self.coefficients[:, self.names.index(name)]


def draw(
    seen: Seen,
    sessions: Sessions,
    surely: Columns,
    perhaps: Sequence[Columns],
    posterior: Posterior,
    entries: NDArray[np.intp],
    rng: np.random.Generator,
) -> Draws:
    """Draw kernels by their weights, then all coefficients given each.

    Parameters
    ----------
    seen : Seen
        Scores and noise.
    sessions : Sessions
        With their scaled doses.
    surely, perhaps : Columns, sequence of Columns
        As `kernel.posterior` had them.
    posterior : Posterior
        What it returned.
    entries : array of int, shape (k,)
        Where the delayed response is wanted.
    rng : Generator
        Source of chance.
    """
    choices = list(product((False, True), repeat=len(perhaps)))
    picked, counts = np.unique(
        rng.choice(len(posterior.weight), size=N_DRAWS, p=posterior.weight), return_counts=True
    )
    n_kernels = len(posterior.weight) // len(choices)
    kernels = [posterior.kernels[each % n_kernels] for each in picked.tolist()]
    responses = summed_responses(seen.entry_h, sessions.end_h, sessions.dose, kernels)
    every = surely
    for group in perhaps:
        every = every.beside(group)
    stacked = np.column_stack([every.x, responses, seen.y])
    white = whitener(seen.noise, seen.entry_h, seen.spread).whiten(stacked)
    gram = white.T @ white
    prior_sd = np.append(every.prior_sd, PRIOR_SD)
    p = len(every.names)
    coefficients, later = np.zeros((N_DRAWS, p)), np.zeros((N_DRAWS, len(entries)))
    begin = 0
    for j, (each, count) in enumerate(zip(picked.tolist(), counts.tolist(), strict=True)):
        columns = [*_in_the_mean(surely, perhaps, choices[each // n_kernels]), p + j]
        own_sd = prior_sd[[min(column, p) for column in columns]]
        precision = gram[np.ix_(columns, columns)] + np.diag(1.0 / own_sd**2)
        root = np.linalg.cholesky(precision)
        half = solve_triangular(root, gram[columns, -1], lower=True)
        chance = rng.standard_normal((len(columns), count))
        drawn = solve_triangular(root.T, half[:, None] + chance, lower=False).T
        coefficients[begin : begin + count, columns[:-1]] = drawn[:, :-1]
        later[begin : begin + count] = drawn[:, -1:] * responses[entries, j]
        begin += count
    return Draws(every.names, coefficients, later)


def _in_the_mean(surely: Columns, perhaps: Sequence[Columns], taken: tuple[bool, ...]) -> list[int]:
    columns = list(range(len(surely.names)))
    begin = len(columns)
    for group, yes in zip(perhaps, taken, strict=True):
        end = begin + len(group.names)
        columns += range(begin, end) if yes else ()
        begin = end
    return columns
