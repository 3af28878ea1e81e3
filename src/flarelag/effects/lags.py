"""Every entry with every session shortly before it: the pairs that responses are summed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Lags:
    """Pairs of an entry and a session that ended at or before it.

    Parameters
    ----------
    entry, session : array of int, shape (q,)
        Positions in the arrays that the pairs were made from.
    lag_h : array of float, shape (q,)
        Hours from the session's end to the entry; 0 or more.
    n_entries : int
        How many entries there are.
    """

    entry: NDArray[np.intp]
    session: NDArray[np.intp]
    lag_h: NDArray[np.float64]
    n_entries: int

    def summed(
        self, weight: NDArray[np.float64], response: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return for each entry the sum over sessions of weight times response.

        Parameters
        ----------
        weight : array of float, shape (m,)
            One for each session.
        response : array of float, shape (q,)
            One for each pair.
        """
        weights = weight[self.session] * response
        total = np.bincount(self.entry, weights=weights, minlength=self.n_entries)
        return total.astype(np.float64)


def lags(entry_h: NDArray[np.float64], end_h: NDArray[np.float64], horizon_h: float) -> Lags:
    """Pair entries with the sessions that ended less than `horizon_h` hours before them.

    Parameters
    ----------
    entry_h : array of float, shape (n,)
        Hours, in order.
    end_h : array of float, shape (m,)
        Hours, in any order.
    horizon_h : float
        Longer lags are left out, which keeps the work proportional to the number of entries.
    """
    first = np.searchsorted(entry_h, end_h, side="left")
    counts = np.searchsorted(entry_h, end_h + horizon_h, side="left") - first
    session = np.repeat(np.arange(len(end_h)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    entry = np.repeat(first, counts) + within
    return Lags(entry, session, entry_h[entry] - end_h[session], len(entry_h))
