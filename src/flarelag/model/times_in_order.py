"""Whether the times of a recording run on as a clock does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from flarelag.model.wording import counted

if TYPE_CHECKING:
    import polars as pl

_MANY: Final = 0.1
"""A lap's last point is often the next one's first; so many more is a clock of too few digits."""


def said_of_times(t_s: pl.Series) -> tuple[str, ...]:
    """Return what a user should know of times that run backwards or repeat.

    Parameters
    ----------
    t_s : Series of float
        Seconds from the start, in the order of the file.
    """
    steps = np.diff(t_s.to_numpy())
    n_back, n_still = int(np.count_nonzero(steps < 0)), int(np.count_nonzero(steps == 0))
    said = []
    if n_back:
        said.append(f"its clock runs backwards {counted(n_back, 'time')}: records are put in order")
    if n_still > _MANY * steps.size:
        said.append(f"{counted(n_still, 'record')} at the same time as the one before")
    return tuple(said)
