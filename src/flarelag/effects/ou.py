"""Pain that lingers: Ornstein-Uhlenbeck noise at irregular times, exactly, in O(n).

The covariance of two scores `dt` hours apart is `sum_m s_m^2 exp(-|dt| / tau_m)`, plus the nugget
for a score with itself. celerite2's real terms factorise its matrix without approximation.

References
----------
Foreman-Mackey, Agol, Ambikasaran, Angus (2017), AJ 154, 220: "Fast and scalable Gaussian process
modeling with applications to astronomical time series".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from celerite2 import driver  # ty: ignore[missing-module-member] - compiled, without types

from flarelag.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class OUTerm:
    """One part of the noise, with its own memory.

    Parameters
    ----------
    variance : float
        In squared points of pain; 0 or more.
    tau_h : float
        Hours after which the correlation has fallen to 1/e; above 0.
    """

    variance: float
    tau_h: float


@dataclass(frozen=True, slots=True)
class OUCovariance:
    """A sum of Ornstein-Uhlenbeck parts and a nugget.

    Parameters
    ----------
    terms : tuple of OUTerm
        At least one.
    nugget_variance : float
        Of what is new with each score; it also keeps several scores at one instant apart.
    """

    terms: tuple[OUTerm, ...]
    nugget_variance: float

    @property
    def variance(self) -> float:
        """Total variance of one score."""
        return sum(term.variance for term in self.terms) + self.nugget_variance


@dataclass(frozen=True, slots=True, eq=False)
class Whitener:
    """The Cholesky factor of a covariance at given times.

    Rows handed to `whiten` are in the order of the times that `whitener` was given; the whitened
    rows are in order of time. Least squares does not care, so long as all columns go through it.

    Parameters
    ----------
    log_det : float
        Log determinant of the covariance matrix.
    """

    log_det: float
    _order: NDArray[np.intp]
    _t_h: NDArray[np.float64]
    _rates: NDArray[np.float64]
    _u: NDArray[np.float64]
    _w: NDArray[np.float64]
    _root_d: NDArray[np.float64]

    def whiten(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return `L^-1 columns`, shape (n, k), where `L L'` is the covariance in order of time."""
        rows = np.ascontiguousarray(columns[self._order], dtype=np.float64)
        solved: NDArray[np.float64] = driver.solve_lower(
            self._t_h, self._rates, self._u, self._w, rows, rows
        )
        solved /= self._root_d[:, None]
        return solved

    def unspread(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the inverse of the covariance times columns, rows in the order given."""
        rows = np.ascontiguousarray(columns[self._order], dtype=np.float64)
        below = driver.solve_lower(self._t_h, self._rates, self._u, self._w, rows, rows)
        below = np.ascontiguousarray(below / np.square(self._root_d)[:, None])
        solved = driver.solve_upper(self._t_h, self._rates, self._u, self._w, below, below)
        unspread: NDArray[np.float64] = np.empty_like(solved)
        unspread[self._order] = solved
        return unspread


@dataclass(frozen=True, slots=True, eq=False)
class CeleriteParts:
    """A covariance as celerite2 takes it, its times in order.

    Parameters
    ----------
    t_h, diagonal : array of float, shape (n,)
        Times, and the variance at each.
    rates : array of float, shape (k,)
        One over each memory.
    u, v : array of float, shape (n, k)
        `u` holds the parts' variances, `v` ones.
    """

    t_h: NDArray[np.float64]
    diagonal: NDArray[np.float64]
    rates: NDArray[np.float64]
    u: NDArray[np.float64]
    v: NDArray[np.float64]


def celerite_parts(
    covariance: OUCovariance, t_h: NDArray[np.float64], spread: NDArray[np.float64] | None = None
) -> CeleriteParts:
    """Return a covariance as celerite2 takes it.

    Parameters
    ----------
    covariance : OUCovariance
        The noise.
    t_h : array of float, shape (n,)
        Hours, in order.
    spread : array of float, shape (n,), or None
        The nugget's variance at each score over its usual one; null: 1 everywhere.
    """
    nugget = np.ones(len(t_h)) if spread is None else spread
    wandering = sum(term.variance for term in covariance.terms)
    u = np.tile([term.variance for term in covariance.terms], (len(t_h), 1))
    return CeleriteParts(
        t_h=np.ascontiguousarray(t_h, dtype=np.float64),
        diagonal=wandering + covariance.nugget_variance * nugget,
        rates=np.array([1.0 / term.tau_h for term in covariance.terms]),
        u=u,
        v=np.ones_like(u),
    )


def whitener(
    covariance: OUCovariance, t_h: NDArray[np.float64], spread: NDArray[np.float64] | None = None
) -> Whitener:
    """Factorise the covariance of scores at the given times.

    Parameters
    ----------
    covariance : OUCovariance
        The noise.
    t_h : array of float, shape (n,)
        Hours, in any order; several scores may share an instant if there is a nugget.
    spread : array of float, shape (n,), or None
        As in `celerite_parts`.

    Raises
    ------
    InputError
        When two scores share an instant and the nugget is 0: their covariance has no inverse.
    """
    order = np.argsort(t_h, kind="stable")
    parts = celerite_parts(covariance, t_h[order], None if spread is None else spread[order])
    times, rates, u, v = parts.t_h, parts.rates, parts.u, parts.v
    try:
        d, w = driver.factor(times, rates, parts.diagonal, u, v, parts.diagonal.copy(), v.copy())
    except driver.LinAlgError:
        raise InputError(
            "the noise model has no inverse: scores share an instant, or it has no variance"
        ) from None
    return Whitener(float(np.log(d).sum()), order, times, rates, u, w, np.sqrt(d))
