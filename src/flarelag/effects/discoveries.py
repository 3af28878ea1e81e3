"""What is surprising among all that was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

BELIEVED_BELOW: Final = 0.05
"""An adjusted p above this is no discovery."""


def adjusted(p: Sequence[float]) -> list[float]:
    """Return p values adjusted for the false discoveries among them.

    By hand: the library's own would load all of its statistics, half a second of CPU.

    Parameters
    ----------
    p : sequence of float
        In any order; may be empty.

    References
    ----------
    Benjamini, Hochberg (1995), J. R. Stat. Soc. B 57, 289.
    """
    n = len(p)
    falling = np.argsort(p)[::-1]
    scaled = np.asarray(p, dtype=np.float64)[falling] * n / np.arange(n, 0, -1)
    found = np.empty(n)
    found[falling] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return [float(each) for each in found]
