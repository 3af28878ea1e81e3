from __future__ import annotations

import polars as pl
import pytest

from flarelag.model.times_in_order import said_of_times


@pytest.mark.parametrize(
    ("times_s", "said"),
    [
        ([], ()),
        ([0], ()),
        ([*range(30), 29, *range(30, 60)], ()),
        ([0, 1, 2, 1, 2, 3], ("its clock runs backwards 1 time: records are put in order",)),
        ([0, 0, 1, 1, 2, 2], ("3 records at the same time as the one before",)),
        (
            [3, 3, 2, 2, 1],
            (
                "its clock runs backwards 2 times: records are put in order",
                "2 records at the same time as the one before",
            ),
        ),
    ],
)
def test_times_that_run_backwards_or_repeat_are_said(times_s: list[float], said: tuple[str, ...]):
    assert said_of_times(pl.Series(times_s, dtype=pl.Float64)) == said
