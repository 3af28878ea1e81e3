"""The frame behind the chart of an experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from flarelag.report.words import signed

if TYPE_CHECKING:
    from flarelag.experiments.result import Result


def pair_differences(result: Result) -> pl.DataFrame:
    """Return each complete pair: `pair` (from 1), `difference` in points, `told` (in words)."""
    rows = [
        (each.number + 1, each.difference, signed(each.difference))
        for each in result.pairs
        if each.difference is not None
    ]
    schema = {"pair": pl.Int64(), "difference": pl.Float64(), "told": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")
