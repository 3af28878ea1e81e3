"""Lines as SVG paths of whole numbers, thinned to what can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

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
    parts, pen, last = list[str](), (0, 0), None
    for stretch, *both in _thinned(trace, box).iter_rows():
        for x, y in (both[:2], both[2:]):
            if stretch != last:
                parts.append(f"M{x} {y}")
            elif (x, y) != pen:
                parts.append(f"l{x - pen[0]} {y - pen[1]}")
            pen, last = (x, y), stretch
    return "".join(parts)


def _thinned(trace: pl.DataFrame, box: Box) -> pl.DataFrame:
    """Return two points a row: `stretch` (counted up after each gap), `x`, `y`, `second_x`, ..."""
    shown = trace.filter(pl.col("t_s").is_between(box.from_x, box.to_x))
    across = (pl.col("t_s") - box.from_x) / (box.to_x - box.from_x)
    up = ((pl.col("speed_m_s") - box.from_y) / (box.to_y - box.from_y)).clip(0.0, 1.0)
    points = shown.select(
        pl.col("speed_m_s").is_null().cum_sum().alias("stretch"),
        (box.left + box.width * across).round().cast(pl.Int64).alias("x"),
        (box.top + box.height * (1 - up)).round().cast(pl.Int64).alias("y"),
    ).drop_nulls("y")
    least, most = pl.col("y").arg_min(), pl.col("y").arg_max()
    first, second = pl.min_horizontal(least, most), pl.max_horizontal(least, most)
    return (
        points.with_columns(step=pl.col("x") // STEP)
        .group_by("stretch", "step", maintain_order=True)
        .agg(
            pl.col("x").get(first),
            pl.col("y").get(first),
            pl.col("x").get(second).alias("second_x"),
            pl.col("y").get(second).alias("second_y"),
        )
        .drop("step")
    )
