"""Lines as SVG paths of whole numbers, thinned to what can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import polars as pl

Whole: TypeAlias = npt.NDArray[np.int64]

STEP: Final = 3
"""Units of width within which only the lowest and the highest point are kept."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a line is drawn, and what its edges mean.

    Parameters
    ----------
    left, top, width, height : int
        The box, in units of the picture; y grows downwards.
    from_x, to_x, from_y, to_y : float
        What its left, right, lower and upper edge mean.
    """

    left: int
    top: int
    width: int
    height: int
    from_x: float
    to_x: float
    from_y: float
    to_y: float

    def x(self, value: float) -> int:
        """Return where a value lies across, held within the box."""
        share = (value - self.from_x) / (self.to_x - self.from_x)
        return self.left + round(self.width * min(1.0, max(0.0, share)))

    def y(self, value: float) -> int:
        """Return where a value lies up and down, held within the box."""
        share = (value - self.from_y) / (self.to_y - self.from_y)
        return self.top + round(self.height * (1 - min(1.0, max(0.0, share))))


def line_path(trace: pl.DataFrame, box: Box) -> str:
    """Return a line as the `d` of an SVG path; a gap in the values is a gap in the line.

    Of each few units across only the lowest and the highest point are kept.

    Parameters
    ----------
    trace : DataFrame
        `t_s` and `speed_m_s`, in order.
    box : Box
        Where it is drawn.
    """
    stretch, x, y = _thinned(*_points(trace, box))
    parts, pen, last = list[str](), (0, 0), None
    for own, point in zip(stretch, zip(x, y, strict=True), strict=True):
        if own != last:
            parts.append(f"M{point[0]} {point[1]}")
        elif point != pen:
            parts.append(f"l{point[0] - pen[0]} {point[1] - pen[1]}")
        pen, last = point, own
    return "".join(parts)


def _points(trace: pl.DataFrame, box: Box) -> tuple[Whole, Whole, Whole]:
    """Return each known point's stretch (counted up after each gap) and where it lies."""
    t_s, speed = trace["t_s"].to_numpy(), trace["speed_m_s"].to_numpy()
    inside = (t_s >= box.from_x) & (t_s <= box.to_x)
    t_s, speed = t_s[inside], speed[inside]
    known = ~np.isnan(speed)
    across = (t_s[known] - box.from_x) / (box.to_x - box.from_x)
    up = np.clip((speed[known] - box.from_y) / (box.to_y - box.from_y), 0.0, 1.0)
    x, y = box.left + box.width * across, box.top + box.height * (1 - up)
    return np.cumsum(~known)[known], _rounded(x), _rounded(y)


def _rounded(values: npt.NDArray[np.float64]) -> Whole:
    return np.floor(values + 0.5).astype(np.int64)


def _thinned(stretch: Whole, x: Whole, y: Whole) -> tuple[list[int], list[int], list[int]]:
    """Return of each few units across the first lowest and the first highest point, in order."""
    n = y.size
    if not n:
        return [], [], []
    edge = (np.diff(stretch) != 0) | (np.diff(x // STEP) != 0)
    starts = np.concatenate(([0], np.flatnonzero(edge) + 1))
    row = np.arange(n)
    least, most = (np.minimum.reduceat(up * n + row, starts) % n for up in (y, -y))
    kept = np.stack([np.minimum(least, most), np.maximum(least, most)], axis=1).ravel()
    return stretch[kept].tolist(), x[kept].tolist(), y[kept].tolist()
